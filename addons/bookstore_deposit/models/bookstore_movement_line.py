from odoo import fields, models
from odoo.exceptions import UserError

from ..core.ownership import is_number_of_copies


class BookstoreMovementLine(models.Model):
    """A title of a movement."""

    _name = "bookstore.movement.line"
    _description = "Title of a Movement"
    _inherit = ["bookstore.guard.mixin"]
    _rec_name = "product_id"
    _check_company_auto = True
    _draft_fields = frozenset(["movement_id", "product_id", "quantity"])

    movement_id = fields.Many2one(
        "bookstore.movement", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="movement_id.company_id", store=True, index=True)
    product_id = fields.Many2one(
        "product.product",
        "Title",
        required=True,
        domain=[("is_storable", "=", True)],
        check_company=True,
    )
    barcode = fields.Char(related="product_id.barcode", string="ISBN")
    quantity = fields.Float("Copies", default=1, digits="Product Unit")
    places = fields.Char(related="product_id.bookstore_places", string="In Stock")

    _quantity_positive = models.Constraint("CHECK (quantity > 0)", "Move at least one copy.")

    def _get_document(self):
        return self.movement_id

    def _check_whole_copies(self):
        for line in self:
            if not is_number_of_copies(line.quantity):
                raise UserError(
                    self.env._(
                        "%(title)s: %(copies)s is no number of copies. Type a whole one.",
                        title=line.product_id.name,
                        copies=line.quantity,
                    )
                )

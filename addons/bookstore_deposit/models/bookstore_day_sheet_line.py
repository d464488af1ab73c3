from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core.ownership import is_number_of_copies


class BookstoreDaySheetLine(models.Model):
    """Copies of a title sold that day."""

    _name = "bookstore.day.sheet.line"
    _description = "Sale of a Day Sheet"
    _inherit = ["bookstore.guard.mixin"]
    _rec_name = "product_id"
    _check_company_auto = True
    _draft_fields = frozenset(["sheet_id", "product_id", "quantity", "price"])

    sheet_id = fields.Many2one("bookstore.day.sheet", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="sheet_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="sheet_id.currency_id")
    product_id = fields.Many2one(
        "product.product",
        "Title",
        required=True,
        domain=[("sale_ok", "=", True)],
        check_company=True,
    )
    quantity = fields.Float("Copies", default=1, digits="Product Unit")
    price = fields.Float(
        digits="Product Price",
        compute="_compute_price",
        store=True,
        readonly=False,
        precompute=True,
    )
    amount = fields.Monetary(compute="_compute_amount", store=True)

    _quantity_positive = models.Constraint("CHECK (quantity > 0)", "Sell at least one copy.")

    def _get_document(self):
        return self.sheet_id

    @api.depends("product_id")
    def _compute_price(self):
        for line in self:
            line.price = line.product_id.lst_price

    @api.depends("quantity", "price")
    def _compute_amount(self):
        for line in self:
            line.amount = line.quantity * line.price

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

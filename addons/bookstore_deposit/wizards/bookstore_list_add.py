from odoo import fields, models
from odoo.exceptions import UserError


class BookstoreListAdd(models.TransientModel):
    """Titles chosen by a search or a filter, to be put in a list."""

    _name = "bookstore.list.add"
    _description = "Add Titles to a List"

    product_ids = fields.Many2many("product.product", string="Titles")
    list_id = fields.Many2one("bookstore.list", help="Empty: a new one.")
    name = fields.Char("Name of the New List")
    is_shared = fields.Boolean("Shared")
    quantity = fields.Float("Copies of Each", default=1, digits="Product Unit")

    def action_add(self):
        """Put them in the list; the titles it has already are not counted twice."""
        self.ensure_one()
        if self.quantity < 0:
            raise UserError(self.env._("Type 0 copies or more."))
        titles = self.list_id
        if not titles:
            vals = {"is_shared": self.is_shared}
            titles = titles.create(vals | ({"name": self.name} if self.name else {}))
        titles._add(dict.fromkeys(self.product_ids, self.quantity))
        return titles._get_records_action()

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command


class BookstoreStandAdd(models.TransientModel):
    """Titles chosen in any list, to be planned for a stand or kept in a type."""

    _name = "bookstore.stand.add"
    _description = "Add Titles to a Stand"

    product_ids = fields.Many2many("product.product", string="Titles")
    stand_id = fields.Many2one(
        "bookstore.stand", domain=[("state", "in", ["draft", "out", "back"])]
    )
    type_id = fields.Many2one("bookstore.stand.type", "Type of Stand")
    list_line_ids = fields.Many2many("bookstore.list.line", string="Titles of a List")
    is_as_listed = fields.Boolean("As Many as in the List", default=True)
    quantity = fields.Float("Copies of Each", default=1, digits="Product Unit")

    def action_add(self):
        """Plan them."""
        if not self.stand_id and not self.type_id:
            raise UserError(self.env._("Choose a stand, or a type of stand."))
        if self.quantity <= 0:
            raise UserError(self.env._("Plan at least one copy of each title."))
        quantities = dict.fromkeys(self.product_ids, self.quantity)
        if self.list_line_ids and self.is_as_listed:
            listed = self.list_line_ids._get_quantities()
            quantities = {title: listed.get(title) or 1.0 for title in self.product_ids}
        if self.stand_id:
            self.stand_id._plan(quantities)
        known = self.type_id.line_ids.product_id
        if self.type_id:
            self.type_id.line_ids = [
                Command.create({"product_id": product.id, "quantity": quantities[product]})
                for product in self.product_ids - known
            ]
        return (self.stand_id or self.type_id)._get_records_action()

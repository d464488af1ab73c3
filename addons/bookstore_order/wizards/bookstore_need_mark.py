from odoo import fields, models


class BookstoreNeedMark(models.TransientModel):
    """Titles somebody wants ordered, and how many copies of each."""

    _name = "bookstore.need.mark"
    _description = "Mark to Order"

    product_ids = fields.Many2many("product.product", string="Titles", required=True)
    quantity = fields.Float("Copies of Each", default=1, digits="Product Unit", required=True)
    list_line_ids = fields.Many2many("bookstore.list.line", string="Titles of a List")
    is_as_listed = fields.Boolean(
        "As Many as in the List", default=True, help="Titles with 0 copies in it are left out."
    )
    note = fields.Char("Comment", help="For whom, why now…")

    def action_confirm(self):
        """Add them to what is to be ordered."""
        quantities = dict.fromkeys(self.product_ids, self.quantity)
        if self.list_line_ids and self.is_as_listed:
            listed = self.list_line_ids._get_quantities()
            quantities = {title: listed.get(title, 0.0) for title in self.product_ids}
        self.env["bookstore.need"].create(
            [
                {"product_id": title.id, "quantity": copies, "note": self.note}
                for title, copies in quantities.items()
                if copies or not self.list_line_ids
            ]
        )
        return True

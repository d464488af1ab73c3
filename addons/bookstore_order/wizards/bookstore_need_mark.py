from odoo import fields, models


class BookstoreNeedMark(models.TransientModel):
    """Titles somebody wants ordered, and how many copies of each."""

    _name = "bookstore.need.mark"
    _description = "Mark to Order"

    product_ids = fields.Many2many("product.product", string="Titles", required=True)
    quantity = fields.Float("Copies of Each", default=1, digits="Product Unit", required=True)
    note = fields.Char("Comment", help="For whom, why now…")

    def action_confirm(self):
        """Add them to what is to be ordered."""
        self.env["bookstore.need"].create(
            [
                {"product_id": title.id, "quantity": self.quantity, "note": self.note}
                for title in self.product_ids
            ]
        )
        return True

from odoo import fields, models


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    bookstore_parcel_line_id = fields.Many2one(
        "bookstore.parcel.line", "Title of the Parcel", index="btree_not_null", readonly=True
    )
    bookstore_carriage_parcel_id = fields.Many2one(
        "bookstore.parcel", "Carriage of the Parcel", index="btree_not_null", readonly=True
    )

    def _get_stock_moves(self):
        """A bill of a parcel values its movements, ordered or not."""
        lines = self.bookstore_parcel_line_id
        # The carriage of a bill is shared by every title of its parcel.
        lines |= self.bookstore_carriage_parcel_id.line_ids
        moves = self.env["stock.move"]
        if lines:
            # sudo: the value of stock follows from the bill, whoever posts it
            moves = moves.sudo().search(
                [("bookstore_parcel_line_id", "in", lines.ids), ("state", "=", "done")]
            )
        return super()._get_stock_moves() | moves

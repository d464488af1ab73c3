from odoo import fields, models


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    bookstore_parcel_line_id = fields.Many2one(
        "bookstore.parcel.line",
        "Title of the Parcel",
        index="btree_not_null",
        readonly=True,
        copy=False,
    )
    bookstore_carriage_parcel_id = fields.Many2one(
        "bookstore.parcel",
        "Carriage of the Parcel",
        index="btree_not_null",
        readonly=True,
        copy=False,
    )

    def _copy_data_extend_business_fields(self, values):
        """A credit note takes back the value of its copies; a duplicate is a bill of its own."""
        super()._copy_data_extend_business_fields(values)
        values["bookstore_parcel_line_id"] = self.bookstore_parcel_line_id.id
        values["bookstore_carriage_parcel_id"] = self.bookstore_carriage_parcel_id.id

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

from odoo import models


class PosOrder(models.Model):
    """Sales of the till that the back office credits."""

    _inherit = "pos.order"

    def _bookstore_member_sum_credited(self):
        """What credit notes of the sale's invoice, made in the back office, took back: below zero
        where they give back what the wallet paid.
        """
        company = self.company_id
        notes = self.account_move.reversal_move_ids.filtered(
            lambda note: (
                note.state == "posted" and note.move_type == "out_refund" and not note.pos_order_ids
            )
        )  # what the till itself takes back is a sale of its own
        lines = notes.invoice_line_ids.filtered(
            lambda line: line.product_id in company._bookstore_member_get_products()
        )
        return sum(lines.mapped("price_total"))

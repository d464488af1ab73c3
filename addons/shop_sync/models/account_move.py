from odoo import models


class AccountMove(models.Model):
    _inherit = "account.move"

    def _post(self, soft=True):
        """An invoice of a shop order meets the payment that the shop already received, and the
        credit slips that waited for it."""
        posted = super()._post(soft)
        invoices = posted.filtered(lambda move: move.move_type == "out_invoice").line_ids
        orders = invoices.sale_line_ids.order_id.filtered("shop_channel_id")
        if orders:
            # sudo: whoever invoices need not see what the shops said.
            orders.sudo().shop_refund_ids.filtered(
                lambda refund: refund.state in ("waiting", "error")
            )._credit()
            orders._shop_reconcile_payments()
        return posted

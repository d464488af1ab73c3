from odoo import models


class AccountMove(models.Model):
    _inherit = "account.move"

    def _post(self, soft=True):
        """An invoice of a shop order meets the payment that the shop already received."""
        posted = super()._post(soft)
        orders = posted.filtered(lambda move: move.move_type == "out_invoice").line_ids
        orders.sale_line_ids.order_id._shop_reconcile_payments()
        return posted

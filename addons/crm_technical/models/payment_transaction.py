from odoo import models


class PaymentTransaction(models.Model):
    _inherit = "payment.transaction"

    def _check_amount_and_confirm_order(self):
        """Confirm nothing that is held back: the payment is booked, the salesperson is told."""
        held = self.filtered(
            lambda payment: any(order._tech_is_held_back() for order in payment.sale_order_ids)
        )
        held.sale_order_ids._tech_tell_held_payment()
        return super(PaymentTransaction, self - held)._check_amount_and_confirm_order()

from contextlib import nullcontext

from odoo import models
from odoo.exceptions import UserError


class PaymentTransaction(models.Model):
    _inherit = "payment.transaction"

    def _check_amount_and_confirm_order(self):
        """A payment of a booking that cannot be confirmed never stops the work on payments:
        its money is kept and the desk is told why.
        """
        confirmed = self.env["sale.order"]
        for transaction in self:
            # who pays confirms: his limit counts, whoever brings the provider's answer
            transaction = transaction.with_context(rental_reader_id=transaction.partner_id.id)
            bookings = transaction.sale_order_ids.filtered("is_rental")
            problem = ""
            try:
                with self.env.cr.savepoint() if bookings else nullcontext():
                    confirmed |= super(
                        PaymentTransaction, transaction
                    )._check_amount_and_confirm_order()
            except UserError as error:
                if not bookings:
                    raise
                self.env.invalidate_all()
                problem = str(error)
            for booking in bookings.filtered(lambda order: order.state != "sale"):
                booking._rental_keep_payment(transaction, problem)
        return confirmed

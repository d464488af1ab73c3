from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class PaymentTransaction(models.Model):
    """The hold of a deposit: guarded wherever somebody captures or releases it."""

    _inherit = "payment.transaction"

    rental_deposit_id = fields.Many2one(
        "rental.deposit", "Deposit", readonly=True, index="btree_not_null", ondelete="restrict"
    )

    @api.constrains("rental_deposit_id", "sale_order_ids")
    def _check_rental_deposit_apart(self):
        """A hold is no payment of its booking: Odoo would confirm the order and call it paid."""
        if any(tx.rental_deposit_id and tx.sale_order_ids for tx in self):
            raise ValidationError(
                self.env._("The hold of a deposit is no payment of the booking: keep them apart.")
            )

    def _rental_captures_parts(self):
        """Whether provider and method of payment can capture a part of a hold."""
        method = self.payment_method_id.primary_payment_method_id or self.payment_method_id
        return (
            self.provider_id.support_manual_capture == "partial"
            and method.support_manual_capture == "partial"
        )

    def _update_state(self, allowed_states, target_state, state_message):
        changed = super()._update_state(allowed_states, target_state, state_message)
        if target_state == "authorized":
            for tx in changed.filtered("rental_deposit_id"):
                tx.rental_deposit_id._note_held(tx)
        elif target_state == "error":
            for tx in changed.filtered("source_transaction_id.rental_deposit_id"):
                tx.source_transaction_id.rental_deposit_id._note_refused(tx)
        return changed

    def _post_process(self):
        super()._post_process()
        for tx in self.filtered(lambda tx: tx.state == "authorized" and tx.rental_deposit_id):
            tx.rental_deposit_id._settle_hold(tx)

    def _capture(self, amount_to_capture=None):
        for tx in self.filtered(lambda tx: tx.rental_deposit_id.transaction_id == tx):
            tx.rental_deposit_id._take_turn()
            due = sum(
                tx.invoice_ids.filtered(lambda move: move.state == "posted").mapped(
                    "amount_residual"
                )
            )
            tx.rental_deposit_id._check_keep(amount_to_capture or tx.amount, due)
        return super()._capture(amount_to_capture)

    def _void(self, amount_to_void=None):
        for tx in self.filtered(lambda tx: tx.rental_deposit_id.transaction_id == tx):
            deposit = tx.rental_deposit_id
            rest = deposit._from_cents(deposit._get_hold().rest)
            asked = amount_to_void or tx.amount
            if tx.currency_id.compare_amounts(asked, rest) > 0:
                raise UserError(
                    self.env._(
                        "%(deposit)s: %(rest).2f is still held, %(asked).2f cannot be released.",
                        deposit=deposit.name,
                        rest=rest,
                        asked=asked,
                    )
                )
        return super()._void(amount_to_void)

from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError

from ..core.workflow import BOOKING_TRANSITIONS

PAY_TIME = timedelta(minutes=30)


class SaleOrder(models.Model):
    """A booking that is paid on line: its goods are kept before money is asked for.

    What went all the same – a provider that answers after an hour – goes to the desk, with the
    money kept as the customer's credit; nothing is raised where a payment is worked on.
    """

    _inherit = "sale.order"

    def _rental_take_for_payment(self, amount=None):
        """Keep the goods while the customer pays; the caller commits before asking for money.

        :raises UserError: it cannot be paid (any more), or something is no longer free
        """
        self.ensure_one()
        self._rental_check_portal("pay")
        self._rental_check_binds()
        required = self._get_prepayment_required_amount()
        if amount is not None and self.currency_id.compare_amounts(amount, required) < 0:
            raise UserError(
                self.env._("%s changed meanwhile. Load the page again, then pay.", self.name)
            )
        self._rental_hold_for_payment()

    def _rental_hold_for_payment(self):
        until = fields.Datetime.now() + PAY_TIME
        if self.rental_hold_until and self.rental_hold_until > until:
            return
        try:
            with self.env.cr.savepoint():
                self.sudo().rental_hold_until = until  # sudo: nobody types it
                self.order_line._sync_rental_occupation()
                self._rental_guard_free()
                self.env.flush_all()
        except UserError as error:
            self.invalidate_recordset()
            raise UserError(
                self.env._(
                    "Part of %s went to somebody else meanwhile. You have paid nothing: choose "
                    "other dates, or ask us for a way.",
                    self.name,
                )
            ) from error

    def _rental_guard_free(self):
        """As the guard of the workflow, also where a hold takes nothing by itself."""
        if self._get_rental_shortages():
            raise UserError(self.env._("%s is short.", self.name))

    # Afterwards -------------------------------------------------------------------------------

    def _rental_keep_payment(self, transaction, problem):
        """Paid, and cannot be confirmed: credit of the customer, work for the desk, a mail."""
        self.ensure_one()
        if not self.env["rental.notice"]._take_note(self, "paid", transaction.reference):
            return
        inside = self._rental_inside()
        if self.rental_state in BOOKING_TRANSITIONS["escalate"].sources:
            self._apply_transition("escalate", reason=inside.env._("paid, not confirmed"))
        inside._rental_schedule(
            inside.env._("Paid, but not confirmed"),
            inside.env._(
                "%(amount)s reached us (%(reference)s) and is kept as the customer's credit: "
                "%(problem)s Propose something else, or pay it back.",
                amount=transaction.currency_id.format(transaction.amount),
                reference=transaction.reference,
                problem=problem or self._rental_explain_unconfirmed(),
            ),
        )
        self._rental_send_paid()

    def _rental_send_paid(self):
        if self.partner_id.email:
            self._rental_send_notice("paid")

    def _rental_explain_unconfirmed(self):
        inside = self._rental_inside()
        if self.state == "cancel":
            return inside.env._("the booking was cancelled meanwhile.")
        return inside.env._("it is less than what confirms the booking.")

    def _rental_get_short_names(self):
        """Names of what is no longer free: told before anybody pays."""
        return [line.product_id.display_name for line, _missing in self._get_rental_shortages()]

from datetime import timedelta

from psycopg2 import OperationalError

from odoo import api, fields, models, modules
from odoo.exceptions import UserError
from odoo.fields import Domain

from .rental_deposit_card import ON_ITS_WAY

ANSWER_TIME = timedelta(days=1)


class RentalDeposit(models.Model):
    """What a bank is asked to do: asked once, in the books at once, and nothing raised after it."""

    _inherit = "rental.deposit"

    def _keep_answer(self):
        """What was asked of a bank is in the books from here on: no retry and no error forgets it."""
        self.env.flush_all()
        if not modules.module.current_test:
            self.env.cr.commit()  # pylint: disable=invalid-commit  # a bank rolls nothing back

    def _note_refused(self, transaction):
        """A capture or a release that the bank refused, now or days later."""
        inside = self._inside()
        inside._tell_desk(
            inside.env._("The bank refused"),
            inside.env._(
                "%(amount)s (%(reference)s): %(why)s",
                amount=transaction.currency_id.format(transaction.amount),
                reference=transaction.reference,
                why=transaction.state_message or "",
            ),
        )

    # Keep and release -------------------------------------------------------------------------

    def _capture_for(self, invoice, amount):
        """Keep ``amount`` for a posted invoice; :return: whether the bank took it, or works on it"""
        hold = self.transaction_id
        hold.invoice_ids |= invoice
        part = hold._capture(amount)
        taken = part.state not in ("error", "cancel")
        if taken:
            self.invoice_ids |= invoice
            self._tell_kept(invoice, amount)
        self._keep_answer()
        if part.state == "done":
            self._settle_part(part)
        return taken

    def _settle_part(self, part):
        """The payment, at once; what is in its way is Odoo's job of payments to try again."""
        try:
            with self.env.cr.savepoint():
                part._post_process()
        except (UserError, OperationalError) as error:
            self.env.invalidate_all()
            self.env.ref("payment.cron_post_process_payment_tx")._trigger()
            inside = self._inside()
            inside._tell_desk(inside.env._("Captured, not in the books yet"), str(error))

    def _give_back(self):
        if self.kind == "card" and not self._release_hold():
            return False
        return super()._give_back()

    def _release_hold(self):
        """:return: whether the bank released it, or works on it; a hold that lapsed is gone anyway"""
        self._take_turn()
        if not self._may_go_back():
            raise UserError(self.env._("%s is not held: nothing to give back.", self.name))
        rest = self._from_cents(self._get_hold().rest)
        if rest <= 0:
            return True  # it is on its way
        part = self.transaction_id._void(rest)
        self._keep_answer()
        return part.state != "error" or self.lapsed

    def _settle_hold(self, transaction):
        """A hold that nobody needs is released at once: the second one, or after the booking."""
        if self.transaction_id != transaction:
            transaction._void()
            self._keep_answer()
        elif self.state == "held" and not self._is_needed():
            self._give_back()

    # A saved card -----------------------------------------------------------------------------

    def action_hold_saved_card(self):
        """Hold the amount on a card that the customer saved with an earlier deposit."""
        self._check_desk()
        for deposit in self:
            deposit.sudo()._hold_by_token()  # sudo: rights were asked above

    def _hold_by_token(self):
        """Noted and committed first: whatever happens then, the card is not charged again."""
        self._take_turn()
        self._check_hold_by_token()
        token = self.token_id
        transaction = self.env["payment.transaction"].create(
            {
                "provider_id": token.provider_id.id,
                "payment_method_id": token.payment_method_id.id,
                "token_id": token.id,
                "operation": "offline",
                "amount": self.amount,
                "currency_id": self.currency_id.id,
                "partner_id": self.partner_id.id,
                "reference": self.env["payment.transaction"]._compute_reference(
                    token.provider_id.code, prefix=self.name
                ),
                "rental_deposit_id": self.id,
            }
        )
        self._keep_answer()
        transaction._charge_with_token()
        self._keep_answer()

    def _check_hold_by_token(self):
        if self.kind != "card" or self.state != "asked" or not self.token_id:
            problem = self.env._(
                "%s: choose the saved card; what is held already is not held twice.", self.name
            )
        elif not self._is_needed():
            problem = self.env._("%s: its booking has ended, nothing is held any more.", self.name)
        elif not self._is_own_token():
            problem = self.env._(
                "%s: this card is not one that this customer saved for deposits.", self.name
            )
        elif self._get_open_tries():
            problem = self.env._(
                "%s: the bank was asked already. Wait for its answer, or send the link.", self.name
            )
        else:
            return
        raise UserError(problem)

    def _get_open_tries(self):
        """Saved cards that were charged and of which nothing was heard since."""
        asked_after = fields.Datetime.now() - ANSWER_TIME
        return self.transaction_ids.filtered(
            lambda tx: (
                tx.operation == "offline"
                and tx.state in ON_ITS_WAY
                and tx.create_date > asked_after
            )
        )

    @api.model
    def _cron_rental_deposit_hold(self):
        """A hold lasts a week: saved cards are held on the day before the departure."""
        now = fields.Datetime.now()
        due = self.search(
            Domain("kind", "=", "card")
            & Domain("state", "=", "asked")
            & Domain("token_id", "!=", False)
            & Domain("order_id.rental_state", "in", ("confirmed", "ready"))
            & Domain("order_id.rental_start", ">", now)
            & Domain("order_id.rental_start", "<=", fields.Datetime.add(now, days=1))
        )
        untried = due.filtered(
            lambda deposit: "offline" not in deposit.transaction_ids.mapped("operation")
        )
        self._run_each(untried, "_hold_or_tell")

    def _hold_or_tell(self):
        try:
            self._hold_by_token()
        except UserError as error:
            why = str(error)
        else:
            why = self.transaction_ids[:1].state_message or ""
        if self.state != "held":
            inside = self._inside()
            inside._tell_desk(inside.env._("The card could not be held"), why)

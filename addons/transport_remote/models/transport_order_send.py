import logging

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools.misc import formatLang

from odoo.addons.transport_api.models.transport_api_serializer import iso
from odoo.addons.transport_order.core.progress import ACCEPTED_STATES

from ..core.api_client import (
    RemoteRefused,
    RemoteUnavailable,
    digest,
    read_amount,
    read_estimate,
)
from .transport_order_pull import OVERLAP
from .transport_order_refused import KINDS

_logger = logging.getLogger(__name__)


class TransportOrder(models.Model):
    """Accepted orders and cancellations go to the remote ERP after the commit. Whether it carried out
    what it did not answer is asked before anything else is done."""

    _inherit = "transport.order"

    def _after_accept(self):
        result = super()._after_accept()
        if self._is_remote():
            self.sudo().remote_state = "to_send"  # sudo: the server alone writes it
            self._trigger_remote()
        return result

    def _after_state_change(self, old_state):
        result = super()._after_state_change(old_state)
        # sudo: a client may cancel without any right to the remote state
        order = self.sudo()
        if order.state == "cancelled" and order.remote_state in ("to_send", "sent", "refused"):
            if order.remote_state == "refused":
                order.activity_ids.filtered("summary").unlink()  # given up: nothing to settle
            order.remote_state = "to_cancel"
            order._trigger_remote()
        return result

    @api.model
    def _trigger_remote(self):
        # The cron starts when this transaction is committed, never before.
        self.env.ref("transport_remote.ir_cron_remote")._trigger()

    @api.model
    def _cron_remote(self):
        """Send what waits, then read the progress; each order is committed on its own."""
        progress = self.env["ir.cron"]._commit_progress
        waiting = self.search([("remote_state", "in", ("to_send", "to_cancel"))], order="id")
        progress(remaining=len(waiting))
        silent = self.env["res.company"]
        for order in waiting:
            asked = order.company_id not in silent and order.try_lock_for_update()
            if asked and not order._send_remote():
                silent |= order.company_id  # the next round asks again, for the others too
            if not progress(1):
                return
        companies = self.env["res.company"].search(
            [("transport_estimate_provider", "=", "http"), ("transport_remote_url", "!=", False)]
        )
        for company in companies:
            self._pull_remote(company)
            progress()

    def _send_remote(self):
        """Tell the remote ERP of this order or of its cancellation. May be repeated.

        :return: whether the remote ERP answered
        """
        self.ensure_one()
        remote = self.company_id._get_transport_remote()
        if not remote:
            return False
        send = self._send_remote_order if self.remote_state == "to_send" else self._send_remote_end
        try:
            send(remote)
        except RemoteUnavailable as error:
            _logger.info("The remote ERP does not answer for %s: %s", self.name, error)
            self._note_silence()
            return False
        except RemoteRefused as error:
            self._refuse_remote(error.detail, KINDS.get(error.kind, "other"))
        return True

    def _note_silence(self):
        if self.remote_message != self._get_forced_mark():
            self.remote_message = self._get_office_words()._(
                "No answer yet; it will be tried again."
            )

    # --- the order -------------------------------------------------------------------------------

    def _send_remote_order(self, remote):
        if not (self.remote_reference and self.remote_hash):
            if self._take_as_sent(self._find_remote_order(remote)):
                return
            self._ask_again(remote)
        if self.remote_state != "to_send":
            return
        body = {"estimate_hash": self.remote_hash, "signed_by": self.signed_by[:120]}
        key = f"{self.remote_reference}-accept-{self.remote_hash[:16]}"
        told = remote.accept(self.remote_reference, body, key)
        self.write(self._prepare_sent(told))

    def _prepare_sent(self, told):
        return {"remote_state": "sent"} | self._prepare_no_refusal() | self._read_told_fee(told)

    def _find_remote_order(self, remote):
        """What became there of an order whose answer was lost or refused.

        :return: Order of the contract, or an empty dict when it is unknown there
        """
        if self.remote_reference:
            try:
                return remote.order(self.remote_reference)
            except RemoteRefused as error:
                if error.kind != "not-found":  # else no order of the other system
                    raise
                return {}
        since = iso((self.accepted_on or self.create_date) - OVERLAP)
        own = [
            item
            for item in remote.changed_orders(since)
            if item.get("external_reference") == self.reference
            and isinstance(item.get("reference"), str)
        ]
        own.sort(key=lambda item: item.get("state") not in ACCEPTED_STATES)
        found = own[0] if own else {}
        self.remote_reference = found.get("reference")
        return found

    def _take_as_sent(self, told):
        """What is accepted there was sent, although its answer never came.

        :return: whether it is accepted there
        """
        if told.get("state") not in ACCEPTED_STATES:
            return False
        self.write(self._prepare_sent(told))
        self.activity_ids.filtered("summary").unlink()
        return True

    def _ask_again(self, remote):
        """Ask the price of an accepted order anew; another one than the accepted is refused."""
        number, body = self.remote_quotes + 1, self._prepare_remote_order()
        key = f"{self.reference}-again-{number}-{digest(body)}"
        stored = remote.store_estimate(body, key)
        estimate = read_estimate(stored, self.currency_id.name)
        if estimate.on_request or not stored.get("estimate_hash"):
            raise RemoteUnavailable("no price")
        self.write(
            {
                "remote_quotes": number,
                "remote_reference": stored["reference"],
                "remote_hash": stored["estimate_hash"],
            }
        )
        if self.currency_id.compare_amounts(float(estimate.amount), self.amount_untaxed):
            self.remote_hash = False
            self._refuse_price(float(estimate.amount))

    # --- its cancellation ------------------------------------------------------------------------

    def _send_remote_end(self, remote):
        """What lives there is cancelled there, whether or not its acceptance was ever answered."""
        told = self._find_remote_order(remote)
        if told and told.get("state") != "cancelled":
            told = self._cancel_there(remote)
        self.write({"remote_state": "cancelled"} | self._prepare_no_refusal())
        if not told:
            self._tell_unknown_there()
            return
        try:
            with self.env.cr.savepoint():
                self._settle_remote_fee(told)
        except UserError as error:  # the fee of before is invoiced: a person settles it
            self._refuse_remote(str(error))

    def _cancel_there(self, remote):
        """:return: Order of the contract, cancelled"""
        # an ERP of before knows no cause: the words alone travel, and there are always some
        cause = self.with_env(self._get_office_words())._get_cause_label()
        body = {"reason": ((self.cancel_reason or "").strip() or cause)[:500]}
        if self.remote_message != self._get_forced_mark():
            body["expected_fee"] = f"{self.cancel_fee:.2f}"
        key = f"{self.reference}-cancel-{digest(body)}"
        try:
            return remote.cancel(self.remote_reference, body, key)
        except RemoteRefused:
            told = remote.order(self.remote_reference)
            if told.get("state") != "cancelled":  # else the carrier was faster: it is what we want
                raise
            return told

    def _tell_unknown_there(self):
        """Nothing was there to cancel: a line in the history, a task when it should have been."""
        words = self._get_office_words()
        text = words._(
            "The remote ERP knows no order %(reference)s: nothing was there to cancel.",
            reference=self.remote_reference or self.reference,
        )
        self.message_post(body=text, subtype_xmlid="mail.mt_note")
        if self.remote_reference:
            self._ask_office(words._("Ask the carrier about %(order)s", order=self.name), text)

    def _settle_remote_fee(self, told):
        """The fee that the other system answers is the one that is due here."""
        fee = self._read_told_fee(told).get("remote_cancel_fee")
        if fee is None or not self.currency_id.compare_amounts(fee, self.cancel_fee):
            return
        self._replace_cancel_fee(fee)
        words = self._get_client_words()
        told = formatLang(words, fee, currency_obj=self.currency_id)
        self._mail_news([words._("Cancellation fee: %(amount)s", amount=told)])

    def _read_told_fee(self, told):
        try:
            return {"remote_cancel_fee": float(read_amount(told.get("cancel_fee")))}
        except (TypeError, ValueError, ArithmeticError):
            return {}

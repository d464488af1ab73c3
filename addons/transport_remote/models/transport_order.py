import hashlib
import json
import logging

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.transport_api.core.api_schema import check, parse_moment
from odoo.addons.transport_api.models.transport_api_serializer import CAR_FIELDS
from odoo.addons.transport_order.models.transport_address import SNAPSHOT

from ..core.api_client import RemoteRefused, RemoteUnavailable, read_amount, read_estimate
from .res_company import PRICE_SECONDS

_logger = logging.getLogger(__name__)

MOMENT = {"type": "string", "format": "date-time"}


class TransportOrder(models.Model):
    """Prices are asked of the remote ERP and stored there; accepted orders and cancellations go there
    after the commit; what it refuses is settled here."""

    _inherit = "transport.order"

    remote_state = fields.Selection(
        [
            ("to_send", "To send"),
            ("sent", "Sent"),
            ("to_cancel", "Cancellation to send"),
            ("cancelled", "Cancelled there"),
            ("refused", "Refused there"),
        ],
        string="Remote ERP",
        readonly=True,
        copy=False,
        index="btree_not_null",
        groups="transport_order.group_transport_user",
    )
    remote_reference = fields.Char(
        string="Reference in the Remote ERP",
        readonly=True,
        copy=False,
        index="btree_not_null",
        groups="transport_order.group_transport_user",
    )
    remote_hash = fields.Char(
        readonly=True, copy=False, groups="transport_order.group_transport_user"
    )
    remote_valid_until = fields.Datetime(
        readonly=True, copy=False, groups="transport_order.group_transport_user"
    )
    remote_quotes = fields.Integer(
        string="Prices Asked There",
        readonly=True,
        copy=False,
        groups="transport_order.group_transport_user",
    )
    remote_cancel_fee = fields.Monetary(
        string="Cancellation Fee There",
        readonly=True,
        copy=False,
        groups="transport_order.group_transport_user",
    )
    remote_message = fields.Char(
        string="Answer of the Remote ERP",
        readonly=True,
        copy=False,
        groups="transport_order.group_transport_user",
    )

    def _is_remote(self):
        return self.env["transport.estimator"]._is_remote(self.company_id)

    # --- the price, stored there -----------------------------------------------------------------

    def _ask_estimate(self):
        if not self._is_remote():
            return super()._ask_estimate()
        # sudo: clients and the office ask prices without the right to the remote reference
        return self.sudo()._ask_remote_estimate()

    def _ask_remote_estimate(self):
        """The price is stored there with its reference, so that it is honoured there, too."""
        number, body = self.remote_quotes + 1, self._prepare_remote_order()
        # A transaction that starts again asks with the same key and gets the same answer.
        mark = hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()[:16]
        key = f"{self.reference}-{number}-{mark}"
        estimate, data = self.env["transport.estimator"]._ask_remote(
            self.company_id, lambda remote: remote.store_estimate(body, key)
        )
        valid = data.get("valid_until")
        self.write(
            {
                "remote_quotes": number,
                "remote_reference": data.get("reference"),
                "remote_hash": data.get("estimate_hash"),
                "remote_valid_until": parse_moment(valid) if not check(valid, MOMENT) else False,
                "remote_state": False,
                "remote_message": False,
            }
        )
        return estimate

    def _get_validity(self):
        own, there = super()._get_validity(), self.sudo().remote_valid_until  # sudo: as above
        return min(own, there) if there and self._is_remote() else own

    def _get_cancel_fee(self):
        """The fee of a transport that the other system carries is asked there."""
        # sudo: clients are told a fee, not how it is asked
        order = self.sudo()
        if order.remote_state != "sent" or order.state == "cancelled":
            return super()._get_cancel_fee()
        remote = order.company_id._get_transport_remote(PRICE_SECONDS)
        try:
            told = remote and remote.order(order.remote_reference).get("cancel_fee")
            return float(read_amount(told)) if told else order.remote_cancel_fee
        except (RemoteUnavailable, RemoteRefused, ValueError, ArithmeticError) as error:
            _logger.info("The remote ERP told no fee for %s: %s", order.name, error)
            return order.remote_cancel_fee

    def _portal_cancel(self, reason="", expected_fee=None, cause="other"):
        """What happened there meanwhile counts: a car that was collected is told at once."""
        self.check_access("read")
        self.sudo()._pull_now()  # sudo: as above; the rights to cancel are checked below
        return super()._portal_cancel(reason, expected_fee, cause)

    # --- sending, after the commit ---------------------------------------------------------------

    def _after_accept(self):
        result = super()._after_accept()
        if self._is_remote():
            self.remote_state = "to_send"
            self._trigger_remote()
        return result

    def _after_state_change(self, old_state):
        result = super()._after_state_change(old_state)
        # sudo: a client may cancel without any right to the remote state
        order = self.sudo()
        if order.state == "cancelled" and order.remote_state in ("to_send", "sent", "refused"):
            order.remote_state = "to_cancel" if order.remote_state == "sent" else "cancelled"
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
            self.remote_message = self._get_office_words()._(
                "No answer yet; it will be tried again."
            )
            return False
        except RemoteRefused as error:
            self._refuse_remote(error.detail or error.kind)
        return True

    def _send_remote_order(self, remote):
        if not (self.remote_reference and self.remote_hash):
            self._ask_again(remote)
        if self.remote_state != "to_send":
            return
        body = {"estimate_hash": self.remote_hash, "signed_by": self.signed_by[:120]}
        told = remote.accept(
            self.remote_reference, body, f"{self.reference}-accept-{self.remote_hash[:16]}"
        )
        self.write({"remote_state": "sent", "remote_message": False} | self._read_told_fee(told))

    def _ask_again(self, remote):
        """Ask the price of an accepted order anew; another one than the accepted is refused."""
        number = self.remote_quotes + 1
        stored = remote.store_estimate(
            self._prepare_remote_order(), f"{self.reference}-again-{number}"
        )
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
            self._refuse_remote(
                self._get_office_words()._(
                    "The remote ERP now asks %(there)s instead of %(here)s.",
                    there=stored.get("amount"),
                    here=f"{self.amount_untaxed:.2f}",
                )
            )

    def _send_remote_end(self, remote):
        # an ERP of before knows no cause: the words alone travel, and there are always some
        cause = self.with_env(self._get_office_words())._get_cause_label()
        body = {"reason": ((self.cancel_reason or "").strip() or cause)[:500]}
        if self.remote_message != self._get_forced_mark():
            body["expected_fee"] = f"{self.cancel_fee:.2f}"
        mark = hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()[:16]
        try:
            told = remote.cancel(self.remote_reference, body, f"{self.reference}-cancel-{mark}")
        except RemoteRefused:
            told = remote.order(self.remote_reference)
            if told.get("state") != "cancelled":  # else the carrier was faster: it is what we want
                raise
        self.write({"remote_state": "cancelled", "remote_message": False})
        try:
            with self.env.cr.savepoint():
                self._settle_remote_fee(told)
        except UserError as error:  # the fee of before is invoiced: a person settles it
            self._refuse_remote(str(error))

    def _settle_remote_fee(self, told):
        """The fee that the other system answers is the one that is due here."""
        fee = self._read_told_fee(told).get("remote_cancel_fee")
        if fee is None or not self.currency_id.compare_amounts(fee, self.cancel_fee):
            return
        self.cancel_fee = fee
        self._cancel_sale_orders()
        self._replace_price_by_fee(fee)

    def _read_told_fee(self, told):
        try:
            return {"remote_cancel_fee": float(read_amount(told.get("cancel_fee")))}
        except (TypeError, ValueError, ArithmeticError):
            return {}

    def _get_office_words(self):
        """:return: environment in the language of the office: a cron has none of its own"""
        lang = self.company_id.partner_id.lang or self.env.lang
        return self.with_context(lang=lang).env

    def _refuse_remote(self, message):
        """A person of the office has to settle it: send again, ask the client, or give up."""
        self.write({"remote_state": "refused", "remote_message": message[:250]})
        words = self._get_office_words()
        self.activity_schedule(
            "mail.mail_activity_data_warning",
            summary=words._("%(order)s was refused by the remote ERP", order=self.name),
            note=message,
            user_id=(self.responsible_id or self._get_default_manager()).id,
        )

    # --- buttons ---------------------------------------------------------------------------------

    def _check_refused(self):
        self.check_access("write")
        for order in self:
            if order.remote_state != "refused":
                raise UserError(
                    order.env._(
                        "%(order)s is not refused by the remote ERP. Reload the page.",
                        order=order.name,
                    )
                )

    def _get_forced_mark(self):
        return "*"

    def action_remote_send_again(self):
        """Try again: the price is asked anew and accepted there when it is still the same."""
        self._check_refused()
        for order in self:
            cancelled = order.state == "cancelled"
            order.write(
                {
                    "remote_state": "to_cancel" if cancelled else "to_send",
                    "remote_hash": False,
                    "remote_message": order._get_forced_mark() if cancelled else False,
                }
            )
        self.activity_ids.filtered("summary").unlink()
        self._trigger_remote()

    def action_remote_back_to_client(self):
        """Give the order back to its client with the price that is asked now: he accepts or not."""
        self._check_refused()
        for order in self.filtered(lambda order: order.state in ("confirmed", "planned")):
            order.remote_state = False
            order._reopen_estimate()
        self.activity_ids.filtered("summary").unlink()

    def action_remote_resume(self):
        """The other system carries it all the same: the cancellation here is taken back."""
        self._check_refused()
        for order in self.filtered(lambda order: order.state == "cancelled"):
            # sudo: the office takes it back without any right on sales
            order.sudo()._resume_remote()
        self.activity_ids.filtered("summary").unlink()
        self._trigger_remote()

    def _resume_remote(self):
        self._reserve_cars()
        self._cancel_sale_orders()
        prices = self.price_line_ids
        prices.filtered(lambda line: line.code == "cancel_fee").unlink()
        prices.exists().is_void = False
        self.write({"cancel_fee": 0, "cancel_reason": False, "cancel_cause": False})
        self._change_state("confirmed")
        self.write(self._prepare_totals() | {"remote_state": "sent", "remote_message": False})
        self._create_sale_order()
        void = self.event_ids.filtered(
            lambda event: event.code == "cancelled" and not event.is_void
        )
        self._append_events(
            [
                {"code": "correction", "void_event_id": event.id, "line": event.line_id}
                for event in void
            ],
            "staff",
        )
        self._mail_news([self._get_client_words()._("Not cancelled: the transport goes on")])
        if not self._pull_now():
            # plan and fees were not read meanwhile: the schedule reads again since it was ordered
            company, since = self.company_id, self.company_id.transport_remote_synced
            company.transport_remote_synced = since and min(since, self.accepted_on)

    def _prepare_remote_order(self):
        """:return: EstimateInput of the contract for this order"""
        estimator = self.env["transport.estimator"]
        values = {
            "vehicles": [
                {name: line[name] for name in CAR_FIELDS if name in line._fields and line[name]}
                | {"running": line.running}
                for line in self.line_ids
            ],
            "origin": self._prepare_remote_address("origin"),
            "destination": self._prepare_remote_address("destination"),
            "options": self._get_options().as_dict(),
            "external_reference": self.reference,
            "client_reference": (self.client_reference or self.name)[:80],
            "note": (self.note or "")[:1000],
        }
        for name in ("pickup_date", "delivery_date"):
            if self[name]:
                values[name] = self[name].isoformat()
        return values | estimator._prepare_remote_client(self.partner_id, self.company_id)

    def _prepare_remote_address(self, name):
        place = self[f"{name}_snapshot"] or self[f"{name}_id"]._get_snapshot()
        values = {key: place[key] for key in SNAPSHOT if place.get(key)}
        values["external_ref"] = place.get("reference") or self.reference
        if place.get("country_code"):
            values["country"] = place["country_code"]
        return values

    def _match_remote_lines(self, vehicles):
        """Cars there and here are the same by VIN, plate, or else by their place in the lot.

        :return: ``{reference there: transport.order.vehicle}``
        """
        free, found = list(self.line_ids), {}
        for marks in (("vin",), ("plate",), ("make", "model"), ()):
            for vehicle in vehicles:
                reference = vehicle.get("reference")
                if not reference or reference in found:
                    continue
                same = (
                    line
                    for line in free
                    if all(line[name] and line[name] == vehicle.get(name) for name in marks)
                )
                if line := next(same, None):
                    found[reference] = line
                    free.remove(line)
        return found

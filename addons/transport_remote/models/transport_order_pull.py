import json
import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.transport_api.core.api_schema import check, parse_moment
from odoo.addons.transport_api.models.transport_api_serializer import iso
from odoo.addons.transport_order.core.labels import CANCEL_SELECTION
from odoo.addons.transport_order.core.progress import (
    ACCEPTED_STATES,
    CAR_STATES,
    OTHER_CODES,
    RUNNING_STATES,
)
from odoo.addons.transport_order.core.terms import moment_fault

from ..core.api_client import RemoteRefused, RemoteUnavailable, read_amount, read_estimate
from ..core.mirror import FEES, missing_fees, next_step
from .res_company import PRICE_SECONDS

_logger = logging.getLogger(__name__)

OVERLAP = timedelta(minutes=10)
MOMENT = {"type": "string", "format": "date-time"}
CODES = (*CAR_STATES, *OTHER_CODES)
CAUSES = dict(CANCEL_SELECTION)


class TransportOrder(models.Model):
    """What the remote ERP says now is made true here: events and those taken back, plans, fees,
    documents, cancellation, closing. One order that cannot be read stops no other."""

    _inherit = "transport.order"

    @api.model
    def _pull_remote(self, company):
        """Read the orders that changed there."""
        remote = company._get_transport_remote()
        if not remote:
            return
        started = fields.Datetime.now()
        since = company.transport_remote_synced
        try:
            changed = list(remote.changed_orders(iso(since - OVERLAP) if since else None))
            known = self._find_remote(company, changed)
            for item in changed:
                for order in known.get(item.get("reference"), ()):
                    order._pull_one(remote, item)
        except RemoteUnavailable as error:
            _logger.info("The progress of %s could not be read: %s", company.name, error)
        except RemoteRefused as error:
            _logger.info("The remote ERP refused to tell its progress: %s", error)
        else:
            company.transport_remote_synced = started

    @api.model
    def _find_remote(self, company, items):
        references = [item.get("reference") for item in items]
        return self.search(
            [
                ("company_id", "=", company.id),
                ("remote_reference", "in", references),
                ("state", "in", (*ACCEPTED_STATES, "cancelled", "on_request")),
            ]
        ).grouped("remote_reference")

    def _pull_now(self):
        """Read this order at once, if its system answers; else the schedule reads it.

        :return: False when it did not answer
        """
        remote = self.company_id._get_transport_remote(PRICE_SECONDS)
        if not remote or not self._is_asked_there():
            return True
        try:
            self._pull_one(remote, remote.order(self.remote_reference))
        except (RemoteUnavailable, RemoteRefused) as error:
            _logger.info("The progress of %s could not be read: %s", self.name, error)
            return False
        return True

    def _pull_one(self, remote, item):
        """Read one order; what is wrong with it is told on it, the others go on.

        :raise RemoteUnavailable: when nothing can be read from anybody now
        """
        self.ensure_one()
        try:
            with self.env.cr.savepoint():
                self._read_remote(remote, item)
                if self.remote_message and self.remote_state == "sent":
                    self.remote_message = False
        except RemoteRefused as error:
            self.remote_message = (error.detail or error.kind or str(error.status))[:250]
        except (UserError, ValidationError) as error:
            _logger.warning("%s cannot follow the remote ERP: %s", self.name, error)
            self.remote_message = str(error)[:250]

    def _read_remote(self, remote, item):
        """Make this order what the other system says it is. May be repeated."""
        if self.state == "on_request":
            self._read_answer(item)
            return
        if self.state != "cancelled" and self.remote_state in ("to_send", "refused"):
            self._take_as_sent(item)
        if self.state in RUNNING_STATES and item.get("state") == "cancelled":
            self._read_state(item)  # first: what happened after it is nothing to mail
        # what happened to the cars is recorded, also after somebody cancelled
        self._read_events(remote, item, list(remote.events(self.remote_reference)))
        self._read_reports(remote, item)
        if self.state != "cancelled":
            self._read_plan(item)
        self._read_state(item)
        if (self.state == "cancelled") == (item.get("state") == "cancelled"):
            self._read_fees(item)  # a cancellation ends what was due before it, not what follows
        self._read_documents(remote)
        fee = self._read_told_fee(item)
        if fee and fee["remote_cancel_fee"] != self.remote_cancel_fee:
            self.write(fee)

    def _read_answer(self, item):
        """A price on request was named there: it is the price here, and the client is told."""
        estimate = read_estimate(item, self.currency_id.name)
        if item.get("state") != "quoted" or estimate.on_request or not item.get("estimate_hash"):
            return
        valid = item.get("valid_until")
        self.write(
            {
                "remote_hash": item["estimate_hash"],
                "remote_valid_until": parse_moment(valid) if not check(valid, MOMENT) else False,
            }
        )
        self.activity_ids.filtered("summary").unlink()
        self._store_estimate(estimate)

    # --- events ----------------------------------------------------------------------------------

    def _read_events(self, remote, item, events):
        """Add what is new, take back what was taken back there; each once."""
        lines = self._match_remote_lines(item.get("vehicles") or [])
        told = [event for event in events if self._is_readable(event)]
        gone = {self._get_remote_mark(event) for event in told if event.get("taken_back")}
        void = self.event_ids.filtered(
            lambda event: (
                event.source == "remote" and event.external_id in gone and not event.is_void
            )
        )
        known = set(self.event_ids.mapped("external_id"))
        # all at once: between two of them the order would be in a state that nobody told
        values = [self._prepare_remote_void(event) for event in void] + [
            self._prepare_remote_event(remote, event, lines, known)
            for event in told
            if not event.get("taken_back")
        ]
        if values:
            self._append_events(values, "remote")

    def _prepare_remote_void(self, event):
        return {
            "code": "correction",
            "void_event_id": event.id,
            "line": event.line_id,
            "external_id": f"void {event.external_id}"[:200],
        }

    def _is_readable(self, event):
        if event.get("code") not in CODES or event["code"] in ("correction", "cancelled"):
            return False
        if check(event.get("occurred_at"), MOMENT):
            return False
        moment = parse_moment(event["occurred_at"])
        return not moment_fault(moment, fields.Datetime.now(), self.date_order)

    def _get_remote_mark(self, event):
        return json.dumps([event.get(name) for name in ("id", "vehicle")])[:200]

    def _prepare_remote_event(self, remote, event, lines, known):
        eta, mark = event.get("eta"), self._get_remote_mark(event)
        return {
            "code": event["code"],
            "occurred_at": parse_moment(event["occurred_at"]),
            "line": self._get_remote_line(event, lines),
            "external_id": mark,
            "attachments": [] if mark in known else self._fetch_photos(remote, event),
            "place": str(event.get("place") or ""),
            "note": str(event.get("note") or ""),
            "eta": parse_moment(eta) if eta and not check(eta, MOMENT) else None,
        }

    def _get_remote_line(self, event, lines):
        """:return: the car of an event, nothing for one of the whole order"""
        car = event.get("vehicle")
        if car and car not in lines:
            # never the whole order in its place
            raise UserError(
                self._get_office_words()._(
                    "The remote ERP tells of the car %(car)s, which is not on %(order)s here.",
                    car=car,
                    order=self.name,
                )
            )
        return lines.get(car)

    def _read_plan(self, item):
        planned = {}
        for name in ("planned_pickup", "planned_delivery"):
            moment = item.get(name)
            value = parse_moment(moment) if moment and not check(moment, MOMENT) else False
            if self[name] != value:
                planned[name] = value
        if planned and self.state in RUNNING_STATES:
            self.with_context(transport_plan_told=True).write(planned)
            self._refresh_progress()

    # --- money -----------------------------------------------------------------------------------

    def _read_fees(self, item):
        """Fees charged there are charged here, each once."""
        try:
            there = [
                (line["code"], read_amount(line["amount"]))
                for line in item.get("lines") or []
                if line.get("code") in FEES
            ]
        except (KeyError, TypeError, ValueError, ArithmeticError):
            return
        here = [
            (line.code, read_amount(f"{line.amount:.2f}"))
            for line in self._get_due_lines()
            if line.code in FEES
        ]
        labels = {line.get("code"): line.get("detail") for line in item.get("lines") or []}
        for code, amount in missing_fees(there, here):
            self._charge(code, [(str(labels.get(code) or code), float(amount), None)])

    # --- state -----------------------------------------------------------------------------------

    def _read_state(self, item):
        step = next_step(str(item.get("state")), self.state)
        if step == "cancel":
            if self.state in ("delivered", "closed"):
                # cars came back after the cancellation there: their events are read already
                self._change_state("in_progress")
            fee = self._read_told_fee(item).get("remote_cancel_fee", 0)
            self.remote_state = "cancelled"  # it was told there: nothing is sent
            cause = item.get("cancel_cause")
            reason = str(item.get("cancel_reason") or "")
            self._cancel(
                reason or self._get_client_words()._("Cancelled by the carrier"),
                fee,
                cause if cause in CAUSES else "carrier",
            )
        elif step == "close":
            self._change_state("closed")
        elif self.state == "cancelled" and item.get("state") == "cancelled":
            self._settle_remote_fee(item)

    def _get_client_words(self):
        return self.with_context(lang=self.partner_id.lang or self.env.lang).env

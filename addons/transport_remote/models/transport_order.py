import json
import logging
from datetime import timedelta

from odoo import api, fields, models

from odoo.addons.transport_api.core.api_schema import check, parse_moment
from odoo.addons.transport_api.models.transport_api_serializer import CAR_FIELDS, iso
from odoo.addons.transport_order.core.progress import ACCEPTED_STATES, CAR_STATES, OTHER_CODES

from ..core.api_client import RemoteRefused, RemoteUnavailable

_logger = logging.getLogger(__name__)

OVERLAP = timedelta(minutes=10)
MOMENT = {"type": "string", "format": "date-time"}


class TransportOrder(models.Model):
    """Accepted orders go to the remote ERP after the commit, its events come back."""

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
    remote_message = fields.Char(
        string="Answer of the Remote ERP",
        readonly=True,
        copy=False,
        groups="transport_order.group_transport_user",
    )

    def _after_accept(self):
        result = super()._after_accept()
        if self.env["transport.estimator"]._is_remote(self.company_id):
            self.remote_state = "to_send"
            self._trigger_remote()
        return result

    def _after_state_change(self, old_state):
        result = super()._after_state_change(old_state)
        if self.state == "cancelled" and self.remote_state in ("to_send", "sent"):
            sent = self.remote_state == "sent"
            self.remote_state = "to_cancel" if sent else "cancelled"
            self._trigger_remote()
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
            self.remote_message = self.env._("No answer yet; it will be tried again.")
            return False
        except RemoteRefused as error:
            self._refuse_remote(error.detail or error.kind)
        return True

    def _send_remote_order(self, remote):
        mark = self.estimate_hash or ""
        stored = remote.store_estimate(
            self._prepare_remote_order(), f"{self.reference}-{mark[:16]}"
        )
        if stored.get("amount") != f"{self.amount_untaxed:.2f}":
            self._refuse_remote(
                self.env._(
                    "The remote ERP now asks %(there)s instead of %(here)s.",
                    there=stored.get("amount"),
                    here=f"{self.amount_untaxed:.2f}",
                )
            )
            return
        body = {"estimate_hash": stored["estimate_hash"], "signed_by": self.signed_by[:120]}
        remote.accept(stored["reference"], body, f"{self.reference}-accept-{mark[:16]}")
        self.write(
            {
                "remote_state": "sent",
                "remote_reference": stored["reference"],
                "remote_message": False,
            }
        )

    def _send_remote_end(self, remote):
        body = {"reason": (self.cancel_reason or "")[:500]}
        remote.cancel(self.remote_reference, body, f"{self.reference}-cancel")
        self.write({"remote_state": "cancelled", "remote_message": False})

    def _refuse_remote(self, message):
        """A person of the office has to settle it with the remote ERP."""
        self.write({"remote_state": "refused", "remote_message": message[:250]})
        self.activity_schedule(
            "mail.mail_activity_data_warning",
            summary=self.env._("%(order)s was refused by the remote ERP", order=self.name),
            note=message,
            user_id=(self.responsible_id or self._get_default_manager()).id,
        )

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
        names = (
            "name",
            "street",
            "street2",
            "zip",
            "city",
            "contact_name",
            "phone",
            "email",
            "opening_hours",
            "truck_access",
            "instructions",
        )
        values = {key: place[key] for key in names if place.get(key)}
        values["external_ref"] = place.get("reference") or self.reference
        if place.get("country_code"):
            values["country"] = place["country_code"]
        return values

    # --- progress -------------------------------------------------------------------------------

    @api.model
    def _pull_remote(self, company):
        """Read the orders that changed there and add their events here."""
        remote = company._get_transport_remote()
        if not remote:
            return
        started = fields.Datetime.now()
        since = company.transport_remote_synced
        try:
            changed = list(remote.changed_orders(iso(since - OVERLAP) if since else None))
            known = self.search(
                [
                    ("company_id", "=", company.id),
                    ("remote_reference", "in", [item.get("reference") for item in changed]),
                    ("state", "in", ACCEPTED_STATES),
                ]
            ).grouped("remote_reference")
            for item in changed:
                for order in known.get(item.get("reference"), self):
                    order._read_remote(item, list(remote.events(order.remote_reference)))
        except RemoteUnavailable as error:
            _logger.info("The progress of %s could not be read: %s", company.name, error)
        except RemoteRefused as error:
            _logger.info("The remote ERP refused to tell its progress: %s", error)
        else:
            company.transport_remote_synced = started

    def _read_remote(self, item, events):
        """Add what the remote ERP knows of this order; what is known already stays one event."""
        self.ensure_one()
        lines = self._match_remote_lines(item.get("vehicles") or [])
        known = (*CAR_STATES, *OTHER_CODES)
        values_list = [
            self._prepare_remote_event(event, lines)
            for event in events
            if event.get("code") in known
            and event["code"] != "correction"
            and not event.get("taken_back")
            and not check(event.get("occurred_at"), MOMENT)
        ]
        if values_list:
            self._append_events(values_list, "remote")
        planned = {}
        for name in ("planned_pickup", "planned_delivery"):
            moment = item.get(name)
            if moment and not check(moment, MOMENT) and self[name] != parse_moment(moment):
                planned[name] = parse_moment(moment)
        if planned:
            self.write(planned)

    def _prepare_remote_event(self, event, lines):
        mark = json.dumps([event.get(name) for name in ("id", "vehicle")])
        return {
            "code": event["code"],
            "occurred_at": parse_moment(event["occurred_at"]),
            "line": lines.get(event.get("vehicle")),
            "external_id": mark[:200],
            "place": str(event.get("place") or ""),
            "note": str(event.get("note") or ""),
        }

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

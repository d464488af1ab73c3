import logging

from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.transport_api.core.api_schema import check, parse_moment
from odoo.addons.transport_api.models.transport_api_serializer import CAR_FIELDS
from odoo.addons.transport_order.models.transport_address import SNAPSHOT

from ..core.api_client import RemoteRefused, RemoteUnavailable, digest, read_amount
from .res_company import PRICE_SECONDS

_logger = logging.getLogger(__name__)

MOMENT = {"type": "string", "format": "date-time"}


class TransportOrder(models.Model):
    """Prices are asked of the remote ERP and stored there; what it refuses is settled here."""

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

    def _is_asked_there(self):
        """Whether the other system is asked about it: an answer that was lost changes nothing."""
        return self.remote_state in ("sent", "to_send") and bool(self.remote_reference)

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
        key = f"{self.reference}-{number}-{digest(body)}"
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
        if not order._is_asked_there() or order.state == "cancelled":
            return super()._get_cancel_fee()
        # without an answer: what was told with the order, else what was named with its price
        known = order.remote_cancel_fee if order.remote_state == "sent" else None
        remote = None
        if not self.env.context.get("transport_fee_known"):
            remote = order.company_id._get_transport_remote(PRICE_SECONDS)
        try:
            told = remote and remote.order(order.remote_reference).get("cancel_fee")
            known = float(read_amount(told)) if told else known
        except (RemoteUnavailable, RemoteRefused, ValueError, ArithmeticError) as error:
            _logger.info("The remote ERP told no fee for %s: %s", order.name, error)
        return super()._get_cancel_fee() if known is None else known

    def _portal_cancel(self, reason="", expected_fee=None, cause="other"):
        """What happened there meanwhile counts: a car that was collected is told at once."""
        self.check_access("read")
        self.sudo()._pull_now()  # sudo: as above; the rights to cancel are checked below
        return super()._portal_cancel(reason, expected_fee, cause)

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
            if not order._is_accepted_there():
                order.remote_state = False
                order._reopen_estimate()
        self.activity_ids.filtered("summary").unlink()

    def _is_accepted_there(self):
        """An answer may have been lost before the refusal: nobody accepts the same cars twice."""
        remote = self.company_id._get_transport_remote(PRICE_SECONDS)
        try:
            return bool(remote) and self._take_as_sent(self._find_remote_order(remote))
        except RemoteRefused:
            return False
        except RemoteUnavailable as error:
            raise UserError(
                self.env._(
                    "The remote ERP does not answer: it is not known whether it carries %(order)s. "
                    "Try again in a few minutes.",
                    order=self.name,
                )
            ) from error

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

import logging

from odoo import fields, models

from odoo.addons.transport_api.core.api_schema import check, parse_moment
from odoo.addons.transport_api.models.transport_api_serializer import CAR_FIELDS
from odoo.addons.transport_order.models.transport_address import SNAPSHOT

from ..core.api_client import RemoteRefused, RemoteUnavailable, digest, read_amount
from .res_company import PRICE_SECONDS

_logger = logging.getLogger(__name__)

MOMENT = {"type": "string", "format": "date-time"}
ASKED_STATES = ("sent", "to_send", "refused")


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
        return self.remote_state in ASKED_STATES and bool(self.remote_reference)

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
            }
            | self._prepare_no_refusal()
        )
        return estimate

    def _get_validity(self):
        own, there = super()._get_validity(), self.sudo().remote_valid_until  # sudo: as above
        return min(own, there) if there and self._is_remote() else own

    def _get_cancel_fee(self):
        """The fee of a transport that the other system carries is asked there."""
        # sudo: clients are told a fee, not how it is asked
        order = self.sudo()
        asked, refused = order._is_asked_there(), order.remote_state == "refused"
        if order.state == "cancelled" or not (asked or refused):
            return super()._get_cancel_fee()
        # without an answer: what was told with the order, else what was named with its price;
        # what nobody carries costs nothing
        known = {"sent": order.remote_cancel_fee, "refused": 0.0}.get(order.remote_state)
        remote = None
        if asked and not self.env.context.get("transport_fee_known"):
            remote = order.company_id._get_transport_remote(PRICE_SECONDS)
        try:
            told = remote and remote.order(order.remote_reference).get("cancel_fee")
            known = float(read_amount(told)) if told else known
        except (RemoteUnavailable, RemoteRefused, ValueError, ArithmeticError) as error:
            _logger.info("The remote ERP told no fee for %s: %s", order.name, error)
        return super()._get_cancel_fee() if known is None else known

    def _prepare_no_refusal(self):
        return {"remote_message": False, "remote_refusal": False, "remote_amount": 0}

    # --- what is told there -----------------------------------------------------------------------

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

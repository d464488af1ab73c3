import logging

from odoo import api, models

from odoo.addons.transport_order.core.tariff import Estimate

from ..core.api_client import RemoteRefused, RemoteUnavailable, read_estimate
from .res_company import PRICE_SECONDS

_logger = logging.getLogger(__name__)


class TransportEstimator(models.AbstractModel):
    """The price comes from another system; without its answer it is a price on request."""

    _inherit = "transport.estimator"

    @api.model
    def _is_remote(self, company):
        # sudo: portal users do not read company settings
        return company.sudo().transport_estimate_provider == "http"

    @api.model
    def _estimate_lot(self, partner, lot, company, date):
        if self._is_remote(company):
            return self._estimate_remote(partner, lot, company)
        return super()._estimate_lot(partner, lot, company, date)

    @api.model
    def _estimate_remote(self, partner, lot, company):
        """A price that nobody accepts: asked there, stored nowhere."""
        body = self._prepare_remote_lot(partner, lot, company)
        return self._ask_remote(company, lambda remote: remote.estimate(body))[0]

    @api.model
    def _ask_remote(self, company, ask):
        """:return: (core.tariff.Estimate, the answer of the contract or an empty dict)"""
        remote = company._get_transport_remote(PRICE_SECONDS)
        if not remote:
            return Estimate(reasons=("remote_unavailable",)), {}
        try:
            data = ask(remote)
        except (RemoteUnavailable, RemoteRefused) as error:
            _logger.info("The remote ERP gave no price: %s", error)
            return Estimate(reasons=("remote_unavailable",)), {}
        # sudo: the currency of the company is no secret
        return read_estimate(data, company.sudo().currency_id.name), data

    @api.model
    def _prepare_remote_lot(self, partner, lot, company):
        """:return: EstimateInput of the contract from a core.lot.Lot"""
        return {
            "vehicles": [
                {"model": car.label[:120], "category": car.category, "running": car.running}
                for car in lot.cars
            ],
            "origin": self._prepare_remote_place(lot.origin),
            "destination": self._prepare_remote_place(lot.destination),
            "options": lot.options.as_dict(),
        } | self._prepare_remote_client(partner, company)

    @api.model
    def _prepare_remote_place(self, place):
        values = {"zip": place.zip[:20], "city": place.city[:100], "country": place.country}
        return {name: value for name, value in values.items() if value}

    @api.model
    def _prepare_remote_client(self, partner, company):
        # sudo: the code of the client, sent to the carrier's own system
        code = partner.sudo().ref or company.sudo().transport_remote_client
        return {"client": code} if code else {}

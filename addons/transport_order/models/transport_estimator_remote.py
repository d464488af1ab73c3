import logging

from odoo import api, models

from ..core.api_client import RemoteRefused, RemoteUnavailable, read_estimate
from ..core.tariff import Estimate
from .res_company_remote import PRICE_SECONDS

_logger = logging.getLogger(__name__)


class TransportEstimator(models.AbstractModel):
    """The price comes from another system; without its answer it is a price on request."""

    _inherit = "transport.estimator"

    @api.model
    def _estimate_http(self, partner, lot, company):
        remote = company._get_transport_remote(PRICE_SECONDS)
        if not remote:
            return super()._estimate_http(partner, lot, company)
        try:
            data = remote.estimate(self._prepare_remote_lot(partner, lot, company))
        except (RemoteUnavailable, RemoteRefused) as error:
            _logger.info("The remote ERP gave no price: %s", error)
            return Estimate(reasons=("remote_unavailable",))
        # sudo: the currency of the company is no secret
        return read_estimate(data, company.sudo().currency_id.name)

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

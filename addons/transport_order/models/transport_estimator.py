from odoo import api, fields, models

from ..core.distance import local_distance
from ..core.lot import Lot, Options
from ..core.tariff import Estimate, find_lane, price


class TransportEstimator(models.AbstractModel):
    """The one service that names prices, behind the portal, the API and the back office."""

    _name = "transport.estimator"
    _description = "Transport Estimate Service"

    @api.model
    def _estimate(self, partner, cars, origin, destination, options=None, date=None):
        """Price a lot for a client without storing anything.

        :param partner: res.partner, the client whose tariff applies
        :param list cars: core.lot.Car, one a car
        :param origin: core.lot.Place, and `destination` likewise
        :param options: core.lot.Options
        :param date: the day the tariff must be valid; today when empty
        :return: core.tariff.Estimate
        """
        lot = Lot(tuple(cars), origin, destination, options or Options())
        company = partner.company_id or self.env.company
        if not lot.cars:
            return Estimate(reasons=("empty",))
        return self._estimate_lot(partner, lot, company, date or fields.Date.context_today(self))

    @api.model
    def _estimate_lot(self, partner, lot, company, date):
        """Hook: the price of a lot that is not empty, from the provider of the company."""
        return self._estimate_local(partner, lot, company, date)

    @api.model
    def _estimate_local(self, partner, lot, company, date):
        # sudo: clients may know their price, not the tariff behind it
        tariff = self.env["transport.tariff"].sudo()._get_for(partner.sudo(), company, date)
        if not tariff:
            return Estimate(reasons=("no_tariff",))
        return self._price_with(tariff, lot)

    @api.model
    def _get_ghg(self, company, cars, km):
        """Hook: greenhouse gases of carrying cars, as the API's contract writes them, or None.

        :param cars: core.lot.Car
        """
        return

    @api.model
    def _price_with(self, tariff, lot):
        """:return: core.tariff.Estimate of a lot by one tariff"""
        rates = tariff._to_rates()
        lane = find_lane(rates, lot)
        if lane and lane.km:
            distance = local_distance(lot.origin, lot.destination)
        else:
            distance = (
                self.env["transport.distance"].sudo()._get_distance(lot, tariff.company_id)
            )  # sudo: the cache belongs to nobody
        return price(rates, lot, distance)

from decimal import Decimal

from odoo import api, fields, models

from ..core.emissions import Freight, emission


class TransportEstimator(models.AbstractModel):
    _inherit = "transport.estimator"

    @api.model
    def _get_ghg(self, company, cars, km):
        told = self._compute_ghg(company, cars, km, fields.Date.context_today(self))
        return self._describe_ghg(*told) if told else super()._get_ghg(company, cars, km)

    @api.model
    def _compute_ghg(self, company, cars, km, day):
        """Greenhouse gases of cars over road kilometres.

        :param cars: core.lot.Car, or records with ``category`` and ``mass_kg``
        :return: (core.emissions.Emission, source), or None: no French carrier, or km unknown
        """
        # sudo: the country of the carrier is no secret
        if not km or not company.sudo().is_france_country:
            return None
        figures, source = self.env["fr.legal.figure"]._get_ghg_figures(company, day)
        freight = [Freight(car.category or "car", car.mass_kg or 0) for car in cars]
        return emission(figures, freight, Decimal(str(km))), source

    @api.model
    def _describe_ghg(self, told, source):
        """The ``ghg`` of the API's contract."""
        return {
            "kg_co2e": float(told.kilos),
            "level": told.level,
            "mass_t": float(told.tonnes),
            "mass_estimated": told.estimated,
            "km": float(told.km),
            "mode": "road",
            "factor_source": source,
            "real": False,
        }

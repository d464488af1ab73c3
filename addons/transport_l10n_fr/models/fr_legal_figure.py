from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import AccessError

from odoo.addons.transport_order.core.lot import CATEGORIES

from ..core.emissions import Figures

GHG_SELECTION = [
    ("ghg_fuel", "Diesel, from well to wheel (kg CO2e a litre)"),
    ("ghg_consumption", "Car transporter: consumption (litres a km)"),
    ("ghg_load", "Car transporter: average load, empty runs counted (t)"),
    ("ghg_mass_city", "Mass of a city car (t)"),
    ("ghg_mass_car", "Mass of a saloon car (t)"),
    ("ghg_mass_suv", "Mass of an SUV or estate (t)"),
    ("ghg_mass_van", "Mass of a van (t)"),
    ("ghg_mass_large_van", "Mass of a large van (t)"),
]


class FrLegalFigure(models.Model):
    _inherit = "fr.legal.figure"

    code = fields.Selection(
        selection_add=GHG_SELECTION, ondelete={code: "cascade" for code, _label in GHG_SELECTION}
    )

    @api.model_create_multi
    def create(self, vals_list):
        figures = super().create(vals_list)
        self._check_ghg_writer(figures.mapped("code"))
        return figures

    def write(self, vals):
        self._check_ghg_writer([*self.mapped("code"), vals.get("code")])
        return super().write(vals)

    @api.model
    def _check_ghg_writer(self, codes):
        """The transport manager keeps the figures of gases; the others are the accountant's."""
        if self.env.su or self.env.user.has_group("account.group_account_manager"):
            return
        if set(filter(None, codes)) - {code for code, _label in GHG_SELECTION}:
            raise AccessError(
                self.env._("You may change the figures of gases only. Ask the accountant.")
            )

    @api.model
    def _get_ghg_figures(self, company, day):
        """The figures of a day: the company's own averages where it has them, else the law's.

        :return: (core.emissions.Figures, words that name their source)
        """
        own = company.sudo()  # sudo: clients are told the gases of their transports
        found = {code: self._get_value(code, day) for code, _label in GHG_SELECTION}
        level = 2 if own.transport_ghg_consumption and own.transport_ghg_load else 1
        if level == 2:
            found |= {
                "ghg_consumption": own.transport_ghg_consumption,
                "ghg_load": own.transport_ghg_load,
            }
        exact = {code: Decimal(str(value)) for code, value in found.items()}
        masses = {name: exact[f"ghg_mass_{name}"] for name in CATEGORIES}
        figures = Figures(
            exact["ghg_consumption"], exact["ghg_load"], exact["ghg_fuel"], masses, level
        )
        return figures, self._describe_ghg_source(figures, day)

    @api.model
    def _describe_ghg_source(self, figures, day):
        # sudo: the law is public
        fuel = self.sudo().search([("code", "=", "ghg_fuel"), ("date_from", "<=", day)], limit=1)
        numbers = f"{figures.litres_per_km} l/km ; {figures.load} t ; {figures.kilos_per_litre}"
        # stored once, in the words and figures of the law
        return f"{numbers.replace('.', ',')} kg CO2e/l ({fuel.source})"

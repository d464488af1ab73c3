from decimal import Decimal

from odoo import api, fields, models

from ..core.tariff import Band


class TransportTariffBand(models.Model):
    """Price of one standard car up to a distance."""

    _name = "transport.tariff.band"
    _inherit = "suite.guard.mixin"
    _description = "Transport Distance Band"
    _order = "tariff_id, is_endless, up_to_km, id"

    tariff_id = fields.Many2one("transport.tariff", required=True, index=True, ondelete="cascade")
    currency_id = fields.Many2one(related="tariff_id.currency_id")
    up_to_km = fields.Float(string="Up to (km)", digits=(16, 0), help="Zero: without limit.")
    is_endless = fields.Boolean(compute="_compute_is_endless", store=True)
    flat = fields.Monetary(string="Flat Part")
    per_km = fields.Float(string="Per Kilometre", digits=(16, 3))

    _prices_positive = models.Constraint(
        "CHECK (flat >= 0 AND per_km >= 0 AND up_to_km >= 0)",
        "A distance band cannot have a negative distance or price.",
    )
    _distance_unique = models.Constraint(
        "UNIQUE (tariff_id, up_to_km)", "Two distance bands of a tariff end at the same distance."
    )

    @api.depends("up_to_km")
    def _compute_is_endless(self):
        for band in self:
            band.is_endless = not band.up_to_km

    def _to_band(self):
        return Band(self.up_to_km or None, Decimal(str(self.flat)), Decimal(str(self.per_km)))

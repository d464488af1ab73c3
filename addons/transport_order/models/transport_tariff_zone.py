from decimal import Decimal

from odoo import fields, models

from ..core.tariff import ZoneRule


class TransportTariffZone(models.Model):
    """What a zone adds to the price when a lot starts or ends in it."""

    _name = "transport.tariff.zone"
    _description = "Transport Zone Rule"
    _order = "tariff_id, id"

    tariff_id = fields.Many2one("transport.tariff", required=True, index=True, ondelete="cascade")
    currency_id = fields.Many2one(related="tariff_id.currency_id")
    zone_id = fields.Many2one("transport.zone", required=True, index=True)
    on_request = fields.Boolean(string="Price on Request")
    fixed = fields.Monetary(string="Amount per Car")
    percent = fields.Float(string="% of Transport", digits=(16, 2))

    _zone_unique = models.Constraint(
        "UNIQUE (tariff_id, zone_id)", "A zone appears twice in the tariff."
    )
    _zone_positive = models.Constraint(
        "CHECK (fixed >= 0 AND percent >= 0)", "A zone supplement cannot be negative."
    )

    def _to_rule(self):
        return ZoneRule(
            self.zone_id._to_zone(),
            self.on_request,
            Decimal(str(self.fixed)),
            Decimal(str(self.percent)),
        )

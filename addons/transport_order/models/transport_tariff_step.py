from decimal import Decimal

from odoo import fields, models

from ..core.tariff import LotStep


class TransportTariffStep(models.Model):
    """A discount from a number of cars in one lot: a full truck costs less a car."""

    _name = "transport.tariff.step"
    _description = "Transport Lot Discount"
    _order = "tariff_id, count, id"

    tariff_id = fields.Many2one("transport.tariff", required=True, index=True, ondelete="cascade")
    count = fields.Integer(string="From (cars)", required=True, default=2)
    percent = fields.Float(string="Discount (%)", digits=(16, 2))

    _count_unique = models.Constraint(
        "UNIQUE (tariff_id, count)", "Two lot discounts of a tariff start at the same number."
    )
    _percent_range = models.Constraint(
        "CHECK (percent >= 0 AND percent < 100 AND count > 0)",
        "A lot discount lies between 0 and 100 % and starts from one car or more.",
    )

    def _to_step(self):
        return LotStep(self.count, Decimal(str(self.percent)))

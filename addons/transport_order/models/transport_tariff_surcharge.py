from decimal import Decimal

from odoo import fields, models

from ..core.labels import SURCHARGE_SELECTION
from ..core.tariff import Surcharge


class TransportTariffSurcharge(models.Model):
    """What a car that does not run, or an option of the order, adds to the price."""

    _name = "transport.tariff.surcharge"
    _description = "Transport Surcharge"
    _order = "tariff_id, code, id"

    tariff_id = fields.Many2one("transport.tariff", required=True, index=True, ondelete="cascade")
    currency_id = fields.Many2one(related="tariff_id.currency_id")
    code = fields.Selection(SURCHARGE_SELECTION, string="Surcharge", required=True)
    fixed = fields.Monetary(string="Amount")
    percent = fields.Float(string="% of Transport", digits=(16, 2))
    per_order = fields.Boolean(help="The amount counts once an order instead of once a car.")

    _code_unique = models.Constraint(
        "UNIQUE (tariff_id, code)", "A surcharge appears twice in the tariff."
    )
    _surcharge_positive = models.Constraint(
        "CHECK (fixed >= 0 AND percent >= 0)", "A surcharge cannot be negative."
    )

    def _to_surcharge(self):
        return Surcharge(
            self.code, Decimal(str(self.fixed)), Decimal(str(self.percent)), self.per_order
        )

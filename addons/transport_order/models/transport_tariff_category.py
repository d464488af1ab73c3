from decimal import Decimal

from odoo import fields, models

from ..core.labels import CATEGORY_SELECTION


class TransportTariffCategory(models.Model):
    """How much a size class costs against a standard car."""

    _name = "transport.tariff.category"
    _description = "Transport Size Class Price"
    _order = "tariff_id, factor, id"

    tariff_id = fields.Many2one("transport.tariff", required=True, index=True, ondelete="cascade")
    category = fields.Selection(CATEGORY_SELECTION, string="Size Class", required=True)
    factor = fields.Float(default=1.0, digits=(16, 3), help="1.20 costs 20 % more than a car.")
    on_request = fields.Boolean(string="Price on Request")

    _category_unique = models.Constraint(
        "UNIQUE (tariff_id, category)", "A size class appears twice in the tariff."
    )
    _factor_positive = models.Constraint(
        "CHECK (on_request OR factor > 0)", "The factor of a size class must be more than zero."
    )

    def _get_factor(self):
        return None if self.on_request else Decimal(str(self.factor))

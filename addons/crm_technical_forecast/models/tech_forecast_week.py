from odoo import fields, models

from . import sql
from .tech_forecast_line import METHODS


class TechForecastWeek(models.Model):
    """What is expected of one product in one week: the current forecast, for whoever plans by weeks."""

    _name = "tech.forecast.week"
    _description = "Weekly Forecast"
    _auto = False
    _order = "period, product_id"
    _rec_name = "product_id"

    company_id = fields.Many2one("res.company", readonly=True)
    product_id = fields.Many2one("product.product", readonly=True)
    categ_id = fields.Many2one(related="product_id.categ_id", string="Product Category")
    period = fields.Date(string="Week", readonly=True, help="Its Monday.")
    expected = fields.Float(digits="Product Unit", readonly=True)
    low = fields.Float(digits="Product Unit", readonly=True, help="One week in ten will be below.")
    high = fields.Float(digits="Product Unit", readonly=True, help="One week in ten will be above.")
    method = fields.Selection(METHODS, readonly=True)
    mase = fields.Float(
        string="Error",
        digits=(16, 2),
        readonly=True,
        aggregator="avg",
        help="That of the monthly forecast, compared with “as last year”: below 1 is better.",
    )

    @property
    def _table_query(self):
        return sql.pipeline.get_weeks()

from odoo import fields, models

METHODS = [
    ("combined", "Several methods together"),
    ("intermittent", "Rare demand"),
    ("short", "Short history: a mean"),
    ("none", "Never sold"),
]


class TechForecastLine(models.Model):
    """One product in one month: what was sold, or what is expected and between which bounds."""

    _name = "tech.forecast.line"
    _description = "Demand Forecast"
    _inherit = ["tech.forecast.family.mixin"]
    _order = "product_id, period"
    _rec_name = "product_id"
    _log_access = False

    run_id = fields.Many2one(
        "tech.forecast.run", required=True, index=True, ondelete="cascade", readonly=True
    )
    is_current = fields.Boolean(related="run_id.is_current")
    company_id = fields.Many2one("res.company", required=True, index=True, readonly=True)
    product_id = fields.Many2one(
        "product.product", required=True, index=True, ondelete="cascade", readonly=True
    )
    categ_id = fields.Many2one(related="product_id.categ_id", string="Product Category")
    uom_id = fields.Many2one(related="product_id.uom_id", string="Unit")
    period = fields.Date(string="Month", required=True, readonly=True)
    kind = fields.Selection([("past", "Sold"), ("coming", "Expected")], readonly=True)
    actual = fields.Float(string="Sold", digits="Product Unit", readonly=True)
    quantity = fields.Float(
        digits="Product Unit",
        readonly=True,
        help="What was sold, or what is expected: one curve through today.",
    )
    expected = fields.Float(digits="Product Unit", readonly=True)
    low = fields.Float(digits="Product Unit", readonly=True, help="One month in ten will be below.")
    high = fields.Float(
        digits="Product Unit", readonly=True, help="One month in ten will be above."
    )
    pipeline = fields.Float(
        string="Open Quotes",
        digits="Product Unit",
        readonly=True,
        help="What open quotes promise, each times its chance. Where it is more than the past lets "
        "expect, so much is expected.",
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    amount = fields.Monetary(
        string="Sales",
        readonly=True,
        help="The quantity at today's price, without tax.",
    )
    risk = fields.Monetary(
        string="Value at Risk",
        readonly=True,
        help="What one month in ten brings less than expected, or still less. Added up: if all "
        "went badly at once.",
    )
    method = fields.Selection(METHODS, readonly=True)
    mase = fields.Float(
        string="Error",
        digits=(16, 2),
        readonly=True,
        aggregator="avg",
        help="Measured on the last months, compared with “as last year”: below 1 is better.",
    )
    bias = fields.Float(
        digits="Product Unit",
        readonly=True,
        aggregator="avg",
        help="How much more than was sold the method expected in the last months, a month.",
    )

    _product_period = models.UniqueIndex("(run_id, product_id, period)")

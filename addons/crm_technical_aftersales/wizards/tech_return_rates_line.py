from odoo import api, fields, models
from odoo.tools import formatLang


class TechReturnRatesLine(models.TransientModel):
    """One product, lot, supplier or reason: sold, came back, and how sure the rate is."""

    _name = "tech.return.rates.line"
    _description = "Return Rate"
    _order = "id"

    rates_id = fields.Many2one("tech.return.rates", required=True, ondelete="cascade", index=True)
    name = fields.Char(string="What")
    returned = fields.Float(string="Came Back", digits="Product Unit")
    sold = fields.Float(digits="Product Unit")
    is_told = fields.Boolean()
    rate = fields.Float(aggregator="avg")
    low = fields.Float(string="At Least", aggregator="min")
    high = fields.Float(string="At Most", aggregator="max")
    interval = fields.Char(string="Rate (95 %)", compute="_compute_interval")
    share = fields.Float()
    running = fields.Float(string="Together", aggregator="max")
    currency_id = fields.Many2one("res.currency", default=lambda self: self.env.company.currency_id)
    cost = fields.Monetary()

    @api.depends("is_told", "rate", "low", "high")
    def _compute_interval(self):
        for line in self:
            shown = [line._percent(value) for value in (line.rate, line.low, line.high)]
            line.interval = "{} % [{} ; {}]".format(*shown) if line.is_told else "—"

    def _percent(self, value):
        return formatLang(self.env, 100 * value, digits=1)

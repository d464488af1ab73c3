from odoo import fields, models

from ..models import sql
from ..models.sale_order import QUOTE_STATES


class TechQuoteReport(models.Model):
    """Quotes that went to a customer, one row each: how much, won or lost, after how many days."""

    _name = "tech.quote.report"
    _description = "Quote Analysis"
    _auto = False
    _order = "date desc"
    _rec_name = "order_id"

    order_id = fields.Many2one("sale.order", string="Quote", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    user_id = fields.Many2one("res.users", string="Salesperson", readonly=True)
    team_id = fields.Many2one("crm.team", string="Sales Team", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    date = fields.Datetime(readonly=True)
    sent_on = fields.Datetime(readonly=True)
    revision = fields.Integer(readonly=True, aggregator="max")
    quote_state = fields.Selection(QUOTE_STATES, string="Quote Status", readonly=True)
    reason_id = fields.Many2one("tech.reject.reason", string="Rejection Reason", readonly=True)
    amount = fields.Monetary(string="Amount Without Tax", readonly=True)
    margin = fields.Monetary(readonly=True)
    win_rate = fields.Float(
        string="Win Rate (%)",
        readonly=True,
        aggregator="avg",
        help="Accepted among the quotes that were accepted, rejected or expired.",
    )
    answer_days = fields.Float(
        string="Days to the Answer",
        readonly=True,
        aggregator="avg",
        digits=(16, 1),
        help="From sending to the customer's yes or no.",
    )

    answer_median = fields.Float(
        string="Days to the Answer (Median)",
        readonly=True,
        aggregator="median",
        digits=(16, 1),
        help="Half of the customers answered within these days: one late answer does not move it.",
    )

    @property
    def _table_query(self):
        return sql.quotes.quotes(self.env["sale.order"]._tech_get_other_trades())

    def action_open(self):
        """Open the quote of a row."""
        self.ensure_one()
        self.check_access("read")
        return self.order_id.get_formview_action()

    def _read_group_select(self, aggregate_spec, query):
        if aggregate_spec.endswith(":median"):
            name = aggregate_spec.partition(":")[0]
            return sql.quotes.median(self._field_to_sql(self._table, name, query))
        return super()._read_group_select(aggregate_spec, query)

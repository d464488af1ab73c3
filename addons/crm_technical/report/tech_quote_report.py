from odoo import fields, models

from ..models import sql
from ..models.sale_order import QUOTE_STATES


class TechQuoteReport(models.Model):
    """Quotes by product family: how many, how much, how many won."""

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
    quote_state = fields.Selection(QUOTE_STATES, string="Quote Status", readonly=True)
    reason_id = fields.Many2one("tech.reject.reason", string="Rejection Reason", readonly=True)
    family_id = fields.Many2one("tech.spec.family", string="Product Family", readonly=True)
    amount = fields.Monetary(string="Amount Without Tax", readonly=True)
    margin = fields.Monetary(readonly=True)
    win_rate = fields.Float(
        string="Win Rate (%)",
        readonly=True,
        aggregator="avg",
        help="Accepted among the quotes that were accepted, rejected or expired.",
    )

    @property
    def _table_query(self):
        return sql.quotes.quotes_by_family()

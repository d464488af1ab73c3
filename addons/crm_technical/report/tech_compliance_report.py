from odoo import fields, models

from ..models import sql
from ..models.sale_order import QUOTE_STATES
from ..models.tech_compliance import VERDICTS


class TechComplianceReport(models.Model):
    """Criteria of quotes: which ones we miss, and what missing them costs."""

    _name = "tech.compliance.report"
    _description = "Criterion Analysis"
    _auto = False
    _order = "date desc"
    _rec_name = "attribute_id"

    order_id = fields.Many2one("sale.order", string="Quote", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    user_id = fields.Many2one("res.users", string="Salesperson", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    date = fields.Datetime(readonly=True)
    quote_state = fields.Selection(QUOTE_STATES, string="Quote Status", readonly=True)
    family_id = fields.Many2one("tech.spec.family", string="Product Family", readonly=True)
    attribute_id = fields.Many2one("tech.spec.attribute", string="Specification", readonly=True)
    verdict = fields.Selection(VERDICTS, string="Result", readonly=True)
    must = fields.Boolean(readonly=True)
    failure_rate = fields.Float(
        string="Missed (%)", readonly=True, aggregator="avg", help="Not met, or only nearly."
    )
    decisive = fields.Integer(
        string="Decisive in Rejections", readonly=True, help="Named as the reason of a rejection."
    )
    win_rate = fields.Float(string="Win Rate (%)", readonly=True, aggregator="avg")

    @property
    def _table_query(self):
        trades = self.env["sale.order"]._tech_get_other_trades()
        return sql.quotes.compliance_outcomes(trades)

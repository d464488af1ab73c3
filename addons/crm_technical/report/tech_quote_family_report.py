from odoo import fields, models

from ..models import sql


class TechQuoteFamilyReport(models.Model):
    """Quotes by product family: one row for each family that a quote offers."""

    _name = "tech.quote.family.report"
    _inherit = ["tech.quote.report"]
    _description = "Quote Analysis by Family"
    _auto = False
    _order = "date desc"

    family_id = fields.Many2one("tech.spec.family", string="Product Family", readonly=True)

    @property
    def _table_query(self):
        return sql.quotes.quotes_by_family(self.env["sale.order"]._tech_get_other_trades())

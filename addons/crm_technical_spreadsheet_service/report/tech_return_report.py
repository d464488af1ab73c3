from odoo import fields, models

from odoo.addons.crm_technical_spreadsheet.models.tech_alert_rule import LEAST_SOLD

from ..models import sql


class TechReturnReport(models.Model):
    """What was delivered and what of it came to after-sales, for counting: live, by any period."""

    _name = "tech.return.report"
    _description = "Deliveries and Returns"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "product_id"
    _depends = {
        "stock.move.line": [
            *("state", "date", "product_id", "quantity_product_uom", "company_id", "move_id"),
            *("location_id", "location_dest_id", "picking_id"),
        ],
        "stock.move": ["tech_case_line_id", "origin_returned_move_id", "location_id"],
        "stock.picking": ["partner_id"],
        "tech.case": ["state", "commercial_partner_id"],
        "tech.case.line": [
            *("opened_on", "product_id", "quantity", "decision", "company_id", "case_id"),
            "reason_id",
        ],
        "product.template": ["categ_id"],
    }

    date = fields.Datetime(
        readonly=True, help="Of the delivery; of what came back the day its case was opened."
    )
    product_id = fields.Many2one("product.product", readonly=True)
    product_tmpl_id = fields.Many2one("product.template", string="Product Model", readonly=True)
    categ_id = fields.Many2one("product.category", string="Product Category", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    case_id = fields.Many2one("tech.case", readonly=True)
    reason_id = fields.Many2one("tech.case.reason", readonly=True)
    sold = fields.Float(string="Delivered", readonly=True, digits="Product Unit")
    returned = fields.Float(string="Came Back", readonly=True, digits="Product Unit")
    return_rate = fields.Float(
        string="Return Rate (%)",
        readonly=True,
        aggregator="avg",
        digits=(16, 1),
        help="What came to after-sales in percent of what was delivered in the period, all rows "
        "together; of fewer than 20 pieces none is told.",
    )

    @property
    def _table_query(self):
        return sql.returns.returns()

    def _read_group_select(self, aggregate_spec, query):
        """The rate of a group is that of its sums; its rows have none."""
        if aggregate_spec == "return_rate:avg":
            return sql.returns.rate(
                self._field_to_sql(self._table, "returned", query),
                self._field_to_sql(self._table, "sold", query),
                LEAST_SOLD,
            )
        return super()._read_group_select(aggregate_spec, query)

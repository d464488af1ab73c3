from datetime import datetime, time, timezone

from odoo import api, fields, models

from ..models import sql


class TechSalesReport(models.Model):
    """Sales by product, sector and period, with what came back of them and how they were rated."""

    _name = "tech.sales.report"
    _description = "Sales Figures"
    _auto = False
    _order = "date desc, id"
    _rec_name = "product_tmpl_id"

    kind = fields.Selection([("sale", "Sale"), ("rating", "Rating")], readonly=True)
    order_id = fields.Many2one("sale.order", readonly=True)
    date = fields.Datetime(
        readonly=True, help="Of the order, also for what came back later; ratings on their own day."
    )
    product_id = fields.Many2one("product.product", string="Product Variant", readonly=True)
    product_tmpl_id = fields.Many2one("product.template", string="Product", readonly=True)
    categ_id = fields.Many2one("product.category", string="Product Category", readonly=True)
    family_id = fields.Many2one("tech.spec.family", string="Product Family", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    industry_id = fields.Many2one("res.partner.industry", string="Sector", readonly=True)
    country_id = fields.Many2one("res.country", readonly=True)
    user_id = fields.Many2one("res.users", string="Salesperson", readonly=True)
    team_id = fields.Many2one("crm.team", string="Sales Team", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    ordered = fields.Float(readonly=True, digits="Product Unit")
    delivered = fields.Float(
        readonly=True,
        digits="Product Unit",
        help="What came back and was given back to the customer counts once.",
    )
    returned = fields.Float(readonly=True, digits="Product Unit", help="Received back.")
    amount = fields.Monetary(string="Sales Without Tax", readonly=True)
    margin = fields.Monetary(readonly=True)
    returned_amount = fields.Monetary(string="Value That Came Back", readonly=True)
    return_rate = fields.Float(
        string="Received Back (%)",
        readonly=True,
        aggregator="avg",
        digits=(16, 1),
        help="Received back in percent of what these orders delivered, all rows together. "
        "The return rates of the after-sales service count its cases instead.",
    )
    rating = fields.Float(string="Rating (of 5)", readonly=True, aggregator="avg", digits=(16, 2))
    rating_count = fields.Integer(string="Ratings", readonly=True)

    @property
    def _table_query(self):
        return sql.figures.figures(
            self.env.company.currency_id.id, self.env["sale.order"]._tech_get_other_trades()
        )

    def _read_group_select(self, aggregate_spec, query):
        """The rate of a group is that of its sums, not the mean of the rates of its rows."""
        if aggregate_spec == "return_rate:avg":
            return sql.figures.share(
                self._field_to_sql(self._table, "returned", query),
                self._field_to_sql(self._table, "delivered", query),
            )
        return super()._read_group_select(aggregate_spec, query)

    def action_open(self):
        """Open the order of a sale, the product of a rating."""
        self.ensure_one()
        self.check_access("read")
        return (self.order_id or self.product_tmpl_id).get_formview_action()

    @api.model
    def _get_period_domain(self, first, last):
        """Return the domain of the days from ``first`` to ``last``, as the reader's clock says."""
        return [
            ("date", ">=", self._get_midnight(first)),
            ("date", "<", self._get_midnight(fields.Date.add(last, days=1))),
        ]

    @api.model
    def _get_midnight(self, day):
        local = self.env.tz.localize(datetime.combine(day, time.min))
        return local.astimezone(timezone.utc).replace(tzinfo=None)

    @api.model
    def _get_measures(self):
        """Return what a printed or exported table shows, in this order."""
        return [
            "ordered:sum",
            "amount:sum",
            "margin:sum",
            "delivered:sum",
            "returned:sum",
            "return_rate:avg",
            "rating:avg",
        ]

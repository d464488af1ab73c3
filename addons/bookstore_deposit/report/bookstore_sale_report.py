from odoo import fields, models

from ..models import sql


class BookstoreSaleReport(models.Model):
    """Goods sold at the tills, by invoice and by day sheet, beside the same day a year before:
    live, by day, month or year, label, kind, shop and VAT."""

    _name = "bookstore.sale.report"
    _description = "Bookshop Sales"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "product_id"
    _depends = {
        "pos.order": ["state", "date_order", "company_id", "config_id", "account_move"],
        "pos.order.line": [
            *("order_id", "product_id", "qty", "price_subtotal", "price_subtotal_incl", "tax_ids")
        ],
        "account.move": ["state", "move_type", "invoice_date", "company_id"],
        "account.move.line": [
            *("move_id", "product_id", "quantity", "balance", "price_subtotal", "price_total"),
            *("display_type", "tax_ids", "sale_line_ids", "product_uom_id"),
        ],
        "product.product": ["bookstore_merged_into_id"],
        "product.template": [
            *("bookstore_is_title", "type", "categ_id", "bookstore_publisher_id", "uom_id")
        ],
        "stock.location": ["bookstore_use"],
        "uom.uom": ["factor"],
    }

    date = fields.Date(readonly=True)
    channel = fields.Selection([("till", "Till"), ("invoice", "Invoice")], readonly=True)
    product_id = fields.Many2one("product.product", "Title", readonly=True)
    product_tmpl_id = fields.Many2one("product.template", "Record", readonly=True)
    categ_id = fields.Many2one("product.category", "Kind", readonly=True)
    tag_ids = fields.Many2many(related="product_tmpl_id.product_tag_ids", string="Labels")
    publisher_id = fields.Many2one("res.partner", readonly=True)
    warehouse_id = fields.Many2one("stock.warehouse", "Shop", readonly=True)
    location_id = fields.Many2one("stock.location", "Place", readonly=True)
    tax_id = fields.Many2one("account.tax", "VAT", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    copies = fields.Integer(readonly=True)
    amount = fields.Monetary("Sales Excl. VAT", readonly=True)
    tax_amount = fields.Monetary("VAT Amount", readonly=True)
    amount_total = fields.Monetary("Sales Incl. VAT", readonly=True)
    amount_before = fields.Monetary(
        "A Year Before Excl. VAT",
        readonly=True,
        help="Sales of the same days one year earlier; for days to come there is none.",
    )
    growth = fields.Float(
        "Change (%)",
        readonly=True,
        aggregator="avg",
        digits=(16, 1),
        help="Sales excl. VAT against the same days one year before, all rows together.",
    )

    @property
    def _table_query(self):
        return sql.sales_by_day(fields.Date.context_today(self), self.env.tz.zone)

    def _read_group_select(self, aggregate_spec, query):
        """The change of a group is that of its sums, not the mean of its rows."""
        if aggregate_spec == "growth:avg":
            return sql.change(
                self._field_to_sql(self._table, "amount", query),
                self._field_to_sql(self._table, "amount_before", query),
            )
        return super()._read_group_select(aggregate_spec, query)

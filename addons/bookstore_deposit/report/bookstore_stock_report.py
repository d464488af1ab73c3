from odoo import fields, models

from ..models import sql


class BookstoreStockReport(models.Model):
    """Copies and their worth, firm and in deposit, and how often they turn."""

    _name = "bookstore.stock.report"
    _description = "Bookshop Stock"
    _auto = False
    _order = "product_id, id"
    _rec_name = "product_id"
    _depends = {
        "stock.quant": ["product_id", "location_id", "owner_id", "quantity"],
        "stock.move": [
            *("product_id", "state", "date", "quantity", "location_id", "location_dest_id"),
            *("bookstore_kind", "product_uom"),
        ],
        "product.product": ["bookstore_merged_into_id", "standard_price"],
        "product.template": [
            *("bookstore_is_title", "list_price", "categ_id", "bookstore_publisher_id", "uom_id")
        ],
        "res.company": ["bookstore_undecided_partner_id"],
        "uom.uom": ["factor"],
    }

    product_id = fields.Many2one("product.product", "Title", readonly=True)
    product_tmpl_id = fields.Many2one("product.template", "Record", readonly=True)
    categ_id = fields.Many2one("product.category", "Kind", readonly=True)
    tag_ids = fields.Many2many(related="product_tmpl_id.product_tag_ids", string="Labels")
    publisher_id = fields.Many2one("res.partner", readonly=True)
    location_id = fields.Many2one("stock.location", "Place", readonly=True)
    owner_kind = fields.Selection(
        [("firm", "Firm"), ("deposit", "In deposit"), ("undecided", "To be decided")],
        "Whose",
        readonly=True,
    )
    owner_id = fields.Many2one("res.partner", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    copies = fields.Integer(readonly=True)
    cost_value = fields.Monetary(
        "Worth at Cost", readonly=True, help="Of firm copies; those in deposit are not ours."
    )
    public_value = fields.Monetary("Worth at Public Prices", readonly=True)
    sold = fields.Integer(
        "Sold in 12 Months",
        readonly=True,
        help="Copies that left this place for customers, less those that came back.",
    )
    rotation = fields.Float(
        "Turns a Year",
        readonly=True,
        aggregator="avg",
        digits=(16, 2),
        help="Copies sold in 12 months for each copy here now, all rows together.",
    )

    @property
    def _table_query(self):
        return sql.stock_and_sold(fields.Datetime.now())

    def _read_group_select(self, aggregate_spec, query):
        """The turns of a group are those of its sums."""
        if aggregate_spec == "rotation:avg":
            return sql.turns(
                self._field_to_sql(self._table, "sold", query),
                self._field_to_sql(self._table, "copies", query),
            )
        return super()._read_group_select(aggregate_spec, query)

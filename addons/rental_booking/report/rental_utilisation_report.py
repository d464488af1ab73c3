from odoo import fields, models

from ..models.sql import utilisation


class RentalUtilisationReport(models.Model):
    """Rented days, days that could have been rented and revenue of a product, shop and month.

    A month's rented days are those of the occupation rows cut at its borders; the capacity is
    today's fleet times the days of the month. The rate is their quotient at any grouping.
    """

    _name = "rental.utilisation.report"
    _description = "Rental Utilisation"
    _auto = False
    _order = "month desc"
    _depends = {
        "rental.occupation": [
            "kind",
            "product_id",
            "warehouse_id",
            "quantity",
            "date_start",
            "date_end",
            "order_id",
        ],
        "sale.order": [
            "is_rental",
            "rental_state",
            "rental_start",
            "warehouse_id",
            "currency_rate",
        ],
        "sale.order.line": ["order_id", "product_id", "price_subtotal", "is_rental"],
        "stock.quant": ["product_id", "location_id", "quantity"],
        "stock.location": ["warehouse_id", "usage"],
        "product.template": ["is_rental"],
    }

    month = fields.Date(readonly=True)
    product_id = fields.Many2one("product.product", readonly=True)
    categ_id = fields.Many2one("product.category", "Product category", readonly=True)
    warehouse_id = fields.Many2one("stock.warehouse", "Shop", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    rented_days = fields.Float(readonly=True)
    capacity_days = fields.Float("Days of the fleet", readonly=True)
    revenue = fields.Monetary("Revenue without tax", readonly=True)
    utilisation = fields.Float(
        "Utilisation (%)",
        readonly=True,
        aggregator="avg",
        help="Rented days out of all days of the fleet.",
    )

    @property
    def _table_query(self):
        return utilisation.utilisation()

    def _read_group_select(self, aggregate_spec, query):
        if aggregate_spec != "utilisation:avg":
            return super()._read_group_select(aggregate_spec, query)
        return utilisation.rate(
            self._field_to_sql(self._table, "rented_days", query),
            self._field_to_sql(self._table, "capacity_days", query),
        )

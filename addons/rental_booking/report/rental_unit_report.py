from odoo import fields, models

from ..models.sql import units

_RATES = {
    "utilisation:avg": ("rented_days", "capacity_days"),
    "return_rate:avg": ("revenue", "cost"),
}


class RentalUnitReport(models.Model):
    """Each unit over the last twelve months: days out, revenue, return on its cost, idle days."""

    _name = "rental.unit.report"
    _description = "Rental Units"
    _auto = False
    _order = "return_rate, id"
    _rec_name = "lot_id"
    _depends = {
        "rental.occupation": ["kind", "lot_id", "date_start", "date_end", "away", "history"],
        "rental.slip.line": ["lot_id", "order_line_id", "exemplar"],
        "sale.order": ["rental_start", "currency_rate"],
        "sale.order.line": ["order_id", "price_subtotal", "product_uom_qty", "is_rental"],
        "stock.lot": ["product_id"],
        "stock.quant": ["lot_id", "location_id", "quantity"],
        "product.template": ["is_rental", "rental_replacement_price", "categ_id"],
        "product.product": ["standard_price"],
    }

    lot_id = fields.Many2one("stock.lot", "Unit", readonly=True)
    product_id = fields.Many2one("product.product", readonly=True)
    categ_id = fields.Many2one("product.category", "Product category", readonly=True)
    warehouse_id = fields.Many2one("stock.warehouse", "Shop", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    rentals = fields.Integer("Rentals in a year", readonly=True)
    rented_days = fields.Float("Days out in a year", digits=(16, 1), readonly=True)
    capacity_days = fields.Float("Days of the year", digits=(16, 1), readonly=True)
    utilisation = fields.Float("Utilisation (%)", digits=(16, 1), readonly=True, aggregator="avg")
    revenue = fields.Monetary("Revenue in a year", readonly=True)
    cost = fields.Monetary(readonly=True, help="What it cost; its price as new where unknown.")
    return_rate = fields.Float(
        "Return on cost (%)",
        digits=(16, 1),
        readonly=True,
        aggregator="avg",
        help="Revenue of a year over cost.",
    )
    idle_days = fields.Integer("Idle for (days)", readonly=True, aggregator="avg")

    @property
    def _table_query(self):
        return units.units()

    def _read_group_select(self, aggregate_spec, query):
        if aggregate_spec not in _RATES:
            return super()._read_group_select(aggregate_spec, query)
        part, whole = _RATES[aggregate_spec]
        return units.percentage(
            self._field_to_sql(self._table, part, query),
            self._field_to_sql(self._table, whole, query),
        )

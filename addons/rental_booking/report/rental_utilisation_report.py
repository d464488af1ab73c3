from odoo import fields, models
from odoo.tools import SQL

from ..core.workflow import ACTIVE_STATES

RENTED_STATES = (*ACTIVE_STATES, "closed")
MONTHS_AHEAD = 3


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
        return SQL(
            """SELECT row_number() OVER () AS id, figures.month, figures.product_id,
                      template.categ_id, figures.warehouse_id, shop.company_id,
                      company.currency_id, figures.rented_days, figures.capacity_days,
                      figures.revenue,
                      100 * figures.rented_days / nullif(figures.capacity_days, 0) AS utilisation
                 FROM (%s UNION ALL %s UNION ALL %s) figures
                 JOIN product_product product ON product.id = figures.product_id
                 JOIN product_template template ON template.id = product.product_tmpl_id
                 JOIN stock_warehouse shop ON shop.id = figures.warehouse_id
                 JOIN res_company company ON company.id = shop.company_id""",
            self._rented(),
            self._capacity(),
            self._revenue(),
        )

    def _rented(self):
        """Occupation rows of bookings that took place or are firm, cut at the months' borders."""
        return SQL(
            """SELECT month.first::date AS month, o.product_id, o.warehouse_id,
                      sum(o.quantity * extract(epoch FROM
                          least(o.date_end, month.first + interval '1 month')
                          - greatest(o.date_start, month.first)) / 86400) AS rented_days,
                      0 AS capacity_days, 0 AS revenue
                 FROM rental_occupation o
                 JOIN sale_order booking ON booking.id = o.order_id
                CROSS JOIN LATERAL generate_series(date_trunc('month', o.date_start),
                      least(o.date_end, now() AT TIME ZONE 'UTC' + %(ahead)s), '1 month') month (first)
                WHERE o.kind = 'booking' AND booking.rental_state IN %(states)s
                  AND month.first < o.date_end
             GROUP BY 1, 2, 3""",
            ahead=SQL("interval %s", f"{MONTHS_AHEAD} months"),
            states=RENTED_STATES,
        )

    def _capacity(self):
        """Today's fleet for each month since the first rental."""
        return SQL(
            """SELECT month.first::date, quant.product_id, location.warehouse_id, 0,
                      sum(quant.quantity) * extract(epoch FROM
                          month.first + interval '1 month' - month.first) / 86400, 0
                 FROM stock_quant quant
                 JOIN stock_location location ON location.id = quant.location_id
                 JOIN product_product product ON product.id = quant.product_id
                 JOIN product_template template ON template.id = product.product_tmpl_id
                CROSS JOIN (SELECT generate_series(
                          date_trunc('month', coalesce(min(date_start), now() AT TIME ZONE 'UTC')),
                          date_trunc('month', now() AT TIME ZONE 'UTC') + %s, '1 month') AS first
                      FROM rental_occupation WHERE kind = 'booking') month
                WHERE location.usage = 'internal' AND location.warehouse_id IS NOT NULL
                  AND template.is_rental
             GROUP BY 1, 2, 3, month.first""",
            SQL("interval %s", f"{MONTHS_AHEAD} months"),
        )

    def _revenue(self):
        """Rented lines count in the month of the departure."""
        return SQL(
            """SELECT date_trunc('month', booking.rental_start)::date, line.product_id,
                      booking.warehouse_id, 0, 0,
                      sum(line.price_subtotal / coalesce(nullif(booking.currency_rate, 0), 1))
                 FROM sale_order_line line
                 JOIN sale_order booking ON booking.id = line.order_id
                WHERE line.is_rental AND booking.rental_state IN %s
                  AND booking.rental_start IS NOT NULL
             GROUP BY 1, 2, 3""",
            RENTED_STATES,
        )

    def _read_group_select(self, aggregate_spec, query):
        """The rate of a group is its rented days over its fleet's days, never a mean of rates."""
        if aggregate_spec != "utilisation:avg":
            return super()._read_group_select(aggregate_spec, query)
        return SQL(
            "100 * SUM(%s) / NULLIF(SUM(%s), 0)",
            self._field_to_sql(self._table, "rented_days", query),
            self._field_to_sql(self._table, "capacity_days", query),
        )

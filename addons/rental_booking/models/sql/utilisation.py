"""Utilisation and revenue, month by month."""

from odoo.tools import SQL

from ...core.workflow import ACTIVE_STATES

RENTED_STATES = (*ACTIVE_STATES, "closed")
MONTHS_AHEAD = 3


def utilisation():
    """One row a product, shop and month: days rented, days of the fleet, revenue."""
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
        _rented(),
        _capacity(),
        _revenue(),
    )


def rate(rented_days, capacity_days):
    """Percentage of a group: its rented days over its fleet's days, never a mean of rates."""
    return SQL("100 * SUM(%s) / NULLIF(SUM(%s), 0)", rented_days, capacity_days)


def _rented():
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


def _capacity():
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


def _revenue():
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

"""What each unit did in the last twelve months, and what it cost."""

from odoo.tools import SQL

YEAR = "365 days"


def units():
    """One row a serial unit that a shop owns: days out, what it earned, since when it lies idle."""
    return SQL(
        """SELECT lot.id, lot.id AS lot_id, lot.product_id, template.categ_id,
                  place.warehouse_id, shop.company_id, company.currency_id,
                  coalesce(used.rented_days, 0) AS rented_days, 365.0 AS capacity_days,
                  100 * coalesce(used.rented_days, 0) / 365 AS utilisation,
                  coalesce(earned.revenue, 0) AS revenue,
                  coalesce(earned.rentals, 0) AS rentals,
                  price.cost, 100 * coalesce(earned.revenue, 0) / nullif(price.cost, 0)
                      AS return_rate,
                  CASE WHEN used.is_out THEN 0 ELSE extract(day FROM
                      now() AT TIME ZONE 'UTC' - coalesce(used.last_end, lot.create_date))
                      END AS idle_days
             FROM stock_lot lot
             JOIN product_product product ON product.id = lot.product_id
             JOIN product_template template ON template.id = product.product_tmpl_id
             JOIN (%(places)s) place ON place.lot_id = lot.id
             JOIN stock_warehouse shop ON shop.id = place.warehouse_id
             JOIN res_company company ON company.id = shop.company_id
             LEFT JOIN (%(used)s) used ON used.lot_id = lot.id
             LEFT JOIN (%(earned)s) earned ON earned.lot_id = lot.id
            CROSS JOIN LATERAL (SELECT coalesce(
                nullif((product.standard_price ->> shop.company_id::text)::float, 0),
                template.rental_replacement_price::float, 0) AS cost) price
            WHERE template.is_rental""",
        places=_places(),
        used=_used(),
        earned=_earned(),
    )


def percentage(part, whole):
    """Of a group: the sum over the sum, never a mean of rates."""
    return SQL("100 * SUM(%s) / NULLIF(SUM(%s), 0)", part, whole)


def _places():
    return SQL(
        """SELECT DISTINCT ON (quant.lot_id) quant.lot_id, location.warehouse_id
             FROM stock_quant quant
             JOIN stock_location location ON location.id = quant.location_id
            WHERE location.usage = 'internal' AND location.warehouse_id IS NOT NULL
              AND quant.quantity > 0 AND quant.lot_id IS NOT NULL
         ORDER BY quant.lot_id, quant.id DESC"""
    )


def _used():
    """Days out are those that happened: rows of goods that are away, or were."""
    return SQL(
        """SELECT row.lot_id, bool_or(row.away AND row.blocking) AS is_out,
                  max(least(row.date_end, clock.now)) AS last_end,
                  sum(greatest(0, extract(epoch FROM least(row.date_end, clock.now)
                      - greatest(row.date_start, clock.now - interval %(year)s)))) / 86400
                      AS rented_days
             FROM rental_occupation row
            CROSS JOIN (SELECT now() AT TIME ZONE 'UTC' AS now) clock
            WHERE row.kind = 'booking' AND row.lot_id IS NOT NULL
              AND row.date_start < clock.now
              AND (row.history OR (row.away AND row.blocking))
         GROUP BY row.lot_id""",
        year=YEAR,
    )


def _earned():
    """Each exemplar that left earned its part of its line."""
    return SQL(
        """SELECT gone.lot_id, count(DISTINCT booking.id) AS rentals,
                  sum(line.price_subtotal / nullif(line.product_uom_qty, 0)
                      / coalesce(nullif(booking.currency_rate, 0), 1)) AS revenue
             FROM rental_slip_line gone
             JOIN sale_order_line line ON line.id = gone.order_line_id
             JOIN sale_order booking ON booking.id = line.order_id
            WHERE gone.exemplar IS NOT NULL AND gone.lot_id IS NOT NULL AND line.is_rental
              AND booking.rental_start > now() AT TIME ZONE 'UTC' - interval %s
         GROUP BY gone.lot_id""",
        YEAR,
    )

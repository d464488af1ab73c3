"""The lines of bookings, as the analysis counts them."""

from odoo.tools import SQL


def rented_lines():
    """One row a line of a booking."""
    return SQL("%s %s %s", _select(), _from(), _where())


def _select():
    return SQL(
        """SELECT line.id, line.order_id, booking.partner_id, line.product_id,
                  template.categ_id, booking.warehouse_id, booking.company_id,
                  company.currency_id, booking.user_id, booking.rental_state,
                  booking.rental_cancel_kind AS cancel_kind,
                  CASE WHEN line.is_rental THEN 'rental'
                       ELSE coalesce(line.rental_charge, 'other') END AS charge,
                  booking.rental_start, booking.rental_end,
                  late.seconds IS NOT NULL AS is_late,
                  CASE WHEN line.is_rental THEN line.product_uom_qty ELSE 0 END AS quantity,
                  CASE WHEN line.is_rental THEN line.product_uom_qty * extract(
                       epoch FROM line.rental_end - line.rental_start) / 86400
                       ELSE 0 END AS unit_days,
                  line.price_subtotal / coalesce(nullif(booking.currency_rate, 0), 1)
                       AS revenue,
                  CASE WHEN line.is_rental THEN late.seconds / 3600 END AS late_hours,
                  line.rental_late_half_days AS late_half_days,
                  nullif(booking.rental_rating, 0)::float AS rating"""
    )


def _from():
    return SQL(
        """FROM sale_order_line line
           JOIN sale_order booking ON booking.id = line.order_id
           JOIN res_company company ON company.id = booking.company_id
           JOIN product_product product ON product.id = line.product_id
           JOIN product_template template ON template.id = product.product_tmpl_id
          CROSS JOIN LATERAL (SELECT CASE
                WHEN booking.rental_state IN ('out', 'late')
                THEN extract(epoch FROM (now() AT TIME ZONE 'UTC') - booking.rental_end)
                ELSE extract(epoch FROM booking.rental_returned_on - booking.rental_end)
                END AS seconds) overrun
          CROSS JOIN LATERAL (SELECT CASE
                WHEN overrun.seconds > 60 * coalesce(company.rental_late_tolerance, 0)
                THEN overrun.seconds END AS seconds) late"""
    )


def _where():
    return SQL("WHERE booking.is_rental AND line.display_type IS NULL")

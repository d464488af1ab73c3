"""What customers wanted: booked, refused for lack of stock, replaced by something else."""

from odoo.tools import SQL

from ...core.workflow import ACTIVE_STATES

SERVED = (*ACTIVE_STATES, "closed")
COLUMNS = (
    "company_id, warehouse_id, product_id, month, kind, cutoff, days, lost_days, peak,"
    " expected_days, low_days, high_days, booked_days, expected_peak, low_peak, high_peak,"
    " booked_peak, curve_days, curve_peak, fleet, lacks, method, mase, mase_peak"
)


def flush(env):
    env["sale.order"].flush_model()
    env["sale.order.line"].flush_model()
    env["rental.history"].flush_model(["order_id", "transition", "source"])
    env["rental.proposal"].flush_model(["state", "order_id"])
    env["rental.proposal.line"].flush_model()
    env["stock.warehouse"].flush_model(["rental_tz", "rental_calendar_id"])


def wants(env, company, product_ids, since):
    """[(product, shop, start, end, quantity, lost)] on each shop's wall clock.

    Wanted is what was or will be served, what waits for a way out, what was cancelled because it
    was short, and what the customer gave up for a substitute.
    """
    flush(env)
    return env.execute_query(
        SQL(
            """SELECT wanted.product_id, wanted.warehouse_id,
                      wanted.first AT TIME ZONE 'UTC' AT TIME ZONE shop_zone.name,
                      wanted.last AT TIME ZONE 'UTC' AT TIME ZONE shop_zone.name,
                      wanted.quantity::float8, wanted.lost
                 FROM (%(booked)s UNION ALL %(replaced)s) wanted
                 JOIN stock_warehouse shop ON shop.id = wanted.warehouse_id
                 LEFT JOIN resource_calendar calendar ON calendar.id = shop.rental_calendar_id
                CROSS JOIN LATERAL (SELECT coalesce(nullif(shop.rental_tz, ''), calendar.tz,
                                                    'Europe/Paris') AS name) shop_zone
                WHERE wanted.last > wanted.first AND wanted.last > %(since)s
                  AND wanted.quantity > 0 AND wanted.product_id = ANY(%(products)s)
                  AND wanted.company_id = %(company)s""",
            booked=_booked(),
            replaced=_replaced(),
            since=since,
            products=list(product_ids),
            company=company.id,
        )
    )


def _booked():
    """Lines of bookings that were served or are to be, and of those that failed for want of stock."""
    return SQL(
        """SELECT line.product_id, booking.warehouse_id, booking.company_id,
                  line.block_start AS first, line.block_end AS last,
                  line.product_uom_qty AS quantity,
                  booking.rental_state NOT IN %(served)s AS lost
             FROM sale_order_line line
             JOIN sale_order booking ON booking.id = line.order_id
            WHERE line.is_rental
              AND (booking.rental_state IN %(served)s OR booking.rental_state = 'to_process'
                   OR (booking.rental_state = 'cancelled' AND %(short)s))""",
        served=SERVED,
        short=_was_short(),
    )


def _was_short():
    """Cancelled because nothing was free, or before anybody found a way out."""
    return SQL(
        """(booking.rental_cancel_kind = 'stock' OR EXISTS (
                SELECT 1 FROM rental_history step
                 WHERE step.order_id = booking.id AND step.transition = 'cancel'
                   AND step.source = 'to_process'))"""
    )


def _replaced():
    """What a customer wanted before he took a substitute."""
    return SQL(
        """SELECT line.product_id, booking.warehouse_id, booking.company_id,
                  line.block_start, line.block_end, change.quantity, TRUE
             FROM rental_proposal_line change
             JOIN rental_proposal proposal ON proposal.id = change.proposal_id
             JOIN sale_order_line line ON line.id = change.order_line_id
             JOIN sale_order booking ON booking.id = line.order_id
            WHERE proposal.state = 'accepted' AND change.kind = 'substitute'
              AND booking.rental_state IN %s""",
        SERVED,
    )


def earned(env, company, product_ids, since):
    """{product: (revenue in the company's currency, unit-days rented)} of departures since then."""
    flush(env)
    rows = env.execute_query(
        SQL(
            """SELECT line.product_id,
                      sum(line.price_subtotal / coalesce(nullif(booking.currency_rate, 0), 1)),
                      sum(line.product_uom_qty * extract(
                          epoch FROM line.block_end - line.block_start) / 86400)
                 FROM sale_order_line line
                 JOIN sale_order booking ON booking.id = line.order_id
                WHERE line.is_rental AND booking.rental_state IN %(served)s
                  AND booking.company_id = %(company)s AND line.product_id = ANY(%(products)s)
                  AND line.block_start > %(since)s AND line.product_uom_qty > 0
             GROUP BY line.product_id""",
            served=SERVED,
            company=company.id,
            products=list(product_ids),
            since=since,
        )
    )
    return {product: (float(revenue or 0), float(days or 0)) for product, revenue, days in rows}


def sub_rented(env, company, product_ids, since):
    """{product: (what colleagues charged, unit-days of theirs)} since then."""
    env["rental.occupation"].flush_model()
    rows = env.execute_query(
        SQL(
            """SELECT product_id, sum(rental_cost),
                      sum(-quantity * extract(epoch FROM date_end - date_start) / 86400)
                 FROM rental_occupation
                WHERE kind = 'supply' AND transfer_id IS NULL AND rental_cost > 0
                  AND company_id = %s AND product_id = ANY(%s) AND date_start > %s
                  AND date_end < date_start + interval '400 days'
             GROUP BY product_id""",
            company.id,
            list(product_ids),
            since,
        )
    )
    return {product: (float(cost), float(days)) for product, cost, days in rows}


def store(env, company, product_ids, rows):
    """Replace the months of these products: tuples in the order of ``COLUMNS``."""
    env.cr.execute(
        SQL(
            "DELETE FROM rental_forecast WHERE company_id = %s AND product_id = ANY(%s)",
            company.id,
            list(product_ids),
        )
    )
    if rows:
        env.cr.execute(
            SQL(
                "INSERT INTO rental_forecast (%s) VALUES %s",
                SQL(COLUMNS),
                SQL(", ").join(SQL("%s", tuple(row)) for row in rows),
            )
        )
    env["rental.forecast"].invalidate_model()

"""Fleet and demand. Times are naive UTC datetimes, half-open intervals."""

from datetime import timedelta

from odoo.tools import SQL

OCCUPATION_FIELDS = (
    "product_id",
    "warehouse_id",
    "lot_id",
    "quantity",
    "kind",
    "blocking",
    "away",
    "date_start",
    "date_end",
    "expires_at",
    "released_at",
    "order_id",
    "history",
)


def flush_occupations(env):
    env["rental.occupation"].flush_model(OCCUPATION_FIELDS)


def fleet(env, product_ids, warehouse_id):
    """{product id: units the shop owns, wherever they are (shelf, out, after-sales)}."""
    env["stock.quant"].flush_model(["product_id", "location_id", "quantity"])
    env["stock.location"].flush_model(["warehouse_id", "usage"])
    return dict(
        env.execute_query(
            SQL(
                """SELECT quant.product_id, sum(quant.quantity)
                     FROM stock_quant quant
                     JOIN stock_location location ON location.id = quant.location_id
                    WHERE location.warehouse_id = %(warehouse)s AND location.usage = 'internal'
                      AND quant.product_id = ANY(%(products)s)
                 GROUP BY quant.product_id""",
                warehouse=warehouse_id,
                products=list(product_ids),
            )
        )
    )


def _overdue_end(now, overdue_days):
    """End of goods that are late: unknown, or a number of days from now (company setting)."""
    if not overdue_days:
        return SQL("'infinity'::timestamp")
    return SQL("%s::timestamp", now + timedelta(days=overdue_days))


def _scope(warehouse_id, product_ids, exclude_order_ids):
    """Conditions shared by every demand query."""
    return SQL(
        "o.warehouse_id = %s AND o.product_id = ANY(%s)%s",
        warehouse_id,
        list(product_ids),
        SQL(" AND (o.order_id IS NULL OR NOT o.order_id = ANY(%s))", list(exclude_order_ids))
        if exclude_order_ids
        else SQL(""),
    )


def _blocking_rows(scope, start, end, now, overdue_days):
    """Rows that take or give capacity in the window, in one pass over the open rows.

    Goods that are overdue (still away after their end) end when the setting says; a hold that has
    expired takes nothing.
    """
    return SQL(
        """SELECT o.product_id, o.date_start,
                  CASE WHEN o.away AND o.date_end <= %(now)s THEN %(overdue_end)s
                       ELSE o.date_end END AS date_end,
                  o.quantity,
                  CASE WHEN o.away AND o.date_end <= %(now)s THEN 'overdue' ELSE o.kind END AS kind
             FROM rental_occupation o
            WHERE %(scope)s AND o.blocking AND o.date_start < %(end)s
              AND CASE WHEN o.away AND o.date_end <= %(now)s THEN %(overdue_end)s > %(start)s
                       ELSE o.date_end > %(start)s
                            AND (o.expires_at IS NULL OR o.expires_at > %(now)s) END""",
        scope=scope,
        start=start,
        end=end,
        now=now,
        overdue_end=_overdue_end(now, overdue_days),
    )


def _supply_rows(scope, start, end):
    """A zero row for each supply: one that begins inside would hide the level at the start."""
    return SQL(
        """SELECT o.product_id, %(start)s::timestamp, o.date_end, 0.0, o.kind
             FROM rental_occupation o
            WHERE %(scope)s AND o.blocking AND o.quantity < 0
              AND o.date_start < %(end)s AND o.date_end > %(start)s""",
        scope=scope,
        start=start,
        end=end,
    )


def _quoted_rows(scope, start, end):
    return SQL(
        """SELECT o.product_id, o.date_start, o.date_end, o.quantity, o.kind
             FROM rental_occupation o
            WHERE %(scope)s AND o.kind = 'quote' AND o.released_at IS NULL
              AND o.date_start < %(end)s AND o.date_end > %(start)s""",
        scope=scope,
        start=start,
        end=end,
    )


def _past_rows(scope, start, end):
    """What was really taken and is back: it tells the past, it never takes from today."""
    return SQL(
        """SELECT o.product_id, o.date_start, least(o.date_end, %(end)s), o.quantity, o.kind
             FROM rental_occupation o
            WHERE %(scope)s AND o.history AND NOT o.blocking
              AND o.date_start < %(end)s AND o.date_end > %(start)s""",
        scope=scope,
        start=start,
        end=end,
    )


def peak_demand(
    env, product_ids, warehouse_id, start, end, now, exclude=(), overdue_days=0, past=False
):
    """{product id: (peak of all that blocks, peak without holds)} on ``[start, end)``.

    With ``past``, a window that is over counts what was taken in it, also what is back since.

    The window functions keep PostgreSQL's default RANGE frame: everything that happens at the same
    instant is netted, so a return and a departure at T do not add up.
    """
    flush_occupations(env)
    scope = _scope(warehouse_id, product_ids, exclude)
    rows = SQL(
        "%s UNION ALL %s",
        _blocking_rows(scope, start, end, now, overdue_days),
        _supply_rows(scope, start, end),
    )
    if past and end <= now:
        rows = SQL("%s UNION ALL %s", rows, _past_rows(scope, start, end))
    found = env.execute_query(
        SQL(
            """SELECT product_id, max(level), max(firm)
                 FROM (SELECT r.product_id,
                              sum(v.delta) OVER w AS level,
                              sum(CASE WHEN r.kind <> 'hold' THEN v.delta ELSE 0 END) OVER w AS firm
                         FROM (%(rows)s) r
                        CROSS JOIN LATERAL (VALUES (greatest(r.date_start, %(start)s), r.quantity),
                                                   (r.date_end, -r.quantity)) v (instant, delta)
                        WHERE v.instant < %(end)s
                       WINDOW w AS (PARTITION BY r.product_id ORDER BY v.instant)) levels
             GROUP BY product_id""",
            rows=rows,
            start=start,
            end=end,
        )
    )
    return {product_id: (level, firm) for product_id, level, firm in found}


def peak_quoted(env, product_ids, warehouse_id, start, end, exclude=()):
    """{product id: peak of quoted demand} on ``[start, end)``."""
    flush_occupations(env)
    return dict(
        env.execute_query(
            SQL(
                """SELECT product_id, max(level)
                     FROM (SELECT r.product_id, sum(v.delta) OVER w AS level
                             FROM (%(rows)s) r
                            CROSS JOIN LATERAL (
                                 VALUES (greatest(r.date_start, %(start)s), r.quantity),
                                        (r.date_end, -r.quantity)) v (instant, delta)
                            WHERE v.instant < %(end)s
                           WINDOW w AS (PARTITION BY r.product_id ORDER BY v.instant)) levels
                 GROUP BY product_id""",
                rows=_quoted_rows(_scope(warehouse_id, product_ids, exclude), start, end),
                start=start,
                end=end,
            )
        )
    )


def fleets(env, product_ids, warehouse_ids):
    """{(product id, warehouse id): units owned} for several shops in one query."""
    env["stock.quant"].flush_model(["product_id", "location_id", "quantity"])
    return {
        (product_id, warehouse_id): quantity
        for product_id, warehouse_id, quantity in env.execute_query(
            SQL(
                """SELECT quant.product_id, location.warehouse_id, sum(quant.quantity)
                     FROM stock_quant quant
                     JOIN stock_location location ON location.id = quant.location_id
                    WHERE location.warehouse_id = ANY(%s) AND location.usage = 'internal'
                      AND quant.product_id = ANY(%s)
                 GROUP BY quant.product_id, location.warehouse_id""",
                list(warehouse_ids),
                list(product_ids),
            )
        )
    }


def demand_rows(env, product_ids, warehouse_ids, start, end, now, overdue_days=0):
    """Blocking rows of several shops: [(product, warehouse, start, end or None, qty, order)]."""
    flush_occupations(env)
    overdue_end = now + timedelta(days=overdue_days) if overdue_days else None
    return env.execute_query(
        SQL(
            """SELECT product_id, warehouse_id, date_start,
                      CASE WHEN away AND date_end <= %(now)s THEN %(overdue)s::timestamp
                           ELSE date_end END,
                      quantity, order_id
                 FROM rental_occupation
                WHERE warehouse_id = ANY(%(shops)s) AND product_id = ANY(%(products)s)
                  AND blocking AND date_start < %(end)s
                  AND (date_end > %(start)s OR (away AND date_end <= %(now)s))
                  AND (expires_at IS NULL OR expires_at > %(now)s)""",
            now=now,
            overdue=overdue_end,
            shops=list(warehouse_ids),
            products=list(product_ids),
            start=start,
            end=end,
        )
    )


def window_rows(env, product_ids, warehouse_id, start, end, now, overdue_days=0, today=None):
    """Rows of the window for the grid: [(product id, start, end or None, quantity, kind)].

    The kinds are those of the rows, plus "overdue"; quotes are among them and do not block. What
    is back counts on the days before ``today``.
    """
    flush_occupations(env)
    scope = _scope(warehouse_id, product_ids, ())
    rows = _blocking_rows(scope, start, end, now, overdue_days)
    if today and start < today:
        rows = SQL("%s UNION ALL %s", rows, _past_rows(scope, start, min(end, today)))
    return env.execute_query(
        SQL(
            """SELECT product_id, date_start,
                      CASE WHEN date_end = 'infinity' THEN NULL ELSE date_end END, quantity, kind
                 FROM (%s UNION ALL %s) demand""",
            rows,
            _quoted_rows(scope, start, end),
        )
    )

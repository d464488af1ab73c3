"""What customers took, month by month."""

from odoo.tools import SQL


def monthly_flows(env, company, product_ids, timezone):
    """Return the rows ``(title, month, month of the sale brought back, sold, net)``.

    ``sold`` is what went to customers less what came back; ``net`` what the shop itself gained.
    Copies that changed their owner only did not move.
    """
    if not product_ids:
        return []
    _flush(env)
    return env.execute_query(
        SQL(
            """
    SELECT move.product_id,
           date_trunc('month', move.date AT TIME ZONE 'UTC' AT TIME ZONE %(timezone)s)::date,
           date_trunc('month', sale.date AT TIME ZONE 'UTC' AT TIME ZONE %(timezone)s)::date,
           SUM(CASE WHEN target.usage = 'customer' AND source.usage != 'customer' THEN 1
                    WHEN source.usage = 'customer' AND target.usage != 'customer' THEN -1
                    ELSE 0 END * move.quantity)::float8,
           SUM(CASE WHEN target.usage = 'internal' AND source.usage != 'internal' THEN 1
                    WHEN source.usage = 'internal' AND target.usage != 'internal' THEN -1
                    ELSE 0 END * move.quantity)::float8
      FROM stock_move move
      JOIN stock_location source ON source.id = move.location_id
      JOIN stock_location target ON target.id = move.location_dest_id
 LEFT JOIN stock_move sale ON sale.id = move.origin_returned_move_id
           AND source.usage = 'customer'
     WHERE move.state = 'done' AND move.company_id = %(company)s
       AND move.product_id IN %(products)s
       AND COALESCE(move.bookstore_kind, '') != 'ownership'
     GROUP BY 1, 2, 3
     ORDER BY 1, 2""",
            timezone=timezone,
            company=company.id,
            products=tuple(product_ids),
        )
    )


def sold_titles(env, company, since, after, limit):
    """Return the next titles of interest that somebody bought since that day, in their order."""
    _flush(env)
    env["product.template"].flush_model(["bookstore_is_title", "bookstore_interesting"])
    rows = env.execute_query(
        SQL(
            """
    SELECT DISTINCT move.product_id
      FROM stock_move move
      JOIN stock_location target ON target.id = move.location_dest_id
      JOIN product_product title ON title.id = move.product_id
      JOIN product_template template ON template.id = title.product_tmpl_id
     WHERE move.state = 'done' AND move.company_id = %s AND move.date >= %s
       AND target.usage = 'customer' AND move.product_id > %s
       AND title.active AND template.bookstore_is_title AND template.bookstore_interesting
  ORDER BY 1 LIMIT %s""",
            company.id,
            since,
            after,
            limit,
        )
    )
    return [product_id for (product_id,) in rows]


def last_purchases(env, company, product_ids):
    """Return ``{title: (day, copies, distributor id)}`` of its last confirmed order."""
    if not product_ids:
        return {}
    env["purchase.order"].flush_model(["date_order", "state", "partner_id"])
    env["purchase.order.line"].flush_model(["product_id", "product_qty", "order_id", "company_id"])
    rows = env.execute_query(
        SQL(
            """
    SELECT DISTINCT ON (line.product_id)
           line.product_id, bought.date_order, line.product_qty::float8, bought.partner_id
      FROM purchase_order_line line
      JOIN purchase_order bought ON bought.id = line.order_id
     WHERE line.product_id IN %s AND line.company_id = %s AND bought.state = 'purchase'
  ORDER BY line.product_id, bought.date_order DESC, line.id DESC""",
            tuple(product_ids),
            company.id,
        )
    )
    return {row[0]: row[1:] for row in rows}


def _flush(env):
    env["stock.move"].flush_model(
        ["date", "quantity", "state", "location_id", "location_dest_id", "bookstore_kind"]
    )

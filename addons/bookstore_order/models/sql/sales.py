"""What customers took, month by month."""

from odoo.tools import SQL

from odoo.addons.bookstore_deposit.models.sql import title_family


def monthly_flows(env, company, product_ids, timezone):
    """Return the rows ``(title, month, month of the sale brought back, sold, net)``.

    ``sold`` is what went to customers less what came back; ``net`` what the shop itself gained.
    What came back and was given back names the month of its sale each time: it stays one sale.
    Copies that changed their owner only did not move; those of merged titles are the kept one's.
    The moves are summed up before anything is
    joined: that pass is shared by PostgreSQL's workers.
    """
    if not product_ids:
        return []
    _flush(env)
    return env.execute_query(
        SQL(
            """
    WITH RECURSIVE flow AS MATERIALIZED (
        SELECT product_id, location_id, location_dest_id, origin_returned_move_id,
               date_trunc('month', date AT TIME ZONE 'UTC' AT TIME ZONE %(timezone)s)::date AS month,
               SUM(quantity) AS quantity
          FROM stock_move
         WHERE state = 'done' AND company_id = %(company)s AND product_id IN %(products)s
           AND COALESCE(bookstore_kind, '') != 'ownership'
         GROUP BY 1, 2, 3, 4, 5
         ),
         named AS (
        SELECT move.id, move.id AS earlier
          FROM (SELECT DISTINCT origin_returned_move_id AS id FROM flow) back
          JOIN stock_move move ON move.id = back.id
          JOIN stock_location source ON source.id = move.location_id
          JOIN stock_location target ON target.id = move.location_dest_id
         WHERE 'customer' IN (source.usage, target.usage)
         UNION
        SELECT named.id, move.origin_returned_move_id
          FROM named
          JOIN stock_move move ON move.id = named.earlier
         WHERE move.origin_returned_move_id IS NOT NULL
         ),
         sale AS (
        SELECT named.id, move.date
          FROM named
          JOIN stock_move move ON move.id = named.earlier
         WHERE move.origin_returned_move_id IS NULL
         )
    SELECT title.kept_id, flow.month,
           date_trunc('month', sale.date AT TIME ZONE 'UTC' AT TIME ZONE %(timezone)s)::date,
           SUM(CASE WHEN target.usage = 'customer' AND source.usage != 'customer' THEN 1
                    WHEN source.usage = 'customer' AND target.usage != 'customer' THEN -1
                    ELSE 0 END * flow.quantity)::float8,
           SUM(CASE WHEN target.usage = 'internal' AND source.usage != 'internal' THEN 1
                    WHEN source.usage = 'internal' AND target.usage != 'internal' THEN -1
                    ELSE 0 END * flow.quantity)::float8
      FROM flow
      JOIN %(titles)s title ON title.id = flow.product_id
      JOIN stock_location source ON source.id = flow.location_id
      JOIN stock_location target ON target.id = flow.location_dest_id
 LEFT JOIN sale ON sale.id = flow.origin_returned_move_id
           AND 'customer' IN (source.usage, target.usage)
     GROUP BY 1, 2, 3
     ORDER BY 1, 2""",
            timezone=timezone,
            company=company.id,
            titles=title_family(product_ids),
            products=tuple(env["product.product"].browse(product_ids)._bookstore_get_family()),
        )
    )


def sold_titles(env, company, since, after, limit):
    """Return the next titles of interest that somebody bought since that day, in their order."""
    _flush(env)
    env["product.template"].flush_model(["bookstore_is_title", "bookstore_interesting"])
    rows = env.execute_query(
        SQL(
            """
    SELECT DISTINCT title.id
      FROM stock_move move
      JOIN stock_location target ON target.id = move.location_dest_id
      JOIN product_product moved ON moved.id = move.product_id
      JOIN product_product title
        ON title.id = COALESCE(moved.bookstore_merged_into_id, moved.id)
      JOIN product_template template ON template.id = title.product_tmpl_id
     WHERE move.state = 'done' AND move.company_id = %s AND move.date >= %s
       AND target.usage = 'customer' AND title.id > %s
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
    SELECT DISTINCT ON (title.kept_id)
           title.kept_id, bought.date_order, line.product_qty::float8, bought.partner_id
      FROM %s title
      JOIN purchase_order_line line ON line.product_id = title.id
      JOIN purchase_order bought ON bought.id = line.order_id
     WHERE line.company_id = %s AND bought.state = 'purchase'
  ORDER BY title.kept_id, bought.date_order DESC, line.id DESC""",
            title_family(product_ids),
            company.id,
        )
    )
    return {row[0]: row[1:] for row in rows}


def _flush(env):
    env["product.product"].flush_model(["bookstore_merged_into_id"])
    env["stock.move"].flush_model(
        [
            *("date", "quantity", "state", "location_id", "location_dest_id", "company_id"),
            *("product_id", "origin_returned_move_id", "bookstore_kind"),
        ]
    )

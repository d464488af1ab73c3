"""What customers took, month by month, and when there was nothing to take."""

from odoo.tools import SQL


def monthly_flows(env, company, product_ids, timezone):
    """Return the rows ``(product, month, month of the delivery returned, demand, net)``.

    ``demand`` is what went to customers less what came back from them; ``net`` what the stock
    itself gained. One pass over the done moves; quantities in the product's own unit.
    """
    env["stock.move"].flush_model(["date", "quantity", "state", "location_id", "location_dest_id"])
    return env.execute_query(
        SQL(
            """
    SELECT move.product_id,
           date_trunc('month', move.date AT TIME ZONE 'UTC' AT TIME ZONE %(timezone)s)::date,
           date_trunc('month', sold.date AT TIME ZONE 'UTC' AT TIME ZONE %(timezone)s)::date,
           SUM(CASE WHEN target.usage = 'customer' AND source.usage != 'customer' THEN 1
                    WHEN source.usage = 'customer' AND target.usage != 'customer' THEN -1
                    ELSE 0 END * move.quantity * typed.factor / own.factor)::float8,
           SUM(CASE WHEN target.usage = 'internal' AND source.usage != 'internal' THEN 1
                    WHEN source.usage = 'internal' AND target.usage != 'internal' THEN -1
                    ELSE 0 END * move.quantity * typed.factor / own.factor)::float8
      FROM stock_move move
      JOIN stock_location source ON source.id = move.location_id
      JOIN stock_location target ON target.id = move.location_dest_id
      JOIN uom_uom typed ON typed.id = move.product_uom
      JOIN product_product variant ON variant.id = move.product_id
      JOIN product_template template ON template.id = variant.product_tmpl_id
      JOIN uom_uom own ON own.id = template.uom_id
 LEFT JOIN stock_move sold ON sold.id = move.origin_returned_move_id
           AND source.usage = 'customer'
     WHERE move.state = 'done' AND move.company_id = %(company)s
       AND move.product_id IN %(products)s
     GROUP BY 1, 2, 3
     ORDER BY 1, 2""",
            timezone=timezone,
            company=company.id,
            products=tuple(product_ids),
        )
    )


def store_lines(env, rows):
    """Insert the lines of a run: tuples in the order of the columns below."""
    if rows:
        env.cr.execute(
            SQL(
                """INSERT INTO tech_forecast_line (run_id, company_id, product_id, period, kind,
                          actual, expected, low, high, quantity, pipeline, method, mase, bias)
                   VALUES %s""",
                SQL(", ").join(SQL("%s", tuple(row)) for row in rows),
            )
        )

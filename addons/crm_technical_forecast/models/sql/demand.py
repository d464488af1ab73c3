"""What customers took, month by month, and when there was nothing to take."""

from odoo.tools import SQL


def monthly_flows(env, company, product_ids, timezone):
    """Return the rows ``(product, month, month of the delivery returned, demand, net)``.

    ``demand`` is what went to customers less what came back from them; ``net`` what the stock
    itself gained. Quantities in the product's own unit. The moves are summed up before anything is
    joined: that pass is shared by PostgreSQL's workers.
    """
    env["stock.move"].flush_model()
    return env.execute_query(
        SQL(
            """
    WITH flow AS MATERIALIZED (
        SELECT product_id, product_uom, location_id, location_dest_id, origin_returned_move_id,
               date_trunc('month', date AT TIME ZONE 'UTC' AT TIME ZONE %(timezone)s)::date AS month,
               SUM(quantity) AS quantity
          FROM stock_move
         WHERE state = 'done' AND company_id = %(company)s AND product_id IN %(products)s
         GROUP BY 1, 2, 3, 4, 5, 6
         )
    SELECT flow.product_id, flow.month,
           date_trunc('month', sold.date AT TIME ZONE 'UTC' AT TIME ZONE %(timezone)s)::date,
           SUM(CASE WHEN target.usage = 'customer' AND source.usage != 'customer' THEN 1
                    WHEN source.usage = 'customer' AND target.usage != 'customer' THEN -1
                    ELSE 0 END * flow.quantity * typed.factor / own.factor)::float8,
           SUM(CASE WHEN target.usage = 'internal' AND source.usage != 'internal' THEN 1
                    WHEN source.usage = 'internal' AND target.usage != 'internal' THEN -1
                    ELSE 0 END * flow.quantity * typed.factor / own.factor)::float8
      FROM flow
      JOIN stock_location source ON source.id = flow.location_id
      JOIN stock_location target ON target.id = flow.location_dest_id
      JOIN uom_uom typed ON typed.id = flow.product_uom
      JOIN product_product variant ON variant.id = flow.product_id
      JOIN product_template template ON template.id = variant.product_tmpl_id
      JOIN uom_uom own ON own.id = template.uom_id
 LEFT JOIN stock_move sold ON sold.id = flow.origin_returned_move_id
           AND source.usage = 'customer'
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

"""What customers took, month by month, and when there was nothing to take."""

from odoo.tools import SQL


def monthly_flows(env, company, product_ids, timezone):
    """Return the rows ``(product, month, month of the delivery returned, demand, net)``.

    ``demand`` is what went to customers less what came back from them; ``net`` what the stock
    itself gained. Quantities in the product's own unit. What came back, was repaired and given back
    names the month of its first delivery each time: the sale stays where it was. The moves are
    summed up before anything is joined: that pass is shared by PostgreSQL's workers.
    """
    env["stock.move"].flush_model()
    return env.execute_query(
        SQL(
            """
    WITH RECURSIVE flow AS MATERIALIZED (
        SELECT product_id, product_uom, location_id, location_dest_id, origin_returned_move_id,
               date_trunc('month', date AT TIME ZONE 'UTC' AT TIME ZONE %(timezone)s)::date AS month,
               SUM(quantity) AS quantity
          FROM stock_move
         WHERE state = 'done' AND company_id = %(company)s AND product_id IN %(products)s
         GROUP BY 1, 2, 3, 4, 5, 6
         ),
         named AS (
        SELECT move.id, move.id AS earlier
          FROM stock_move back
          JOIN stock_move move ON move.id = back.origin_returned_move_id
          JOIN stock_location source ON source.id = move.location_id
          JOIN stock_location target ON target.id = move.location_dest_id
         WHERE back.origin_returned_move_id IS NOT NULL AND back.state = 'done'
           AND back.company_id = %(company)s AND back.product_id IN %(products)s
           AND 'customer' IN (source.usage, target.usage)
         UNION
        SELECT named.id, move.origin_returned_move_id
          FROM named
          JOIN stock_move move ON move.id = named.earlier
         WHERE move.origin_returned_move_id IS NOT NULL
         ),
         sold AS (
        SELECT named.id, move.date
          FROM named
          JOIN stock_move move ON move.id = named.earlier
         WHERE move.origin_returned_move_id IS NULL
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
 LEFT JOIN sold ON sold.id = flow.origin_returned_move_id
           AND 'customer' IN (source.usage, target.usage)
     GROUP BY 1, 2, 3
     ORDER BY 1, 2""",
            timezone=timezone,
            company=company.id,
            products=tuple(product_ids),
        )
    )


def lying_since(env, run, since, timezone):
    """Return the rows ``(product, day of its first receipt)`` of stock without a forecast.

    It came before a day, and since that day nothing of it stayed with a customer or went into
    production.
    """
    env["stock.move"].flush_model()
    env["stock.quant"].flush_model(["product_id", "quantity", "location_id", "company_id"])
    return env.execute_query(
        SQL(
            """
    WITH flow AS (
        SELECT move.product_id, source.usage AS source, target.usage AS target,
               (move.date AT TIME ZONE 'UTC' AT TIME ZONE %(timezone)s)::date AS day,
               move.quantity * typed.factor AS quantity
          FROM stock_move move
          JOIN stock_location source ON source.id = move.location_id
          JOIN stock_location target ON target.id = move.location_dest_id
          JOIN uom_uom typed ON typed.id = move.product_uom
         WHERE move.state = 'done' AND move.company_id = %(company)s
           AND source.usage != target.usage
           AND move.product_id IN (
               SELECT quant.product_id
                 FROM stock_quant quant
                 JOIN stock_location place ON place.id = quant.location_id
                WHERE quant.company_id = %(company)s AND place.usage = 'internal'
                GROUP BY 1
               HAVING SUM(quant.quantity) > 0
               EXCEPT
               SELECT line.product_id FROM tech_forecast_line line WHERE line.run_id = %(run)s)
         )
    SELECT product_id, MIN(day) FILTER (WHERE target = 'internal')
      FROM flow
     GROUP BY 1
    HAVING MIN(day) FILTER (WHERE target = 'internal') < %(since)s
       AND COALESCE(SUM(CASE WHEN target IN ('customer', 'production') THEN quantity
                             WHEN source = 'customer' THEN -quantity
                             END) FILTER (WHERE day >= %(since)s), 0) <= 0""",
            timezone=timezone,
            company=run.company_id.id,
            run=run.id,
            since=since,
        )
    )


def busiest_warehouses(env, warehouses, product_ids, since):
    """Return ``{product: warehouse}``: the one that delivered most of it since a day."""
    env["stock.move"].flush_model()
    rows = env.execute_query(
        SQL(
            """
    SELECT DISTINCT ON (move.product_id) move.product_id, source.warehouse_id
      FROM stock_move move
      JOIN stock_location source ON source.id = move.location_id
      JOIN stock_location target ON target.id = move.location_dest_id
      JOIN uom_uom typed ON typed.id = move.product_uom
     WHERE move.state = 'done' AND move.date >= %(since)s AND target.usage = 'customer'
       AND source.warehouse_id IN %(warehouses)s AND move.product_id IN %(products)s
     GROUP BY move.product_id, source.warehouse_id
     ORDER BY move.product_id, SUM(move.quantity * typed.factor) DESC, source.warehouse_id""",
            since=since,
            warehouses=tuple(warehouses.ids),
            products=tuple(product_ids),
        )
    )
    return dict(rows)


def store_lines(env, rows):
    """Insert the lines of a run: tuples in the order of the columns below."""
    if rows:
        env.cr.execute(
            SQL(
                """INSERT INTO tech_forecast_line (run_id, company_id, product_id, family, period,
                          kind, actual, expected, low, high, quantity, pipeline, amount, risk,
                          method, mase, bias)
                   VALUES %s""",
                SQL(", ").join(SQL("%s", tuple(row)) for row in rows),
            )
        )

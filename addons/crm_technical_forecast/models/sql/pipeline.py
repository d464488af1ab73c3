"""What open quotes promise: quantities times the chance of each quote."""

from odoo.tools import SQL

LEAST_DECIDED = 10
"""Below so many decided quotes a year, the share of those won says nothing."""


def get_win_rate(env, company, since):
    """Return the share of the orders decided since a day that were confirmed; 0 when they are few."""
    env["sale.order"].flush_model(["state", "date_order", "company_id"])
    won, decided = env.execute_query(
        SQL(
            """SELECT COUNT(*) FILTER (WHERE state = 'sale'), COUNT(*)
                 FROM sale_order
                WHERE company_id = %s AND state IN ('sale', 'cancel') AND date_order >= %s""",
            company.id,
            since,
        )
    )[0]
    return won / decided if decided >= LEAST_DECIDED else 0.0


def get_promised(env, company, product_ids, cutoff, today, timezone, win_rate):
    """Return ``{(product, month): quantity}`` of the open quotes that still hold.

    A quote counts in the month of its promised delivery, at the earliest in that of ``cutoff``.
    Its chance is that of its opportunity, where there is one, or the share of quotes that are won.
    """
    env["sale.order"].flush_model()
    env["sale.order.line"].flush_model()
    chance, join = SQL("%s", win_rate), SQL("")
    if "opportunity_id" in env["sale.order"]._fields:
        env["crm.lead"].flush_model(["probability"])
        chance = SQL("COALESCE(lead.probability / 100.0, %s)", win_rate)
        join = SQL("LEFT JOIN crm_lead lead ON lead.id = sale.opportunity_id")
    rows = env.execute_query(
        SQL(
            """
    SELECT line.product_id,
           GREATEST(date_trunc('month', sale.commitment_date AT TIME ZONE 'UTC'
                                       AT TIME ZONE %(timezone)s)::date, %(cutoff)s),
           SUM(line.product_uom_qty * typed.factor / own.factor * %(chance)s)::float8
      FROM sale_order_line line
      JOIN sale_order sale ON sale.id = line.order_id
      JOIN uom_uom typed ON typed.id = line.product_uom_id
      JOIN product_product variant ON variant.id = line.product_id
      JOIN product_template template ON template.id = variant.product_tmpl_id
      JOIN uom_uom own ON own.id = template.uom_id
           %(join)s
     WHERE sale.state IN ('draft', 'sent') AND sale.company_id = %(company)s
       AND line.display_type IS NULL AND line.product_id IN %(products)s
       AND (sale.validity_date IS NULL OR sale.validity_date >= %(today)s)
     GROUP BY 1, 2""",
            cutoff=cutoff,
            chance=chance,
            join=join,
            company=company.id,
            products=tuple(product_ids),
            today=today,
            timezone=timezone,
        )
    )
    return {(product, month): quantity for product, month, quantity in rows}


def get_weeks():
    """The coming months of the current forecasts, week by week: each day has its part of its month.

    Bounds are narrower by the root of the share: what varies in one week evens out in a month.
    Method and error are those of the months: one forecast has the same for all of a product.
    """
    return SQL(
        """
    SELECT MIN(part.id) AS id, part.company_id, part.product_id, part.week AS period,
           SUM(part.expected * part.share) AS expected,
           GREATEST(SUM(part.expected * part.share) - SQRT(SUM(part.down * part.share)), 0) AS low,
           SUM(part.expected * part.share) + SQRT(SUM(part.up * part.share)) AS high,
           MAX(part.method) AS method, MAX(part.mase) AS mase
      FROM (
        SELECT line.id * 8 + (days.week::date - date_trunc('week', line.period)::date) / 7 AS id,
               line.company_id, line.product_id, days.week::date AS week, line.expected,
               line.method, line.mase,
               (line.expected - line.low) ^ 2 AS down, (line.high - line.expected) ^ 2 AS up,
               (LEAST(days.week::date + 7, (line.period + INTERVAL '1 month')::date)
                - GREATEST(days.week::date, line.period))::float8
               / ((line.period + INTERVAL '1 month')::date - line.period) AS share
          FROM tech_forecast_line line
          JOIN tech_forecast_run run ON run.id = line.run_id AND run.is_current
    CROSS JOIN LATERAL generate_series(
                   date_trunc('week', line.period),
                   line.period + INTERVAL '1 month - 1 day', '7 days') AS days(week)
         WHERE line.kind = 'coming'
           ) part
     GROUP BY part.company_id, part.product_id, part.week"""
    )

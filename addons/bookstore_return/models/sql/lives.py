"""When titles came and when they were sold, all titles at once."""

from odoo.tools import SQL

from odoo.addons.bookstore_deposit.models.sql import title_family


def lives(env, company, product_ids):
    """First and last entry and last sale of each title.

    :returns: ``{product id: (first entry, last entry, last sale)}``
    """
    if not product_ids:
        return {}
    env["stock.move"].flush_model(["state", "product_id", "date", "bookstore_kind", "company_id"])
    rows = env.execute_query(
        SQL(
            """
            SELECT title.kept_id,
                   MIN(move.date) FILTER (WHERE entry.is_one),
                   MAX(move.date) FILTER (WHERE entry.is_one),
                   MAX(move.date) FILTER (WHERE target.usage = 'customer')
              FROM %(titles)s title
              JOIN stock_move move ON move.product_id = title.id
              JOIN stock_location source ON source.id = move.location_id
              JOIN stock_location target ON target.id = move.location_dest_id
              JOIN LATERAL (SELECT source.usage NOT IN ('internal', 'transit', 'customer')
                                   AND target.usage IN ('internal', 'transit') AS is_one) entry
                ON TRUE
             WHERE move.state = 'done' AND move.company_id = %(company)s
               AND COALESCE(move.bookstore_kind, '') != 'ownership'
          GROUP BY 1
            """,
            company=company.id,
            titles=title_family(product_ids),
        )
    )
    return {
        product_id: tuple(moment and moment.date() for moment in moments)
        for product_id, *moments in rows
    }

"""What the list of titles tells about its stock."""

from odoo.tools import SQL

from .stock import flush_quants


def _presence(companies):
    """Sub-query: copies of each title in the companies' places, where they show and where not."""
    return SQL(
        """
        SELECT product.product_tmpl_id, SUM(quant.quantity) AS copies,
               COALESCE(SUM(quant.quantity) FILTER (
                   WHERE place.bookstore_use = 'sale_point'), 0) AS shown,
               COALESCE(SUM(quant.quantity) FILTER (
                   WHERE place.bookstore_use IS DISTINCT FROM 'sale_point'
                     AND COALESCE(place.bookstore_use, '') NOT IN ('missing', 'client')), 0)
                   AS hidden
          FROM stock_quant quant
          JOIN stock_location place ON place.id = quant.location_id
          JOIN product_product product ON product.id = quant.product_id
          JOIN product_template title ON title.id = product.product_tmpl_id
         WHERE place.usage = 'internal' AND place.company_id IN %s AND title.bookstore_is_title
      GROUP BY product.product_tmpl_id
        """,
        tuple(companies.ids),
    )


def titles_short_at_sale_points(env, companies):
    """Template ids with nothing at a sale point and some elsewhere (B138)."""
    flush_quants(env)
    env["stock.location"].flush_model(["bookstore_use"])
    env["product.template"].flush_model(["bookstore_is_title"])
    rows = env.execute_query(
        SQL(
            "SELECT product_tmpl_id FROM (%s) presence WHERE shown <= 0 AND hidden > 0",
            _presence(companies),
        )
    )
    return [template_id for (template_id,) in rows]


def uninteresting_titles_in_stock(env, companies):
    """Template ids of titles said to be of no interest, of which some copy is left (B132).

    What the bookshop never handled is no title of its, however many are in stock.
    """
    flush_quants(env)
    env["product.template"].flush_model(["bookstore_interesting", "bookstore_is_title"])
    rows = env.execute_query(
        SQL(
            """
            SELECT template.id
              FROM (%s) presence
              JOIN product_template template ON template.id = presence.product_tmpl_id
             WHERE template.bookstore_interesting IS NOT TRUE AND presence.copies <> 0
            """,
            _presence(companies),
        )
    )
    return [template_id for (template_id,) in rows]


def title_family(product_ids):
    """Sub-query: these titles and those merged into them, beside the one that stands for each."""
    return SQL(
        """(SELECT id, COALESCE(bookstore_merged_into_id, id) AS kept_id FROM product_product
             WHERE id = ANY(%(products)s) AND bookstore_merged_into_id IS NULL
                OR bookstore_merged_into_id = ANY(%(products)s))""",
        products=list(product_ids),
    )


def last_entries(env, companies, product_ids):
    """Last entry of each title and what was sold since.

    :returns: ``{product id: (date, quantity, move id, sold since)}``
    """
    if not product_ids:
        return {}
    env["stock.move"].flush_model(["state", "product_id", "date", "quantity", "bookstore_kind"])
    env["product.product"].flush_model(["bookstore_merged_into_id"])
    rows = env.execute_query(
        SQL(
            """
            WITH movement AS (
                SELECT move.id, title.kept_id AS product_id, move.date, move.quantity,
                       source.usage AS source, target.usage AS target
                  FROM %(titles)s title
                  JOIN stock_move move ON move.product_id = title.id
                  JOIN stock_location source ON source.id = move.location_id
                  JOIN stock_location target ON target.id = move.location_dest_id
                 WHERE move.state = 'done' AND move.company_id IN %(companies)s
                   AND COALESCE(move.bookstore_kind, '') != 'ownership'
            ), entry AS (
                SELECT DISTINCT ON (product_id) * FROM movement
                 WHERE target IN ('internal', 'transit')
                   AND source NOT IN ('internal', 'transit', 'customer')
              ORDER BY product_id, date DESC, id DESC
            )
            SELECT entry.product_id, entry.date, entry.quantity::float, entry.id,
                   COALESCE(SUM(CASE WHEN movement.target = 'customer' THEN movement.quantity
                                     ELSE -movement.quantity END), 0)::float
              FROM entry
         LEFT JOIN movement ON movement.product_id = entry.product_id
               AND movement.date >= entry.date
               AND (movement.target = 'customer') != (movement.source = 'customer')
          GROUP BY 1, 2, 3, 4
            """,
            titles=title_family(product_ids),
            companies=tuple(companies.ids),
        )
    )
    return {row[0]: row[1:] for row in rows}

"""What an inventory counted beside what the software believes."""

from odoo.tools import SQL

from .stock import flush_quants


def count_differences(env, count):
    """What the shelves hold against what the software believes, titles that differ only.

    :returns: list of ``(product id, theoretical, counted)``
    """
    flush_quants(env)
    env["bookstore.count.scan"].flush_model(["count_id", "product_id", "quantity"])
    return env.execute_query(
        SQL(
            """
            SELECT COALESCE(stock.product_id, scan.product_id),
                   COALESCE(stock.quantity, 0)::float, COALESCE(scan.quantity, 0)::float
              FROM (%(theory)s) stock
         FULL JOIN (%(counted)s) scan
                ON scan.product_id = stock.product_id
             WHERE abs(COALESCE(stock.quantity, 0) - COALESCE(scan.quantity, 0)) > 0.000001
            """,
            theory=_theory(count),
            counted=_counted(count),
        )
    )


def _theory(count):
    """Sub-query: copies that the software believes in the place counted, by title."""
    return SQL(
        """
        SELECT quant.product_id, COALESCE(SUM(quant.quantity), 0) AS quantity
          FROM stock_quant quant
          JOIN stock_location place ON place.id = quant.location_id
          JOIN product_product product ON product.id = quant.product_id
          JOIN product_template template ON template.id = product.product_tmpl_id
         WHERE place.parent_path LIKE %(path)s AND place.company_id = %(company)s
           AND place.usage = 'internal' AND template.tracking = 'none'
      GROUP BY quant.product_id HAVING abs(COALESCE(SUM(quant.quantity), 0)) > 0.000001
        """,
        path=f"{count.location_id.parent_path}%",
        company=count.company_id.id,
    )


def _counted(count):
    """Sub-query: copies counted by everyone, by title."""
    return SQL(
        "SELECT product_id, SUM(quantity) AS quantity FROM bookstore_count_scan"
        " WHERE count_id = %s GROUP BY product_id",
        count.id,
    )


def count_totals(env, counts):
    """Copies expected and counted in whole inventories: ``{count id: (expected, counted)}``."""
    if not counts.ids:
        return {}
    flush_quants(env)
    env["bookstore.count"].flush_model(["location_id", "company_id"])
    env["bookstore.count.scan"].flush_model(["count_id", "product_id", "quantity"])
    rows = env.execute_query(
        SQL(
            """
            SELECT inventory.id,
                   COALESCE((SELECT SUM(quant.quantity) FROM stock_quant quant
                               JOIN stock_location place ON place.id = quant.location_id
                               JOIN product_product product ON product.id = quant.product_id
                               JOIN product_template template
                                 ON template.id = product.product_tmpl_id
                              WHERE starts_with(place.parent_path, counted.parent_path)
                                AND place.company_id = inventory.company_id
                                AND place.usage = 'internal'
                                AND template.tracking = 'none'), 0)::float,
                   COALESCE((SELECT SUM(scan.quantity) FROM bookstore_count_scan scan
                              WHERE scan.count_id = inventory.id), 0)::float
              FROM bookstore_count inventory
              JOIN stock_location counted ON counted.id = inventory.location_id
             WHERE inventory.id IN %s
            """,
            tuple(counts.ids),
        )
    )
    return {count_id: (expected, counted) for count_id, expected, counted in rows}


def counted_copies(env, count):
    """Copies counted so far, by everyone."""
    env["bookstore.count.scan"].flush_model(["count_id", "quantity"])
    ((copies,),) = env.execute_query(
        SQL(
            "SELECT COALESCE(SUM(quantity), 0)::float FROM bookstore_count_scan"
            " WHERE count_id = %s",
            count.id,
        )
    )
    return copies


def count_progress(env, count, product_ids):
    """Copies of some titles expected and counted: ``{product id: (expected, counted)}``."""
    flush_quants(env)
    env["bookstore.count.scan"].flush_model(["count_id", "product_id", "quantity"])
    rows = env.execute_query(
        SQL(
            """
            SELECT title.id,
                   COALESCE((SELECT SUM(quant.quantity) FROM stock_quant quant
                               JOIN stock_location place ON place.id = quant.location_id
                              WHERE quant.product_id = title.id AND place.parent_path LIKE %(path)s
                                AND place.usage = 'internal'), 0)::float,
                   COALESCE((SELECT SUM(scan.quantity) FROM bookstore_count_scan scan
                              WHERE scan.product_id = title.id AND scan.count_id = %(count)s), 0)::float
              FROM unnest(%(products)s) AS title(id)
            """,
            path=f"{count.location_id.parent_path}%",
            count=count.id,
            products=list(product_ids),
        )
    )
    return {product_id: (expected, counted) for product_id, expected, counted in rows}


def titles_left_to_count(env, count, limit):
    """Titles of the place counted less than expected, fullest first: ids."""
    flush_quants(env)
    rows = env.execute_query(
        SQL(
            """
            SELECT stock.product_id FROM (%(theory)s) stock
         LEFT JOIN (%(counted)s) scan
                ON scan.product_id = stock.product_id
             WHERE stock.quantity - COALESCE(scan.quantity, 0) > 0.000001
          ORDER BY stock.quantity - COALESCE(scan.quantity, 0) DESC, stock.product_id
             LIMIT %(limit)s
            """,
            theory=_theory(count),
            counted=_counted(count),
            limit=limit,
        )
    )
    return [product_id for (product_id,) in rows]

"""Copies by title, place and owner."""

from odoo.tools import SQL


def flush_quants(env):
    env["stock.quant"].flush_model(["product_id", "location_id", "owner_id", "quantity"])
    env["stock.location"].flush_model(["usage", "company_id", "parent_path"])


def stock_cells(env, company, product_ids):
    """Copies by title, place and owner, the firm stock standing under the company's own partner.

    Several stock lines of one cell are summed: core may add a second line rather than wait.

    :returns: list of ``(product id, location id, owner partner id, quantity)``
    """
    if not product_ids:
        return []
    flush_quants(env)
    return env.execute_query(
        SQL(
            """
            SELECT quant.product_id, quant.location_id, COALESCE(quant.owner_id, %(firm)s),
                   COALESCE(SUM(quant.quantity), 0)::float
              FROM stock_quant quant
              JOIN stock_location place ON place.id = quant.location_id
             WHERE quant.product_id IN %(products)s
               AND place.company_id = %(company)s
               AND place.usage IN ('internal', 'transit')
          GROUP BY 1, 2, 3
            """,
            firm=company.partner_id.id,
            products=tuple(product_ids),
            company=company.id,
        )
    )


def locked_places(env, location_ids):
    """Places in inventory among these and the places that contain them.

    The shared lock makes a movement and the start of an inventory exclude each other.

    :returns: list of ``(location id, count id)``
    """
    if not location_ids:
        return []
    env["stock.location"].flush_model(["bookstore_count_id", "parent_path"])
    return [
        (location_id, count_id)
        for location_id, count_id in env.execute_query(
            SQL(
                """
                SELECT id, bookstore_count_id FROM stock_location
                 WHERE id IN (
                    SELECT unnest(string_to_array(trim(trailing '/' FROM parent_path), '/'))::int
                      FROM stock_location WHERE id IN %(places)s
                 )
              ORDER BY id FOR SHARE
                """,
                places=tuple(location_ids),
            )
        )
        if count_id
    ]

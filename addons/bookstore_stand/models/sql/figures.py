"""What the movements at the places of stands tell: the only source of their figures."""

from typing import NamedTuple

from odoo.tools import SQL


class Figures(NamedTuple):
    """Copies of a title at a stand; what was undone is not counted."""

    taken: float = 0.0
    back: float = 0.0
    sold: float = 0.0
    given: float = 0.0
    lost: float = 0.0
    left: float = 0.0


def _flush(env):
    env["stock.move"].flush_model(["bookstore_kind", "origin_returned_move_id"])
    env["stock.move.line"].flush_model(
        ["location_id", "location_dest_id", "product_id", "quantity_product_uom", "state"]
    )


def stand_figures(env, location_ids, product_ids=None):
    """:returns: ``{(location id, product id): Figures}``"""
    if not location_ids:
        return {}
    _flush(env)
    titles = SQL("AND line.product_id IN %s", tuple(product_ids)) if product_ids else SQL()
    rows = env.execute_query(
        SQL(
            """
            SELECT place, product_id,
                   COALESCE(SUM(copies) FILTER (WHERE kind = 'transfer' AND undone = (copies < 0)), 0)::float,
                   COALESCE(-SUM(copies) FILTER (WHERE kind = 'transfer' AND undone = (copies > 0)), 0)::float,
                   COALESCE(-SUM(copies) FILTER (WHERE kind = 'sale'), 0)::float,
                   COALESCE(-SUM(copies) FILTER (WHERE kind = 'gift'), 0)::float,
                   COALESCE(-SUM(copies) FILTER (WHERE kind NOT IN ('transfer', 'sale', 'gift')), 0)::float,
                   SUM(copies)::float
              FROM (
                SELECT line.location_dest_id AS place, line.product_id,
                       line.quantity_product_uom AS copies,
                       COALESCE(move.bookstore_kind, '') AS kind,
                       move.origin_returned_move_id IS NOT NULL AS undone
                  FROM stock_move_line line JOIN stock_move move ON move.id = line.move_id
                 WHERE line.state = 'done' AND line.location_dest_id IN %(places)s %(titles)s
             UNION ALL
                SELECT line.location_id, line.product_id, -line.quantity_product_uom,
                       COALESCE(move.bookstore_kind, ''),
                       move.origin_returned_move_id IS NOT NULL
                  FROM stock_move_line line JOIN stock_move move ON move.id = line.move_id
                 WHERE line.state = 'done' AND line.location_id IN %(places)s %(titles)s
              ) moved
          GROUP BY place, product_id
            """,
            places=tuple(location_ids),
            titles=titles,
        )
    )
    return {(place, title): Figures(*figures) for place, title, *figures in rows}


def stand_origins(env, location_id, product_ids):
    """Copies that left each place for the stand and are not back there: ``{title: {place: n}}``."""
    if not product_ids:
        return {}
    _flush(env)
    rows = env.execute_query(
        SQL(
            """
            SELECT line.product_id,
                   CASE WHEN line.location_dest_id = %(stand)s THEN line.location_id
                        ELSE line.location_dest_id END AS origin,
                   SUM(CASE WHEN line.location_dest_id = %(stand)s THEN line.quantity_product_uom
                            ELSE -line.quantity_product_uom END)::float
              FROM stock_move_line line JOIN stock_move move ON move.id = line.move_id
             WHERE line.state = 'done' AND move.bookstore_kind = 'transfer'
               AND line.product_id IN %(titles)s
               AND (line.location_dest_id = %(stand)s OR line.location_id = %(stand)s)
          GROUP BY 1, 2
            """,
            stand=location_id,
            titles=tuple(product_ids),
        )
    )
    origins = {}
    for title, place, copies in rows:
        if copies > 0:
            origins.setdefault(title, {})[place] = copies
    return origins

"""What the shops have promised to customers and Odoo has not set aside yet."""

from odoo.tools import SQL

OPEN_STATES = ("new", "retry", "waiting", "dead", "conflict")


def promised_by_quotations(env, warehouse_ids):
    """Pieces in shop orders that are not confirmed yet, ``{product id: pieces}``; not those of
    states in which the shop has taken nothing off its shelf."""
    env["sale.order"].flush_model(["state", "shop_channel_id", "shop_state_id", "warehouse_id"])
    env["sale.order.line"].flush_model(["product_id", "product_uom_qty", "product_uom_id"])
    env["shop.mapping"].flush_model(["holds_stock"])
    return dict(
        env.execute_query(
            SQL(
                """SELECT line.product_id,
                          sum(line.product_uom_qty * unit.factor / own.factor)::float
                     FROM sale_order_line line
                     JOIN sale_order o ON o.id = line.order_id
                     JOIN product_product product ON product.id = line.product_id
                     JOIN product_template template ON template.id = product.product_tmpl_id
                     JOIN uom_uom unit ON unit.id = line.product_uom_id
                     JOIN uom_uom own ON own.id = template.uom_id
                LEFT JOIN shop_mapping state ON state.id = o.shop_state_id
                    WHERE o.shop_channel_id IS NOT NULL AND o.state IN ('draft', 'sent')
                      AND o.warehouse_id IN %s AND template.is_storable
                      AND coalesce(state.holds_stock, true)
                 GROUP BY line.product_id""",
                tuple(warehouse_ids),
            )
        )
    )


def promised_by_deliveries(env, warehouse_ids):
    """Pieces of confirmed shop orders that are not reserved yet, ``{product id: pieces}``: of each
    delivery the part that waits for the shelf, not its later steps."""
    env["stock.move"].flush_model(
        ["state", "product_qty", "quantity", "sale_line_id", "location_id", "move_orig_ids"]
    )
    return dict(
        env.execute_query(
            SQL(
                """SELECT move.product_id,
                          sum(move.product_qty - coalesce(
                              move.quantity * unit.factor / own.factor, 0))::float
                     FROM stock_move move
                     JOIN sale_order_line line ON line.id = move.sale_line_id
                     JOIN sale_order o ON o.id = line.order_id
                     JOIN stock_location place ON place.id = move.location_id
                     JOIN product_product product ON product.id = move.product_id
                     JOIN product_template template ON template.id = product.product_tmpl_id
                     JOIN uom_uom unit ON unit.id = move.product_uom
                     JOIN uom_uom own ON own.id = template.uom_id
                    WHERE o.shop_channel_id IS NOT NULL
                      AND move.state IN ('draft', 'confirmed', 'waiting', 'partially_available')
                      AND place.usage = 'internal' AND place.warehouse_id IN %s
                      AND NOT EXISTS (SELECT 1 FROM stock_move_move_rel link
                                        JOIN stock_move earlier ON earlier.id = link.move_orig_id
                                       WHERE link.move_dest_id = move.id
                                         AND earlier.state != 'cancel')
                 GROUP BY move.product_id""",
                tuple(warehouse_ids),
            )
        )
    )


def open_document_lines(env, channel_ids):
    """Lines of the newest versions of orders that nobody has carried out yet.

    :return: ``[(shop, order key, state in the shop, line as the shop gave it, order id or None)]``
    """
    env["shop.message"].flush_model(["state"])
    env["sale.order"].flush_model(["shop_channel_id", "shop_external_key"])
    return env.execute_query(
        SQL(
            """SELECT m.channel_id, m.external_key, m.payload->'state'->>'id', line, o.id
                 FROM shop_message m
                 JOIN LATERAL jsonb_array_elements(
                      CASE jsonb_typeof(m.payload->'lines')
                           WHEN 'array' THEN m.payload->'lines' ELSE '[]' END) AS line ON true
            LEFT JOIN sale_order o ON o.shop_channel_id = m.channel_id
                  AND o.shop_external_key = m.external_key
                WHERE m.direction = 'in' AND m.kind = 'order' AND m.state IN %s
                  -- As the index of open messages says it.
                  AND m.state NOT IN ('done', 'superseded', 'ignored')
                  AND m.channel_id IN %s
                  AND NOT EXISTS (SELECT 1 FROM shop_message newer
                       WHERE newer.channel_id = m.channel_id AND newer.direction = 'in'
                         AND newer.kind = 'order' AND newer.external_key = m.external_key
                         AND newer.version > m.version AND newer.state != 'ignored')""",
            OPEN_STATES,
            tuple(channel_ids),
        )
    )


def levels_promised_otherwise(env, channel, promised):
    """Products of a shop of which it was told another promise than this, ``{product id: pieces}``."""
    env["shop.stock.level"].flush_model(["promised_quantity", "product_id"])
    rows = env.execute_query(
        SQL(
            """SELECT DISTINCT product_id, promised_quantity FROM shop_stock_level
                WHERE channel_id = %s AND product_id IS NOT NULL AND NOT is_parent AND parts IS NULL
                  AND (promised_quantity != 0 OR product_id IN %s)""",
            channel.id,
            tuple(promised) or (0,),
        )
    )
    return {
        product
        for product, known in rows
        if abs((known or 0) - promised.get(product, 0)) > 0.000001
    }

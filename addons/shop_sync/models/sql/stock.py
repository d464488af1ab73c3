"""What is free, what moved, and what the shops show."""

from odoo.tools import SQL


def mark_stock_dirty(env, product_ids):
    """Remember, for each shop, products whose free quantity moved. Rows are only added here, so
    that two deliveries never wait for each other.

    :return: ids of the shops concerned
    """
    if not product_ids:
        return []
    rows = env.execute_query(
        SQL(
            """INSERT INTO shop_stock_dirty (channel_id, product_id)
               SELECT DISTINCT channel_id, product_id FROM shop_stock_level
                WHERE product_id IN %s AND NOT is_parent
               RETURNING channel_id""",
            tuple(product_ids),
        )
    )
    return list({row[0] for row in rows})


def mark_shop_dirty(env, channel_ids, after_binding=0):
    """The same for all products of these shops, or for those linked after a certain link."""
    newer = SQL("")
    if after_binding:
        newer = SQL(
            "AND product_id IN (SELECT res_id FROM shop_binding WHERE kind = 'product' AND id > %s)",
            after_binding,
        )
    env.cr.execute(
        SQL(
            """INSERT INTO shop_stock_dirty (channel_id, product_id)
               SELECT DISTINCT channel_id, product_id FROM shop_stock_level
                WHERE channel_id IN %s AND product_id IS NOT NULL AND NOT is_parent %s""",
            tuple(channel_ids),
            newer,
        )
    )


def uncounted_products(env, product_ids):
    """Those of these products that a shop brought and whose stock nobody here knows: the shop knows
    it better. Ours counts from the first inventory or receipt on; what left, came back or was moved
    says nothing about what is on the shelf."""
    if not product_ids:
        return set()
    env["shop.binding"].flush_model(["created"])
    env["stock.move"].flush_model(["state", "product_id", "is_inventory", "location_id"])
    return {
        row[0]
        for row in env.execute_query(
            SQL(
                """SELECT DISTINCT res_id FROM shop_binding b
                    WHERE kind = 'product' AND created AND res_id IN %s
                      AND NOT EXISTS (SELECT 1 FROM stock_move m
                            JOIN stock_location source ON source.id = m.location_id
                            JOIN stock_location target ON target.id = m.location_dest_id
                           WHERE m.product_id = b.res_id AND m.state = 'done'
                             AND (m.is_inventory OR (target.usage = 'internal'
                                  AND source.usage IN ('supplier', 'production'))))""",
                tuple(product_ids),
            )
        )
    }


def levels_touched_by_orders(env, channel, since):
    """Stock lines whose number the shop itself moved since a certain message: it took goods off its
    shelf for an order, or put them back for a cancelled one.

    :return: ids of the lines
    """
    env["shop.message"].flush_model(["channel_id"])
    env["shop.stock.level"].flush_model(["product_key", "channel_id"])
    rows = env.execute_query(
        SQL(
            """WITH news AS (
                   SELECT payload FROM shop_message
                    WHERE channel_id = %(channel)s AND direction = 'in' AND kind = 'order'
                      AND id > %(since)s),
               lines AS (
                   SELECT line FROM news, LATERAL jsonb_array_elements(
                       CASE jsonb_typeof(payload->'lines')
                            WHEN 'array' THEN payload->'lines' ELSE '[]' END) AS line),
               parts AS (
                   SELECT line FROM lines
                    UNION ALL
                   SELECT part FROM lines, LATERAL jsonb_array_elements(
                       CASE jsonb_typeof(line->'pack')
                            WHEN 'array' THEN line->'pack' ELSE '[]' END) AS part)
               SELECT DISTINCT level.id
                 FROM parts JOIN shop_stock_level level ON level.channel_id = %(channel)s
                  AND level.product_key = (parts.line->>'product_id') || '-'
                      || coalesce(nullif(parts.line->>'combination_id', ''), '0')""",
            channel=channel.id,
            since=since,
        )
    )
    return [row[0] for row in rows]


def newest_message(env, channel):
    return env.execute_query(
        SQL("SELECT coalesce(max(id), 0) FROM shop_message WHERE channel_id = %s", channel.id)
    )[0][0]


def dirty_products(env, channel):
    """Products of a shop whose stock moved since its last push.

    :return: (product ids, ids of the marks read: delete exactly these when they are pushed)
    """
    env["shop.stock.dirty"].flush_model()
    rows = env.execute_query(
        SQL("SELECT id, product_id FROM shop_stock_dirty WHERE channel_id = %s", channel.id)
    )
    return {row[1] for row in rows}, [row[0] for row in rows]


def forget_dirty(env, marks):
    if marks:
        env.cr.execute(SQL("DELETE FROM shop_stock_dirty WHERE id IN %s", tuple(marks)))


def free_quantities(env, location_ids, product_ids=None):
    """Free stock in these locations, ``{product id: quantity - reserved}``."""
    env["stock.quant"].flush_model(["quantity", "reserved_quantity", "location_id", "product_id"])
    if not location_ids:
        return {}
    only = SQL("AND product_id IN %s", tuple(product_ids)) if product_ids is not None else SQL("")
    if product_ids is not None and not product_ids:
        return {}
    return dict(
        env.execute_query(
            SQL(
                """SELECT product_id, sum(coalesce(quantity, 0) - coalesce(reserved_quantity, 0))
                     FROM stock_quant
                    WHERE location_id IN %s %s GROUP BY product_id""",
                tuple(location_ids),
                only,
            )
        )
    )


def save_pushed(env, levels):
    """Store what the shop now shows, ``{level id: quantity}``, in one statement."""
    if not levels:
        return
    values = SQL(",").join(SQL("(%s, %s)", key, quantity) for key, quantity in levels.items())
    env.cr.execute(
        SQL(
            """UPDATE shop_stock_level level
                  SET pushed_quantity = given.quantity, wanted_quantity = given.quantity,
                      state = 'same', error_code = NULL, error_params = NULL,
                      last_push = now() AT TIME ZONE 'UTC'
                 FROM (VALUES %s) AS given (id, quantity) WHERE level.id = given.id""",
            values,
        )
    )
    env["shop.stock.level"].invalidate_model()


def save_reasons(env, levels):
    """Store why a shop shows what it shows, where that changed: ``{level id: (wanted, free,
    promised)}``."""
    if not levels:
        return
    values = SQL(",").join(
        SQL("(%s, %s::int, %s::float, %s::float)", key, *reasons) for key, reasons in levels.items()
    )
    env.cr.execute(
        SQL(
            """UPDATE shop_stock_level level
                  SET wanted_quantity = given.wanted, free_quantity = given.free,
                      promised_quantity = given.promised
                 FROM (VALUES %s) AS given (id, wanted, free, promised)
                WHERE level.id = given.id
                  AND (level.wanted_quantity, level.free_quantity, level.promised_quantity)
                      IS DISTINCT FROM (given.wanted, given.free, given.promised)""",
            values,
        )
    )
    env["shop.stock.level"].invalidate_model()


def upsert_levels(env, channel, rows):
    """Stock rows as the shop shows them: ``[(stock key, product key, quantity, parent,
    sold without stock)]``."""
    env["shop.stock.level"].flush_model()
    for start in range(0, len(rows), 5000):
        values = SQL(",").join(
            SQL(
                "(%s, %s, %s, %s, %s, %s, %s, 'same', now() AT TIME ZONE 'UTC')",
                channel.id,
                channel.company_id.id,
                key,
                product,
                quantity,
                parent,
                backorder,
            )
            for key, product, quantity, parent, backorder in rows[start : start + 5000]
        )
        env.cr.execute(
            SQL(
                """INSERT INTO shop_stock_level (channel_id, company_id, stock_key, product_key,
                       pushed_quantity, is_parent, backorder, state, last_check) VALUES %s
                   ON CONFLICT (channel_id, stock_key) DO UPDATE
                      SET pushed_quantity = excluded.pushed_quantity,
                          is_parent = excluded.is_parent, product_key = excluded.product_key,
                          backorder = excluded.backorder,
                          last_check = excluded.last_check""",
                values,
            )
        )
    env.cr.execute(
        SQL(
            """UPDATE shop_stock_level level SET product_id = binding.res_id
                 FROM shop_binding binding
                WHERE level.channel_id = %(channel)s AND binding.channel_id = %(channel)s
                  AND binding.kind = 'product' AND binding.external_key = level.product_key
                  AND level.product_id IS DISTINCT FROM binding.res_id""",
            channel=channel.id,
        )
    )
    env["shop.stock.level"].invalidate_model()

"""All SQL of the add-on: set-wise inserts, row locks and the few statements the ORM cannot say."""

import json

from odoo.tools import SQL

from ..core import canonical

LOCK_SPACE = 7_316_001
# Of passes: locks with two keys, a space apart from those with one.
PASS_SPACE = 7_316_002


def insert_messages(env, channel, direction, documents, origin, run_id=None):
    """File documents as new messages: one row for each document that differs from the last
    version known, nothing for the others. Older versions still waiting are superseded.

    :param documents: ``[(kind, key, payload)]``
    :return: number of new messages
    """
    latest = _latest_digests(env, channel, direction, documents)
    rows = []
    for kind, key, payload in documents:
        digest = canonical.digest(payload)
        version, known = latest.get((kind, key), (0, None))
        if digest != known:
            latest[kind, key] = (version + 1, digest)
            label = payload.get("reference") or None
            rows.append((kind, key, version + 1, digest, canonical.dumps(payload), label))
    if not rows:
        return 0
    _supersede(env, channel, direction, rows)
    return _insert(env, channel, direction, rows, origin, run_id)


def _latest_digests(env, channel, direction, documents):
    keys = list({(kind, key) for kind, key, _payload in documents})
    if not keys:
        return {}
    env["shop.message"].flush_model()
    rows = env.execute_query(
        SQL(
            """SELECT DISTINCT ON (kind, external_key) kind, external_key, version, digest
                 FROM shop_message
                WHERE channel_id = %s AND direction = %s AND (kind, external_key) IN %s
             ORDER BY kind, external_key, version DESC""",
            channel.id,
            direction,
            tuple(keys),
        )
    )
    return {(kind, key): (version, digest) for kind, key, version, digest in rows}


def _supersede(env, channel, direction, rows):
    """An older version that nobody processes right now gives way to the new one."""
    env.cr.execute(
        SQL(
            """UPDATE shop_message SET state = 'superseded', write_date = now() AT TIME ZONE 'UTC'
                WHERE id IN (SELECT id FROM shop_message
                              WHERE channel_id = %s AND direction = %s
                                AND (kind, external_key) IN %s
                                AND state IN ('new', 'retry', 'waiting', 'dead')
                                FOR UPDATE SKIP LOCKED)""",
            channel.id,
            direction,
            tuple({(row[0], row[1]) for row in rows}),
        )
    )


def _insert(env, channel, direction, rows, origin, run_id):
    values = SQL(",").join(
        SQL(
            "(%s, %s, %s, %s, %s, %s, %s, %s::jsonb, %s, 'new', 0, %s, %s, %s, %s,"
            " now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC')",
            channel.id,
            channel.company_id.id,
            direction,
            kind,
            key,
            version,
            digest,
            payload,
            label,
            origin,
            run_id,
            env.uid,
            env.uid,
        )
        for kind, key, version, digest, payload, label in rows
    )
    env.cr.execute(
        SQL(
            """INSERT INTO shop_message (channel_id, company_id, direction, kind, external_key,
                   version, digest, payload, reference, state, attempts, origin, run_id,
                   create_uid, write_uid, create_date, write_date)
               VALUES %s
               ON CONFLICT (channel_id, direction, kind, external_key, version) DO NOTHING""",
            values,
        )
    )
    inserted = env.cr.rowcount
    env["shop.message"].invalidate_model()
    return inserted


def overtaken_messages(env, message_ids):
    """Ids of those of these messages of which a newer version was filed."""
    if not message_ids:
        return []
    env["shop.message"].flush_model()
    return [
        row[0]
        for row in env.execute_query(
            SQL(
                """SELECT id FROM shop_message m WHERE id IN %s
                      AND EXISTS (SELECT 1 FROM shop_message newer
                           WHERE newer.channel_id = m.channel_id AND newer.direction = m.direction
                             AND newer.kind = m.kind AND newer.external_key = m.external_key
                             AND newer.version > m.version)""",
                tuple(message_ids),
            )
        )
    ]


def claim_messages(env, channel, direction, limit, kinds=None):
    """Lock the next messages of a shop for this transaction; rows that another worker holds are
    skipped, and of one document only the oldest open version is taken."""
    env["shop.message"].flush_model()
    rows = env.execute_query(
        SQL(
            """SELECT id FROM shop_message m
                WHERE channel_id = %s AND direction = %s AND state IN ('new', 'retry')
                  AND (next_try IS NULL OR next_try <= now() AT TIME ZONE 'UTC')
                  %s
                  AND NOT EXISTS (SELECT 1 FROM shop_message older
                       WHERE older.channel_id = m.channel_id AND older.direction = m.direction
                         AND older.kind = m.kind AND older.external_key = m.external_key
                         AND older.version < m.version AND older.state IN ('new', 'retry'))
             ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED""",
            channel.id,
            direction,
            SQL("AND kind IN %s", tuple(kinds)) if kinds else SQL(""),
            limit,
        )
    )
    return env["shop.message"].browse([row[0] for row in rows])


def take_orders_to_reserve(env, channel, limit):
    """The oldest orders marked for reservation; their mark goes in the same statement. (As a write
    of the ORM it would be left out whenever the cache already says so.)"""
    env["sale.order"].flush_model(["shop_to_reserve", "shop_channel_id", "date_order"])
    rows = env.execute_query(
        SQL(
            """UPDATE sale_order SET shop_to_reserve = NULL
                WHERE id IN (SELECT id FROM sale_order WHERE shop_channel_id = %s AND shop_to_reserve
                              ORDER BY date_order, id LIMIT %s FOR NO KEY UPDATE SKIP LOCKED)
            RETURNING id, date_order""",
            channel.id,
            limit,
        )
    )
    orders = env["sale.order"].browse(row[0] for row in sorted(rows, key=lambda row: row[::-1]))
    orders.invalidate_recordset(["shop_to_reserve"], flush=False)
    return orders


def claim(env, keys):
    """Write these keys down for this transaction. A key that another transaction wrote since ours
    began is a serialization failure, and that is the point: ours cannot see what it made."""
    if not keys:
        return
    rows = SQL(",").join(SQL("(%s, now() AT TIME ZONE 'UTC')", key) for key in keys)
    env.cr.execute(
        SQL(
            """INSERT INTO shop_claim (key, taken_at) VALUES %s
               ON CONFLICT (key) DO UPDATE SET taken_at = excluded.taken_at""",
            rows,
        ),
        log_exceptions=False,
    )


def try_advisory_lock(env, *numbers):
    """A lock that ends with the transaction; False when somebody else holds it."""
    key = LOCK_SPACE
    for number in numbers:
        key = (key * 1_000_003 + number) % (2**62)
    return env.execute_query(SQL("SELECT pg_try_advisory_xact_lock(%s)", key))[0][0]


def take_pass(env, channel_id):
    """Begin a pass over a shop, unless another connection is at it. Kept across commits, until
    `release_pass` or the end of the connection.

    :return: whether this one is alone
    """
    return _pass_lock(env, "pg_try_advisory_lock", channel_id)


def release_pass(env, channel_id, taken=True):
    if taken:
        _pass_lock(env, "pg_advisory_unlock", channel_id)


def _pass_lock(env, function, channel_id):
    return env.execute_query(
        SQL("SELECT %s(%s, %s)", SQL(function), PASS_SPACE, channel_id)
    )[0][0]  # fmt: skip


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
    """Those of these products that a shop brought and whose stock nobody here has entered yet: the
    shop knows it better. As soon as goods move or are counted, ours counts."""
    if not product_ids:
        return set()
    env["shop.binding"].flush_model(["created"])
    return {
        row[0]
        for row in env.execute_query(
            SQL(
                """SELECT DISTINCT res_id FROM shop_binding b
                    WHERE kind = 'product' AND created AND res_id IN %s
                      AND NOT EXISTS (SELECT 1 FROM stock_quant q JOIN stock_location l
                            ON l.id = q.location_id WHERE q.product_id = b.res_id
                           AND l.usage = 'internal')
                      AND NOT EXISTS (SELECT 1 FROM stock_move m
                           WHERE m.product_id = b.res_id AND m.state = 'done')""",
                tuple(product_ids),
            )
        )
    }


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
                """SELECT product_id, sum(quantity - reserved_quantity) FROM stock_quant
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


def upsert_levels(env, channel, rows):
    """Stock rows as the shop shows them: ``[(stock key, product key, quantity, parent)]``."""
    env["shop.stock.level"].flush_model()
    for start in range(0, len(rows), 5000):
        values = SQL(",").join(
            SQL("(%s, %s, %s, %s, %s, %s, 'same', now() AT TIME ZONE 'UTC')",
                channel.id, channel.company_id.id, key, product, quantity, parent)
            for key, product, quantity, parent in rows[start : start + 5000]
        )  # fmt: skip
        env.cr.execute(
            SQL(
                """INSERT INTO shop_stock_level (channel_id, company_id, stock_key, product_key,
                       pushed_quantity, is_parent, state, last_check) VALUES %s
                   ON CONFLICT (channel_id, stock_key) DO UPDATE
                      SET pushed_quantity = excluded.pushed_quantity,
                          is_parent = excluded.is_parent, product_key = excluded.product_key,
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


def count_day(env, channel, **counts):
    """Add to the figures of today; one row for each shop and day."""
    names = [SQL.identifier(name) for name in counts]
    env.cr.execute(
        SQL(
            """INSERT INTO shop_statistic (channel_id, company_id, day, %(names)s)
               VALUES (%(channel)s, %(company)s, (now() AT TIME ZONE 'UTC')::date, %(values)s)
               ON CONFLICT (channel_id, day) DO UPDATE SET %(updates)s""",
            names=SQL(", ").join(names),
            channel=channel.id,
            company=channel.company_id.id,
            values=SQL(", ").join(SQL("%s", value) for value in counts.values()),
            updates=SQL(", ").join(
                SQL(
                    "%(name)s = coalesce(shop_statistic.%(name)s, 0) + excluded.%(name)s", name=name
                )
                for name in names
            ),
        )
    )
    env["shop.statistic"].invalidate_model()


def refresh_orders_of_day(env, channel):
    """Orders of today and their turnover (company currency, without cancelled ones), counted from
    the orders themselves: workers of one shop would wait for each other if each batch added to one
    row."""
    env["sale.order"].flush_model(
        ["shop_channel_id", "date_order", "amount_total", "currency_rate", "state"]
    )
    env.cr.execute(
        SQL(
            """INSERT INTO shop_statistic (channel_id, company_id, day, orders, amount)
               SELECT %(channel)s, %(company)s, (now() AT TIME ZONE 'UTC')::date, count(*),
                      coalesce(sum(amount_total / coalesce(nullif(currency_rate, 0), 1))
                               FILTER (WHERE state != 'cancel'), 0)
                 FROM sale_order WHERE shop_channel_id = %(channel)s
                  AND create_date >= (now() AT TIME ZONE 'UTC')::date
               ON CONFLICT (channel_id, day)
               DO UPDATE SET orders = excluded.orders, amount = excluded.amount""",
            channel=channel.id,
            company=channel.company_id.id,
        )
    )
    env["shop.statistic"].invalidate_model()
    return env.execute_query(
        SQL("SELECT max(date_order) FROM sale_order WHERE shop_channel_id = %s", channel.id)
    )[0][0]


def board_figures(env, channel_ids):
    """Open messages for each shop: ``{channel id: {state: count}}``, and the last order's date."""
    env["shop.message"].flush_model()
    counts = {}
    for channel, direction, state, count in env.execute_query(
        SQL(
            """SELECT channel_id, direction, state, count(*) FROM shop_message
                WHERE channel_id IN %s
                  AND state IN ('new', 'retry', 'waiting', 'dead', 'conflict')
             GROUP BY channel_id, direction, state""",
            tuple(channel_ids),
        )
    ):
        counts.setdefault(channel, {})[direction, state] = count
    return counts


def take_slot(cr, channel_id, choose):
    """Reserve the moment of the next request in the table that all workers and hosts share.

    :param choose: ``choose(recent times, now) -> (slot, new recent times)``
    :return: seconds to wait
    """
    cr.execute("SET LOCAL lock_timeout = '30s'")
    cr.execute(
        SQL(
            "INSERT INTO shop_throttle (channel_key, recent) VALUES (%s, '[]')"
            " ON CONFLICT (channel_key) DO NOTHING",
            channel_id,
        )
    )
    cr.execute(
        SQL(
            """SELECT recent, extract(epoch FROM clock_timestamp())::float FROM shop_throttle
                WHERE channel_key = %s FOR UPDATE""",
            channel_id,
        )
    )
    recent, now = cr.fetchone()
    slot, recent = choose(recent or [], now)
    cr.execute(
        SQL(
            "UPDATE shop_throttle SET recent = %s::jsonb WHERE channel_key = %s",
            json.dumps(recent),
            channel_id,
        )
    )
    return slot - now


def forget_messages(env, before):
    env.cr.execute(
        SQL(
            """DELETE FROM shop_message m
                WHERE state IN ('done', 'ignored', 'superseded') AND create_date < %s
                  AND EXISTS (SELECT 1 FROM shop_message newer
                       WHERE newer.channel_id = m.channel_id AND newer.direction = m.direction
                         AND newer.kind = m.kind AND newer.external_key = m.external_key
                         AND newer.version > m.version)
                  AND NOT EXISTS (SELECT 1 FROM sale_order WHERE shop_message_id = m.id)""",
            before,
        )
    )
    env["shop.message"].invalidate_model()
    return env.cr.rowcount

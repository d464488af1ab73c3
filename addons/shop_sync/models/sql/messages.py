"""Inbox and outbox: filing, taking and forgetting messages, set-wise."""

from odoo.tools import SQL

from ...core import canonical


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


def latest_orders(env, channel):
    """``{order key: (state, total)}`` of the newest version of each order."""
    return {
        key: (state, total)
        for key, state, total in env.execute_query(
            SQL(
                """SELECT DISTINCT ON (external_key) external_key, payload->'state'->>'id',
                          payload->'totals'->>'tax_incl'
                     FROM shop_message WHERE channel_id = %s AND direction = 'in'
                      AND kind = 'order' ORDER BY external_key, version DESC""",
                channel.id,
            )
        )
    }

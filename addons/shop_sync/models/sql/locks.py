"""Who may do what now: row locks, advisory locks and claims."""

from odoo.tools import SQL

LOCK_SPACE = 7_316_001
# Of passes: locks with two keys, a space apart from those with one.
PASS_SPACE = 7_316_002


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
    return env.execute_query(SQL("SELECT %s(%s, %s)", SQL(function), PASS_SPACE, channel_id))[0][0]

"""The times of the last requests, shared by all workers."""

import json

from odoo.tools import SQL


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

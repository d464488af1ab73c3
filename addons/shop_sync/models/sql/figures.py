"""Figures of the board and of the day."""

from odoo.tools import SQL


def count_day(env, channel, day, **counts):
    """Add to the figures of a day; one row for each shop and day."""
    names = [SQL.identifier(name) for name in counts]
    env.cr.execute(
        SQL(
            """INSERT INTO shop_statistic (channel_id, company_id, day, %(names)s)
               VALUES (%(channel)s, %(company)s, %(day)s, %(values)s)
               ON CONFLICT (channel_id, day) DO UPDATE SET %(updates)s""",
            names=SQL(", ").join(names),
            channel=channel.id,
            company=channel.company_id.id,
            day=day,
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


def refresh_orders_of_day(env, channel, day, begin):
    """Orders of a day, from its `begin` on, and their turnover (company currency, without cancelled ones), counted from
    the orders themselves: workers of one shop would wait for each other if each batch added to one
    row."""
    env["sale.order"].flush_model(
        ["shop_channel_id", "date_order", "amount_total", "currency_rate", "state"]
    )
    env.cr.execute(
        SQL(
            """INSERT INTO shop_statistic (channel_id, company_id, day, orders, amount)
               SELECT %(channel)s, %(company)s, %(day)s, count(*),
                      coalesce(sum(amount_total / coalesce(nullif(currency_rate, 0), 1))
                               FILTER (WHERE state != 'cancel'), 0)
                 FROM sale_order WHERE shop_channel_id = %(channel)s
                  AND create_date >= %(begin)s
               ON CONFLICT (channel_id, day)
               DO UPDATE SET orders = excluded.orders, amount = excluded.amount""",
            channel=channel.id,
            company=channel.company_id.id,
            day=day,
            begin=begin,
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

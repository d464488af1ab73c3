from odoo import api, fields, models
from odoo.fields import Domain

from . import sql

WAITING = ("waiting", "dead", "conflict")
OPEN = ("new", "retry")


class ShopBoard(models.AbstractModel):
    """Figures of the shops' board, for all shops in a constant number of queries."""

    _name = "shop.board"
    _description = "Figures of the Shops"

    @api.model
    def _get_figures(self, channels):
        """``{shop: {field: figure}}``"""
        known = self._get_counts(channels)
        messages = sql.board_figures(self.env, channels.ids) if channels.ids else {}
        today = self._get_today(channels)
        orders = self._count(
            channels, "sale.order", "shop_channel_id", self._get_today_domain(channels)
        )
        return {
            channel: {
                **{name: counts.get(channel, 0) for name, counts in known.items()},
                **self._sum_messages(messages.get(channel.id, {})),
                "requests_today": today[channel].requests,
                "orders_today": orders.get(channel, 0),
            }
            for channel in channels
        }

    @api.model
    def _get_counts(self, channels):
        """``{field: {shop: count}}``"""
        return {
            name: self._count(channels, *counted) for name, counted in self._get_counted().items()
        }

    @api.model
    def _get_counted(self):
        """``{field: (model, its field of the shop, domain)}`` of what the board counts."""
        unresolved = [("resolved", "=", False), ("blocking", "=", True)]
        return {
            "order_count": ("sale.order", "shop_channel_id", []),
            "money_count": ("sale.order", "shop_channel_id", self._get_money_domain()),
            "short_count": ("sale.order", "shop_channel_id", [("shop_short", "=", "ask")]),
            "mapping_count": ("shop.mapping", "channel_id", unresolved),
            "payment_count": (
                "shop.payment",
                "channel_id",
                [("state", "in", ("waiting", "changed"))],
            ),
            "stock_error_count": ("shop.stock.level", "channel_id", [("state", "=", "error")]),
        }

    @api.model
    def _count(self, channels, model, field, domain):
        domain = [(field, "in", channels.ids), *domain]
        return dict(self.env[model]._read_group(domain, [field], ["__count"]))

    @api.model
    def _get_today_domain(self, channels):
        """Orders that came today, by the day of each shop."""
        return Domain.OR(
            Domain("shop_channel_id", "in", shops.ids) & Domain("create_date", ">=", midnight)
            for midnight, shops in channels.grouped(lambda one: one._get_local_midnight()).items()
        )

    @api.model
    def _get_money_domain(self):
        """Orders whose money asks for somebody now."""
        return [
            ("shop_money_state", "in", ("over", "under", "refund")),
            "|",
            ("shop_money_wait", "=", False),
            ("shop_money_wait", "<=", fields.Date.context_today(self)),
        ]

    @api.model
    def _sum_messages(self, counts):
        return {
            "open_count": sum(counts.get(("in", state), 0) for state in OPEN),
            "outbox_count": sum(counts.get(("out", state), 0) for state in OPEN),
            "waiting_count": sum(n for (_way, state), n in counts.items() if state in WAITING),
        }

    @api.model
    def _get_today(self, channels):
        """``{shop: figures of its own day}``"""
        statistics = self.env["shop.statistic"]
        days = {channel: channel._get_local_day() for channel in channels}
        rows = statistics.search(
            [("channel_id", "in", channels.ids), ("day", "in", list(set(days.values())))]
        )
        found = {(row.channel_id, row.day): row for row in rows}
        return {channel: found.get((channel, day), statistics) for channel, day in days.items()}

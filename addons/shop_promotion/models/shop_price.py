from decimal import Decimal

from odoo import api, fields, models

from odoo.addons.suite_l10n_fr.core.price_history import Price, lowest_before


class ShopPrice(models.Model):
    """A price that a shop asked, and the day since when: what the earlier price of a reduction is
    told from (C. conso. L112-1-1)."""

    _name = "shop.price"
    _inherit = "suite.guard.mixin"
    _description = "Price Asked in a Shop"
    _order = "since desc, id desc"
    _log_access = False

    channel_id = fields.Many2one(
        "shop.channel", string="Shop", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="channel_id.company_id", store=True)
    currency_id = fields.Many2one(related="channel_id.currency_id")
    product_key = fields.Char(string="Product in the shop", required=True)
    product_id = fields.Many2one("product.product", index="btree_not_null", ondelete="set null")
    since = fields.Date(required=True)
    amount = fields.Monetary(string="Price with tax", required=True)

    _day_unique = models.UniqueIndex(
        "(channel_id, product_key, since)", "One price of a product is kept a day."
    )

    @api.model
    def _keep(self, channel, prices, day):
        """Keep the prices of a day where they are not those of the day before.

        :param prices: ``{product key: price with tax}``
        """
        latest = self._get_latest(channel, list(prices))
        links = self.env["shop.binding"]._targets(channel, "product", list(prices))
        rows = [
            {
                "channel_id": channel.id,
                "product_key": key,
                "product_id": links.get(key),
                "since": day,
                "amount": float(price),
            }
            for key, price in prices.items()
            if latest.get(key, (None, None))[1] != price
        ]
        today = [row for row in rows if latest.get(row["product_key"], (None,))[0] == day]
        self.create([row for row in rows if row not in today])
        for row in today:
            # Of one day the lowest price counts.
            known = self.search(
                [
                    ("channel_id", "=", channel.id),
                    ("product_key", "=", row["product_key"]),
                    ("since", "=", day),
                ]
            )
            known.amount = min(known.amount, row["amount"])
        return len(rows)

    @api.model
    def _get_latest(self, channel, keys):
        """``{key: (day, price)}``"""
        rows = self.search_fetch(
            [("channel_id", "=", channel.id), ("product_key", "in", keys)],
            ["product_key", "since", "amount"],
            order="since, id",
        )
        return {row.product_key: (row.since, _exact(row.amount)) for row in rows}

    @api.model
    def _get_lowest(self, channel, keys, begins):
        """``{key: lowest price of the days before}``; those of which nothing is known are absent."""
        days = int(self.env["fr.legal.figure"]._get_value("reduction_days", begins))
        rows = self.search_fetch(
            [
                ("channel_id", "=", channel.id),
                ("product_key", "in", list(keys)),
                ("since", "<", begins),
            ],
            ["product_key", "since", "amount"],
        )
        found = {}
        for key, prices in rows.grouped("product_key").items():
            kept = [Price(price.since, _exact(price.amount)) for price in prices]
            lowest = lowest_before(kept, begins, days)
            if lowest is not None:
                found[key] = lowest
        return found


def _exact(amount):
    return Decimal(str(round(amount, 2))).quantize(Decimal("0.01"))

from datetime import timedelta

from odoo import api, fields, models


class ShopPromotionDemo(models.AbstractModel):
    """Demo data: a campaign to preview, and one that ended, with the prices that were asked."""

    _name = "shop.promotion.demo"
    _description = "Shop Promotion Demo Data"

    @api.model
    def _demo_install(self):
        channels = self.env["shop.channel"].search([("engine", "=", "prestashop")], order="id")[:2]
        products = self.env["product.product"].search(
            [("name", "=like", "Motorisation%"), ("default_code", "!=", False)], limit=8, order="id"
        )
        if not channels or not products:
            return
        now = fields.Datetime.now()
        self._demo_campaign(
            "Soldes d'hiver", channels, products, now - timedelta(days=1), now + timedelta(days=20)
        )
        self._demo_prices(channels, products)
        self._demo_series(channels, products[-1], now)
        self._demo_rules(
            self._demo_campaign(
                "Semaine du portail",
                channels,
                products[:4],
                now - timedelta(days=40),
                now - timedelta(days=33),
            )
        )

    @api.model
    def _demo_campaign(self, name, channels, products, begins, ends):
        return self.env["shop.campaign"].create(
            {
                "name": name,
                "channel_ids": [(6, 0, channels.ids)],
                "date_from": begins,
                "date_to": ends,
                "line_ids": [
                    (
                        0,
                        0,
                        {
                            "kind": "percent",
                            "value": 15,
                            "product_tmpl_ids": [(6, 0, products.product_tmpl_id.ids)],
                        },
                    ),
                    (
                        0,
                        0,
                        {
                            "kind": "percent",
                            "value": 20,
                            "from_quantity": 5,
                            "product_tmpl_ids": [(6, 0, products[:3].product_tmpl_id.ids)],
                        },
                    ),
                ],
            }
        )

    @api.model
    def _demo_series(self, channels, gift, now):
        """Cards for the customers of the season, and a gift for a code."""
        campaign = self.env["shop.campaign"].create(
            {
                "name": "Bons de fin d'année",
                "channel_ids": [(6, 0, channels.ids)],
                "date_from": now + timedelta(days=2),
                "date_to": now + timedelta(days=45),
                "line_ids": [
                    (
                        0,
                        0,
                        {
                            "kind": "amount",
                            "value": 15,
                            "code": "MERCI",
                            "series_count": 12,
                            "minimum_amount": 150,
                        },
                    ),
                    (0, 0, {"kind": "gift", "gift_id": gift.id, "code": "CADEAU", "value": 0}),
                ],
            }
        )
        campaign._prepare_codes()

    @api.model
    def _demo_prices(self, channels, products):
        today = fields.Date.context_today(self)
        for channel in channels:
            for number, product in enumerate(products):
                for days, part in ((60, 1.0), (20, 0.95 if number % 3 == 0 else 1.0)):
                    self.env["shop.price"].create(
                        {
                            "channel_id": channel.id,
                            "product_key": f"{number + 1}-0",
                            "product_id": product.id,
                            "since": today - timedelta(days=days),
                            "amount": round(product.list_price * 1.2 * part, 2),
                        }
                    )

    @api.model
    def _demo_rules(self, campaign):
        """What a campaign that is over left behind here: its prices, gone from the shops."""
        for channel in campaign.channel_ids:
            for number, product in enumerate(
                campaign.line_ids.product_tmpl_ids.product_variant_ids
            ):
                before = round(product.list_price * 1.2, 2)
                after = round(before * 0.85, 2)
                self.env["shop.campaign.rule"].create(
                    {
                        "campaign_id": campaign.id,
                        "channel_id": channel.id,
                        "product_id": product.id,
                        "product_key": f"{number + 1}-0",
                        "price_before": before,
                        "price_after": after,
                        "lowest": before,
                        "law": "right",
                        "margin": after / 1.2 - product.standard_price,
                        "checked_price": after,
                        "state": "gone",
                    }
                )
        campaign.previewed_at = campaign.date_from
        campaign._force_state("ended", self.env._("Its time is over."))

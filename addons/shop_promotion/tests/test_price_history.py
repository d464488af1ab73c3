from datetime import timedelta

from odoo.exceptions import UserError
from odoo.tests import tagged

from .test_campaign import CampaignCommon


@tagged("post_install", "-at_install")
class TestPriceHistory(CampaignCommon):
    """The crossed-out price is the lowest of the last 30 days (C. conso. L112-1-1)."""

    def _kept(self, row=None):
        key = f"{(row or self.rows[0])['id']}-0"
        return self.env["shop.price"].search(
            [("channel_id", "=", self.channel.id), ("product_key", "=", key)], order="since"
        )

    def _past(self, days, amount, row=None):
        self.env["shop.price"].create(
            {
                "channel_id": self.channel.id,
                "product_key": f"{(row or self.rows[0])['id']}-0",
                "since": self.today - timedelta(days=days),
                "amount": amount,
            }
        )

    def test_prices_are_kept_once_a_day_and_where_they_changed(self):
        self.assertEqual(self._kept().mapped("amount"), [120.0])
        self.assertEqual(self._kept().product_id, self.products[0])
        self._kept().since = self.today - timedelta(days=2)
        self.channel.prices_kept_on = False
        self._synchronise()
        self.assertEqual(len(self._kept()), 1)
        self.rows[0]["price"] = "90.000000"
        self.channel.prices_kept_on = False
        self._synchronise()
        self.assertEqual(self._kept().mapped("amount"), [120.0, 108.0])

    def test_a_reduction_that_was_asked_is_kept_too(self):
        self._kept().since = self.today - timedelta(days=2)
        self._run(self._campaign())
        self.channel.prices_kept_on = False
        self._synchronise()
        self.assertEqual(self._kept().mapped("amount"), [120.0, 108.0])

    def test_an_earlier_price_that_is_too_high_is_flagged_before_it_starts(self):
        self.env["shop.price"].search([]).unlink()
        for row in self.rows:
            self._past(60, 200, row)
        self._past(20, 110)
        campaign = self._campaign(law_reason=False)
        campaign.action_preview()
        self.assertEqual(campaign.rule_ids.mapped("law"), ["high", "right", "right"])
        self.assertEqual(campaign.rule_ids[0].lowest, 110)
        self.assertEqual((campaign.law_count, campaign.unknown_count), (1, 0))
        with self.assertRaises(UserError):
            campaign.action_start()
        campaign.law_reason = "Prix d'appel du fournisseur, pas le nôtre"
        campaign.action_start()
        self.assertEqual(campaign.state, "running")

    def test_what_is_older_than_thirty_days_counts_as_long_as_it_held(self):
        self.env["shop.price"].search([]).unlink()
        self._past(90, 100)
        self._past(40, 130)
        campaign = self._campaign()
        campaign.action_preview()
        self.assertEqual(campaign.rule_ids[0].law, "right")
        self.assertEqual(campaign.rule_ids[0].lowest, 130)
        self.assertEqual(campaign.rule_ids[1].law, "unknown")

import random
from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from odoo.addons.shop_sync.tests.test_exactly_once import ExactlyOnceCase
from odoo.addons.suite_base.tests.concurrency import spawn, wait, was_killed


@tagged("post_install", "-at_install")
class TestKilled(ExactlyOnceCase):
    """Passes that die anywhere, answers that are cut: each price and each code of a campaign stands
    in the shop once, and nothing of it when it has ended."""

    orders = 6

    def _start_campaign(self, env):
        channel = env["shop.channel"].browse(self.channel_id)
        bindings = env["shop.binding"].search(
            [("channel_id", "=", channel.id), ("model", "=", "product.product")]
        )
        products = env["product.product"].browse(bindings.mapped("res_id")).exists()
        now = fields.Datetime.now()
        campaign = env["shop.campaign"].create(
            {
                "name": f"Soldes {channel.id}",
                "channel_ids": [(6, 0, channel.ids)],
                "date_from": now - timedelta(days=1),
                "date_to": now + timedelta(days=5),
                "law_reason": "Neuf au catalogue",
                "line_ids": [
                    (
                        0,
                        0,
                        {
                            "kind": "percent",
                            "value": 10,
                            "product_tmpl_ids": [(6, 0, products.product_tmpl_id.ids)],
                        },
                    ),
                    (
                        0,
                        0,
                        {"kind": "amount", "value": 5, "code": "KILL", "series_count": 30},
                    ),
                ],
            }
        )
        campaign.action_preview()
        campaign.action_start()
        return campaign.id

    def _live(self, rng, kills, *between):
        """Passes that die; what people do between them comes round by turns."""
        killed = 0
        self.shop.faults.cut_writes = 0.15
        for number in range(kills):
            pid = spawn(self.dbname, self._pass, kill_at=rng.randrange(20, 110))
            killed += was_killed(pid)
            if between:
                self._committed(between[number % len(between)])
        self._come_to_rest()
        return killed

    def _get_wanted(self, env):
        campaign = env["shop.campaign"].browse(self.campaign_id)
        rules = [rule.product_key for rule in campaign.rule_ids if rule.channel_id]
        return campaign.state, sorted(rules), sorted(campaign.line_ids.code_ids.mapped("code"))

    def test_killed_in_the_middle_no_price_is_doubled_or_forgotten(self):
        seed = 5
        rng = random.Random(seed)
        self.assertTrue(wait(spawn(self.dbname, self._pass)))
        self.campaign_id = self._committed(self._start_campaign)
        killed = self._live(rng, 8, self._pause, self._resume)
        state, rules, codes = self._committed(self._get_wanted)
        self.assertEqual((state, len(codes)), ("running", 30))
        self.assertTrue(rules)
        specials = self.store.tables["specific_prices"].rows.values()
        self.assertEqual(
            sorted(f"{row['id_product']}-{row['id_product_attribute'] or 0}" for row in specials),
            rules,
        )
        vouchers = self.store.tables["cart_rules"].rows.values()
        self.assertEqual(sorted(row["code"] for row in vouchers), codes)
        self._committed(self._end)
        killed += self._live(rng, 4)
        self.assertGreater(killed, 5, f"seed {seed}")
        self.assertFalse(self.store.tables["specific_prices"].rows)
        self.assertFalse(self.store.tables["cart_rules"].rows)

    def _end(self, env):
        env["shop.campaign"].browse(self.campaign_id).action_end()

    def _pause(self, env):
        env["shop.campaign"].browse(self.campaign_id).action_pause()

    def _resume(self, env):
        env["shop.campaign"].browse(self.campaign_id).action_start()

import random

from odoo.tests import tagged

from odoo.addons.shop_sync.tests.test_exactly_once import ExactlyOnceCase
from odoo.addons.suite_base.tests.concurrency import spawn, wait, was_killed

from .test_catalogue import picture

COLOURS = ("green", "blue")


@tagged("post_install", "-at_install")
class TestKilled(ExactlyOnceCase):
    """Passes that die anywhere, answers that are cut: each product, combination and picture stands in
    the shop once."""

    orders = 1
    products = 8

    def _prepare(self, env):
        channel = env["shop.channel"].browse(super()._prepare(env))
        channel.write({"product_policy": "wait", "catalog_mode": "drive"})
        channel.catalog_read_wanted = True
        return channel.id

    def _put_in_shop(self, env):
        channel = env["shop.channel"].browse(self.channel_id)
        category = env["shop.category"].search(
            [("channel_id", "=", channel.id), ("external_key", "!=", False)], limit=1
        )
        attribute = env["product.attribute"].create(
            {
                "name": f"Longueur {channel.id}",
                "value_ids": [(0, 0, {"name": "2 m"}), (0, 0, {"name": "3 m"})],
            }
        )
        tax = env["account.tax"].search([("name", "=", "TVA 20 % TTC (shops)")], limit=1)
        for number in range(self.products):
            template = env["product.template"].create(
                {
                    "name": f"Moteur {number}",
                    "shop_reference": f"KILL-{channel.id}-{number}",
                    "list_price": 10 + number,
                    "taxes_id": [(6, 0, tax.ids)],
                    "image_1920": picture(40 + number),
                    "attribute_line_ids": [
                        (
                            0,
                            0,
                            {
                                "attribute_id": attribute.id,
                                "value_ids": [(6, 0, attribute.value_ids.ids)],
                            },
                        )
                    ],
                }
            )
            for variant, colour in zip(template.product_variant_ids, COLOURS, strict=True):
                variant.default_code = f"{template.shop_reference}-{variant.id}"
                variant.image_variant_1920 = picture(40 + number, colour)
            env["shop.listing"].create(
                {
                    "channel_id": channel.id,
                    "product_tmpl_id": template.id,
                    "category_id": category.id,
                }
            )

    def _change(self, env, rng, number):
        listings = self._get_listings(env)
        for listing in rng.sample(list(listings), 3):
            listing.product_tmpl_id.list_price += 1
            listing.product_tmpl_id.image_1920 = picture(60 + number)

    def _get_listings(self, env):
        return env["shop.listing"].search(
            [("channel_id", "=", self.channel_id), ("product_tmpl_id", "!=", False)]
        )

    def _retire(self, env, channel_id=None):
        super()._retire(env, channel_id)
        listings = env["shop.listing"].search([("channel_id", "=", channel_id or self.channel_id)])
        listings.product_tmpl_id.active = False

    def _read(self, env):
        return [
            (one.state, one.product_tmpl_id.shop_reference, one.external_key, one.pictures)
            for one in self._get_listings(env)
        ]

    def _where(self, resource, name, value):
        rows = self.store.tables[resource].rows.values()
        return [row for row in rows if str(row.get(name)) == value]

    def test_killed_in_the_middle_nothing_is_doubled_or_left_behind(self):
        seed = 7
        rng = random.Random(seed)
        self.assertTrue(wait(spawn(self.dbname, self._pass)))
        self._committed(self._put_in_shop)
        self.shop.faults.cut_writes = 0.1
        killed = 0
        for number in range(9):
            pid = spawn(self.dbname, self._pass, kill_at=rng.randrange(30, 260))
            killed += was_killed(pid)
            self._committed(lambda env, number=number: self._change(env, rng, number))
        self.assertGreater(killed, 4, f"seed {seed}")
        self.shop.faults.cut_writes = 0
        self._committed(self._send_refused)
        for _round in range(2):
            self.assertTrue(wait(spawn(self.dbname, self._pass)))
        found = self._committed(self._read)
        self.assertEqual(len(found), self.products)
        for state, reference, key, pictures in found:
            self.assertEqual(state, "same")
            self.assertEqual(len(self._where("products", "reference", reference)), 1, reference)
            combinations = self._where("combinations", "id_product", key)
            self.assertEqual(len(combinations), 2, reference)
            (row,) = self._where("products", "id", key)
            there = [str(image["id"]) for image in row["@images"]]
            self.assertEqual(there, [number for _digest, number in pictures], reference)
            self.assertEqual(len(there), 3, reference)

    def _send_refused(self, env):
        env["shop.listing"].search(
            [("channel_id", "=", self.channel_id), ("state", "=", "error")]
        ).action_send()

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import WooCommon
from .fake_woocommerce.server import KEY


@tagged("post_install", "-at_install")
class TestConnection(WooCommon):
    started = False

    def _found(self):
        self.channel.action_check()
        return self.channel.findings_html or ""

    def test_the_check_names_the_shop(self):
        found = self._found()
        self.assertIn("WooCommerce 9.4.1 – Boutique &amp; Cie", found)
        self.assertIn("every right", found)
        self.assertEqual(self.channel.time_zone, "Europe/Paris")
        self.assertEqual(self.channel.languages, "fr")

    def test_each_failure_has_a_sentence(self):
        for fault, value, words in (
            ("permalinks", False, "Settings › Permalinks"),
            ("woocommerce", False, "WooCommerce is active"),
            ("wordpress", False, "no WordPress"),
            ("redirect", "https://www.shop.test/wp-json/", "https://www.shop.test/wp-json/"),
            ("permissions", "write", "refuses the key"),
            ("hidden", {"orders"}, "a user who manages the shop"),
        ):
            with self.subTest(fault):
                self.shop.become(self._make_store())
                setattr(self.shop.faults, fault, value)
                self.assertIn(words, self._found())
                with self.assertRaises(UserError):
                    self.channel.action_start()

    def test_a_half_key_and_an_address_in_clear_are_named(self):
        self.channel.key = KEY
        self.assertIn("ck_…:cs_…", self._found())
        self.channel.write({"url": "http://shop.example", "key": f"{KEY}:cs_1"})
        self.assertIn("https://", self._found())
        self.channel.write({"url": "http://127.0.0.1:1", "key": f"{KEY}:cs_1"})
        self.assertIn("does not answer", self._found())

    def test_a_key_that_may_only_read_is_told_and_starts(self):
        self.shop.faults.permissions = "read"
        self.assertIn("may only read", self._found())
        self.channel.action_start()
        self.assertEqual(self.channel.state, "running")

    def test_starting_proposes_what_states_and_carriers_mean(self):
        carrier = self.env["delivery.carrier"].search([], limit=1)
        carrier.name = "Colissimo"
        self.channel.action_start()
        mappings = self.env["shop.mapping"].search([("channel_id", "=", self.channel.id)])
        states = {m.external_key: (m.action, m.holds_stock) for m in mappings if m.kind == "state"}
        self.assertEqual(states["processing"], ("confirm", True))
        self.assertEqual(states["pending"], ("wait", False))
        self.assertEqual(states["on-hold"], ("wait", True))
        self.assertEqual(states["cancelled"], ("cancel", False))
        self.assertEqual(states["checkout-draft"], ("ignore", False))
        self.assertEqual(states["wc-atelier"], ("wait", True))
        self.assertEqual(self.channel.shipped_mapping_id.external_key, "completed")
        way = mappings.filtered(lambda m: m.kind == "carrier")
        self.assertEqual((way.external_key, way.carrier_id), ("flat_rate:4", carrier))

    def test_the_back_office_is_the_shops_own(self):
        self.channel.version = "9.4.1"
        link = f"{self.shop.url}/wp-admin/admin.php?page=wc-orders&action=edit&id=7"
        self.assertEqual(self._link(), link)
        self.channel.write({"version": "7.9", "admin_url": "https://a.test/gestion/"})
        link = "https://a.test/gestion/post.php?action=edit&post=7"
        self.assertEqual(self._link(), link)

    def _link(self):
        values = {"channel_id": self.channel.id, "kind": "order", "external_key": "7"}
        return self.env["shop.message"].new(values).back_office_url

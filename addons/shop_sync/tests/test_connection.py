import os
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import ShopSyncCommon
from .fake_prestashop.server import KEY


@tagged("post_install", "-at_install")
class TestConnection(ShopSyncCommon):
    started = False

    def _found(self):
        self.channel.action_check()
        return self.channel.findings_html or ""

    def test_the_check_names_version_zone_and_languages(self):
        self._found()
        self.assertEqual(self.channel.version, "8.1.2")
        self.assertEqual(self.channel.time_zone, "Europe/Paris")
        self.assertEqual(self.channel.languages, "fr")
        self.assertIn("every right", self.channel.findings_html)

    def test_the_check_measures_the_clock_skew(self):
        self.shop.faults.clock_skew = 900
        self._found()
        self.assertAlmostEqual(self.channel.clock_skew, 900, delta=5)
        self.assertIn("seconds off", self.channel.findings_html)

    def test_a_wrong_key_is_named(self):
        self.channel.key = "WRONG"
        self.assertIn("refuses the key", self._found())

    def test_a_disabled_service_is_named(self):
        self.shop.faults.disabled = True
        self.assertIn("switched off", self._found())

    def test_a_web_page_instead_of_data_is_named(self):
        self.shop.faults.html = "Bienvenue"
        self.assertIn("web page instead of data", self._found())

    def test_a_redirect_names_the_right_address(self):
        self.shop.faults.redirect = "https://www.shop.test/api/"
        self.assertIn("https://www.shop.test/api/", self._found())

    def test_a_closed_shop_is_named(self):
        self.channel.write({"url": "http://127.0.0.1:1", "key": "K"})
        self.assertIn("does not answer", self._found())

    def test_a_missing_right_says_which_box_to_tick(self):
        self.shop.permissions["order_histories"] = {"get"}
        del self.shop.permissions["orders"]
        found = self._found()
        self.assertIn("order_histories", found)
        self.assertIn("Add (POST)", found)
        with self.assertRaisesRegex(UserError, "orders"):
            self.channel.action_start()
        self.assertEqual(self.channel.state, "draft")

    def test_a_server_that_drops_the_header_is_served_by_key_in_address(self):
        self.shop.faults.drops_authorization = True
        self._found()
        self.assertEqual(self.channel.version, "8.1.2")
        self.assertIn("Authorization", self.channel.findings_html)

    def test_starting_proposes_the_mappings(self):
        self._start()
        mappings = self.env["shop.mapping"].search([("channel_id", "=", self.channel.id)])
        states = {m.external_key: m.action for m in mappings if m.kind == "state"}
        self.assertEqual(states["2"], "confirm")
        self.assertEqual(states["6"], "cancel")
        self.assertEqual(states["10"], "wait")
        taxes = {m.external_key: m.tax_id.amount for m in mappings if m.kind == "tax"}
        self.assertEqual(taxes, {"20": 20, "10": 10, "5.5": 5.5, "2.1": 2.1, "0": 0})
        carriers = mappings.filtered(lambda m: m.kind == "carrier").mapped("external_key")
        self.assertEqual(sorted(carriers), ["1", "2", "3"], "bound by id_reference")
        self.assertEqual(self.channel.shipped_mapping_id.external_key, "4")

    def test_customer_groups_and_languages_are_proposed_by_their_names(self):
        group = self.store.insert("groups", name="Installateurs")
        tag = self.env["res.partner.category"].create({"name": "installateurs"})
        french = self.env["res.lang"]._activate_lang("fr_FR")
        row, _product = self._product()
        customer = self.store.insert(
            "customers",
            firstname="Inès",
            lastname="Faure",
            email="ines@faure.test",
            id_default_group=str(group["id"]),
            is_guest="0",
        )
        key = self._book().add_one(1, lines=[(row, None, 1)], state=2)
        self.store.tables["orders"].rows[key]["id_customer"] = str(customer["id"])
        self._start()
        lookup = self.env["shop.mapping"]._lookup
        self.assertEqual(lookup(self.channel, "group", str(group["id"])).tag_id, tag)
        self.assertEqual(lookup(self.channel, "language", "fr").lang_id, french)
        self._synchronise()
        partner = self._order_of(key).partner_id
        self.assertEqual((partner.email, partner.category_id), ("ines@faure.test", tag))

    def test_a_tax_included_tax_is_made_from_the_other_one(self):
        self.env["account.tax"].search([("amount", "=", 2.1)]).active = False
        self._create_tax(2.1, name="TVA 2,1 % HT", price_include_override="tax_excluded")
        self._start()
        mapping = self.env["shop.mapping"]._lookup(self.channel, "tax", "2.1")
        self.assertTrue(mapping.tax_id.price_include)

    def test_an_archived_tax_of_the_chart_is_activated(self):
        tax = self.env["account.tax"].search([("amount", "=", 5.5)])
        tax.active = False
        self._start()
        mapping = self.env["shop.mapping"]._lookup(self.channel, "tax", "5.5")
        self.assertEqual(mapping.tax_id, tax)
        self.assertTrue(tax.active)

    def test_the_key_cannot_be_read_again(self):
        self.channel.invalidate_recordset()
        self.assertFalse(self.channel.read(["key"])[0]["key"])
        self.assertTrue(self.channel.has_key)
        self.assertFalse(self.channel.copy().has_key)

    def test_all_missing_rights_are_named_at_once(self):
        self.shop.permissions.clear()
        self.shop.permissions.update(orders={"get"}, products={"get"})
        self.channel.action_check()
        missing = {resource for resource, _method in self.channel.findings["missing"]}
        self.assertFalse(self.channel.findings["errors"])
        self.assertGreaterEqual(len(self.channel.findings["missing"]), 22)
        self.assertLessEqual({"languages", "currencies", "order_details", "taxes"}, missing)
        for resource in missing:
            self.assertIn(f"“{resource}”", self.channel.findings_html)

    def test_https_to_a_port_that_speaks_http_is_named(self):
        self.channel.write({"url": self.shop.url.replace("http:", "https:"), "key": "K"})
        self.assertIn("does not speak https", self._found())

    def test_a_refusal_of_everything_names_what_it_refuses(self):
        self.shop.faults.answer_next(403, times=3)
        self.assertNotIn("“”", self._found())

    def test_a_key_that_lies_in_clear_is_told_and_one_sealed_is_not(self):
        self.channel.action_check()
        self.assertIn("a backup tells it", self.channel.findings_html)
        with patch.dict(os.environ, {"SHOP_SYNC_SECRET": "a word of the server"}):
            self.channel.key = KEY
            self.assertNotIn(KEY, self.channel.sudo().secret)
            self.channel.action_check()
            self.assertNotIn("a backup tells it", self.channel.findings_html)
            self.assertEqual(self.channel._get_problems(), [])
        with patch.dict(os.environ, {"SHOP_SYNC_SECRET": "another word"}):
            self.channel.action_check()
            self.assertIn("another server", self.channel.findings_html)

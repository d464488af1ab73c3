from odoo.tests import tagged

from odoo.addons.shop_sync.tests.common import ShopSyncCommon


@tagged("post_install", "-at_install")
class TestBuyPage(ShopSyncCommon):
    def setUp(self):
        super().setUp()
        self.row, self.product = self._product("CM-1", quantity=4)
        self.row["available_later"] = self._texts("Bientôt", "Soon")
        supplier = self.env["res.partner"].create({"name": "Fournisseur"})
        self.product.write(
            {
                "buy_to_order": True,
                "seller_ids": [(0, 0, {"partner_id": supplier.id, "price": 60, "delay": 5})],
            }
        )
        self.env["res.lang"]._activate_lang("fr_FR")
        self.env["ir.module.module"]._load_module_terms(["shop_buy_to_order"], ["fr_FR"])
        # The product becomes known here with the first order of it.
        self._sell(self.row, 1)

    @classmethod
    def _make_store(cls, version=None):
        store = super()._make_store(version)
        store.insert("languages", id=2, name="English", iso_code="en", active="1")
        return store

    def _texts(self, french, english):
        """A text of the shop in its two languages."""
        return [{"id": "1", "value": french}, {"id": "2", "value": english}]

    def _page(self):
        return self.env["shop.buy.page"].search([("channel_id", "=", self.channel.id)])

    def _pass(self):
        self._synchronise()
        self.env.invalidate_all()

    def _told(self):
        self.channel.buy_tell = True
        self._pass()
        self._pass()

    def _shown(self):
        return self.row["available_later"], self.store.stock_of(self.row["id"])

    def test_the_page_says_on_order(self):
        self._pass()
        self.assertFalse(self._page())
        self._told()
        page = self._page()
        self.assertEqual((page.state, page.days), ("sent", 7), page.error_text)
        later, stock = self._shown()
        self.assertEqual(
            later, self._texts("Sur commande, sous 7 jours", "On order, within 7 days")
        )
        self.assertEqual((stock["out_of_stock"], stock["quantity"]), ("1", "0"))
        level = self.env["shop.stock.level"].search([("product_id", "=", self.product.id)])
        self.assertTrue(level.backorder)

    def test_unchanged_is_not_sent_again(self):
        self._told()
        before = len(self.shop.log)
        writes = [entry for entry in self.shop.log if entry[0] in ("PUT", "PATCH", "POST")]
        self._pass()
        self.assertEqual(
            [entry for entry in self.shop.log if entry[0] in ("PUT", "PATCH", "POST")], writes
        )
        asked = [entry[1] for entry in self.shop.log[before:]]
        self.assertFalse([path for path in asked if "available_later" in path])

    def test_what_stood_there_comes_back(self):
        self._told()
        self.product.buy_to_order = False
        self._pass()
        self._pass()
        self.assertFalse(self._page())
        later, stock = self._shown()
        self.assertEqual(later, self._texts("Bientôt", "Soon"))
        self.assertEqual(stock["out_of_stock"], "2")

    def test_what_somebody_wrote_since_stays(self):
        self._told()
        self.row["available_later"] = self._texts("Fin de série", "Last ones")
        self.channel.buy_tell = False
        self._pass()
        self.assertEqual(self._shown()[0], self._texts("Fin de série", "Last ones"))
        self.assertFalse(self._page())

    def test_another_delay_is_told(self):
        self._told()
        self.product.buy_delay = 21
        self._pass()
        self.assertEqual(
            self._shown()[0], self._texts("Sur commande, sous 21 jours", "On order, within 21 days")
        )
        # What stood there before us is still known.
        self.product.buy_to_order = False
        self._pass()
        self.assertEqual(self._shown()[0], self._texts("Bientôt", "Soon"))


@tagged("post_install", "-at_install")
class TestBuyPageOldShop(TestBuyPage):
    """The same on PrestaShop 1.6: whole rows, no PATCH, no delivery times of a product."""

    version = "1.6.1.24"
    allow_inherited_tests_method = True

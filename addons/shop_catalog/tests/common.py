from odoo.addons.shop_sync.tests.common import ShopSyncCommon


class CatalogueCommon(ShopSyncCommon):
    """A shop in two languages that Odoo drives."""

    two_languages = True
    started = False

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("fr_FR")
        cls.channel.catalog_mode = "drive"
        cls.channel.action_start()

    @classmethod
    def _make_store(cls, version=None):
        store = super()._make_store(version)
        if cls.two_languages:
            store.insert("languages", id=2, name="English", iso_code="en", active="1")
        return store

    def setUp(self):
        super().setUp()
        self._synchronise()
        root = self.store.insert(
            "categories", id=10, name="Motorisations", id_parent="2", level_depth="2", active="1"
        )
        self.assertEqual(root["id"], 10)
        self.channel.action_read_catalogue()
        self._synchronise()
        self.category = self.env["shop.category"].search(
            [("channel_id", "=", self.channel.id), ("external_key", "=", "10")]
        )

    def _template(self, reference="MOT-1", price=29.99, **vals):
        tax = self.env["account.tax"].search(
            [("company_id", "=", self.company.id), ("amount", "=", 20), ("name", "like", "TTC")],
            limit=1,
        )
        return self.env["product.template"].create(
            {
                "name": f"Moteur {reference}",
                "default_code": reference,
                "is_storable": True,
                "list_price": price,
                "taxes_id": [(6, 0, tax.ids)],
            }
            | vals
        )

    def _list(self, template, **vals):
        return self.env["shop.listing"].create(
            {
                "channel_id": self.channel.id,
                "product_tmpl_id": template.id,
                "category_id": self.category.id,
            }
            | vals
        )

    def _rows(self, resource="products"):
        return self.store.tables[resource].rows

    def _row(self, listing):
        return self._rows()[int(listing.external_key)]

    def _writes(self):
        """Rows written since the last call."""
        written = self.shop.rows_written
        self.shop.rows_written = 0
        return written

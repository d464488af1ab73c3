from odoo import SUPERUSER_ID, api
from odoo.tests import TransactionCase

from .fake_prestashop.server import KEY, FakeShop
from .fake_prestashop.shops import OrderBook, add_references
from .fake_prestashop.store import Store

START = "2000-01-01 00:00:00"


class ShopSyncCommon(TransactionCase):
    """A company with French rates, a warehouse, and one fake shop to talk to."""

    version = "8.1.2"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env["base"].with_context(tracking_disable=True).env
        cls.company = cls.env.company
        if not cls.company.chart_template:
            cls.env["account.chart.template"].try_loading("generic_coa", cls.company, False)
        cls.company.currency_id = cls._euro()
        for rate in (20, 10, 5.5, 2.1):
            cls._create_tax(rate)
        cls.warehouse = cls.env["stock.warehouse"].search(
            [("company_id", "=", cls.company.id)], limit=1
        )

    @classmethod
    def _euro(cls):
        euro = cls.env.ref("base.EUR")
        euro.active = True
        return euro

    @classmethod
    def _create_tax(cls, rate, **vals):
        return cls.env["account.tax"].create(
            {
                "name": f"TVA {rate} % TTC",
                "amount": rate,
                "type_tax_use": "sale",
                "price_include_override": "tax_included",
                "company_id": cls.company.id,
            }
            | vals
        )

    def setUp(self):
        super().setUp()
        self.store = Store(self.version, zone="Europe/Paris")
        add_references(self.store)
        self.shop = self.enterContext(FakeShop(self.store))
        self.channel = self._create_channel()

    def _create_channel(self, shop=None, **vals):
        return self.env["shop.channel"].create(
            {
                "name": "Portails Toulouse",
                "url": (shop or self.shop).url,
                "key": KEY,
                "requests_per_minute": 0,
                "import_from": START,
                "company_id": self.company.id,
                "warehouse_id": self.warehouse.id,
            }
            | vals
        )

    def _start(self, channel=None):
        channel = channel or self.channel
        channel.action_start()
        return channel

    def _synchronise(self, channel=None):
        """One pass as the scheduler runs it, with commits."""
        channel = channel or self.channel
        with self.enter_registry_test_mode(), self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            env["shop.channel"]._cron_synchronise(channel.id)

    def _product(self, reference="MOT-1", price=100, quantity=0, **vals):
        """A product in the shop, and the same in Odoo with stock."""
        row = self.store.insert_product(
            quantity=0,
            reference=reference,
            name=f"Moteur {reference}",
            price=f"{price:.6f}",
            id_tax_rules_group="1",
            **vals,
        )
        product = self.env["product.product"].create(
            {"name": f"Moteur {reference}", "default_code": reference, "is_storable": True}
        )
        if quantity:
            self._put_stock(product, quantity)
        return row, product

    def _put_stock(self, product, quantity, warehouse=None):
        location = (warehouse or self.warehouse).lot_stock_id
        self.env["stock.quant"]._update_available_quantity(product, location, quantity)

    def _book(self, **options):
        import random

        return OrderBook(self.store, random.Random(3), **options)

    def _order_of(self, external_key, channel=None):
        return self.env["sale.order"].search(
            [
                ("shop_channel_id", "=", (channel or self.channel).id),
                ("shop_external_key", "=", str(external_key)),
            ]
        )

    def _messages(self, *states, channel=None):
        domain = [("channel_id", "=", (channel or self.channel).id)]
        if states:
            domain.append(("state", "in", states))
        return self.env["shop.message"].search(domain, order="id")

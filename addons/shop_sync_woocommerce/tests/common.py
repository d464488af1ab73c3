from datetime import timedelta

from odoo import fields

from odoo.addons.shop_sync.tests.common import ShopSyncCommon

from .fake_woocommerce.server import KEY, SECRET, FakeShop
from .fake_woocommerce.store import Store


class WooCommon(ShopSyncCommon):
    """The company and warehouse of the shops' tests, and one fake WooCommerce to talk to."""

    inclusive = True

    @classmethod
    def _open_shop(cls):
        return FakeShop(cls._make_store())

    @classmethod
    def _make_store(cls, version=None):
        return Store(inclusive=cls.inclusive)

    @classmethod
    def _create_channel(cls, shop=None, **vals):
        values = {"name": "Atelier", "engine": "woocommerce", "key": f"{KEY}:{SECRET}"}
        return super()._create_channel(shop, **(values | vals))

    def _product(self, reference="MOT-1", price="120.00", quantity=None, **vals):
        """A product in the shop, and the same in Odoo with stock."""
        row = self.store.add_product(reference, price, quantity, **vals)
        product = self.env["product.product"].create(
            {"name": f"Moteur {reference}", "default_code": reference, "is_storable": True}
        )
        if quantity:
            self._put_stock(product, quantity)
        return row, product

    def _later(self):
        """The shop's clock goes on, past what a reading reads again."""
        seconds = self.store.clock() + 300
        self.store.clock = lambda: seconds

    def _next_day(self):
        """The full check is due."""
        self.channel.last_check = fields.Datetime.now() - timedelta(days=2)

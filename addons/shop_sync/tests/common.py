import copy

from odoo import SUPERUSER_ID, api
from odoo.tests import TransactionCase

from ..core import client
from ..models import sql
from .fake_prestashop.server import KEY, FakeShop
from .fake_prestashop.shops import OrderBook, add_references
from .fake_prestashop.store import Store

START = "2000-01-01 00:00:00"
# An order of the fake shop by bank wire, without voucher, wrapping or message.
PLAIN = 12


NOTHING = {"tax_incl": "0", "tax_excl": "0"}
ADDRESS = {
    "company": "",
    "firstname": "Paul",
    "vat_number": "",
    "street2": "",
    "zip": "31000",
    "city": "Toulouse",
    "state": "",
    "country": "FR",
    "phone": "",
    "mobile": "",
    "other": "",
}
CUSTOMER = {"guest": False, "firstname": "Paul", "company": "", "siret": "", "group": ""}
LINE = {
    "product_id": "J1",
    "combination_id": "",
    "reference": "JSON-1",
    "ean13": "",
    "name": "Article",
    "quantity": "1",
    "ecotax": "0",
    "ecotax_rate": "0",
}
DOCUMENT = {
    "schema": "order/1",
    "created_at": "2026-11-20T10:00:00Z",
    "currency": "EUR",
    "language": "fr",
    "state": {"id": "paid", "name": "Payée"},
    "shipping": {"carrier_id": "", "carrier_name": "", "tracking": "", **NOTHING},
    "wrapping": {"gift": False, "message": "", **NOTHING},
    "discounts": [],
    "discount_total": NOTHING,
    "payment_method": {"id": "wire", "name": "Virement bancaire"},
    "payments": [],
    "messages": [],
    "note": "",
}


class ShopSyncCommon(TransactionCase):
    """A company with French rates, a warehouse, and one fake shop to talk to.

    The shop runs and is connected for all tests of a class; each test has its own content in it.
    """

    version = "8.1.2"
    # Whether it is connected and started before the tests.
    started = True

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
        # How long a client waits before it asks again is tested without a clock, in tests/core.
        cls.classPatch(client, "FIRST_WAIT", 0.01)
        # The fake shops live on this machine.
        cls.env["ir.config_parameter"].set_param("suite_base.allowed_hosts", "127.0.0.1")
        cls.warehouse = cls.env["stock.warehouse"].search(
            [("company_id", "=", cls.company.id)], limit=1
        )
        cls.shop = cls.enterClassContext(cls._open_shop())
        cls.channel = cls._create_channel()
        if cls.started:
            cls.channel.action_start()

    @classmethod
    def _open_shop(cls):
        return FakeShop(cls._make_store())

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
        self.store = self._make_store()
        self.shop.become(self.store)

    @classmethod
    def _make_store(cls, version=None):
        store = Store(version or cls.version, zone="Europe/Paris")
        add_references(store)
        return store

    @classmethod
    def _create_channel(cls, shop=None, **vals):
        return cls.env["shop.channel"].create(
            {
                "name": "Portails Toulouse",
                "url": (shop or cls.shop).url,
                "key": KEY,
                "requests_per_minute": 0,
                "import_from": START,
                "company_id": cls.company.id,
                "warehouse_id": cls.warehouse.id,
            }
            | vals
        )

    def _start(self, channel=None):
        channel = channel or self.channel
        if channel.state != "running":
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

    def _count_stock(self, product, quantity):
        """Somebody counts the shelf."""
        quant = (
            self.env["stock.quant"]
            .with_context(inventory_mode=True)
            .create(
                {
                    "product_id": product.id,
                    "location_id": self.warehouse.lot_stock_id.id,
                    "inventory_quantity": quantity,
                }
            )
        )
        quant.action_apply_inventory()

    def _receive(self, product, quantity):
        """Goods of a supplier arrive."""
        move = self.env["stock.move"].create(
            {
                "product_id": product.id,
                "product_uom_qty": quantity,
                "location_id": self.env.ref("stock.stock_location_suppliers").id,
                "location_dest_id": self.warehouse.lot_stock_id.id,
            }
        )
        move._action_confirm()
        move.quantity = quantity
        move.picked = True
        move._action_done()
        return move

    def _book(self, **options):
        import random

        return OrderBook(self.store, random.Random(3), **options)

    def _sell(self, row, quantity, state=10, store=None, **options):
        """A customer orders: the shop takes the goods off its shelf, unless the payment failed."""
        store = store or self.store
        if str(state) not in ("6", "8"):
            shelf = store.stock_of(row["id"])
            shelf["quantity"] = str(int(shelf["quantity"]) - quantity)
        import random

        from .fake_prestashop.shops import OrderBook

        # Another reference and customer for each order of a shop.
        book = OrderBook(store, random.Random(7 + len(store.tables["orders"].rows)))
        return book.add_one(PLAIN, lines=[(row, None, quantity)], state=state, **options)

    def _pieces_shown(self, row, store=None):
        return int((store or self.store).stock_of(row["id"])["quantity"])

    def _touch_order(self, key, **values):
        """The shop changes an order; its date moves."""
        row = self.store.tables["orders"].rows[key]
        row.update(values, date_upd=self.store.now())
        return row

    def _json_channel(self, **vals):
        channel = self._create_channel(name="ESB", engine="json", url=False, **vals)
        channel.action_start()
        return channel

    def _send_json(self, channel, *documents):
        """Documents as an integration platform files them, carried out."""
        rows = [("order", document["id"], document) for document in documents]
        sql.insert_messages(self.env, channel, "in", rows, "endpoint")
        self._synchronise(channel)

    def _document(self, key, total, rate="20", email=None, **values):
        """A canonical order of one piece."""
        net = f"{float(total) / (1 + float(rate) / 100):.2f}"
        address = {**ADDRESS, "id": key, "lastname": f"Client {key}", "street": f"{key} rue X"}
        amounts = {"tax_incl": total, "tax_excl": net}
        return {
            **copy.deepcopy(DOCUMENT),
            "id": key,
            "reference": f"REF{key}",
            "customer": {
                **CUSTOMER,
                "id": key,
                "email": email or f"json{key}@example.test",
                "lastname": f"Client {key}",
            },
            "invoice_address": address,
            "delivery_address": address,
            "lines": [
                {
                    **LINE,
                    "id": f"{key}-1",
                    **{f"unit_{name}": amount for name, amount in amounts.items()},
                    **{f"total_{name}": amount for name, amount in amounts.items()},
                    "tax_rates": [rate],
                }
            ],
            "totals": amounts,
        } | values

    def _paid(self, number, amount, paid_at="2026-11-20T10:00:00Z"):
        """A payment in a canonical order."""
        return {
            "id": number,
            "method": "Virement bancaire",
            "amount": amount,
            "currency": "EUR",
            "transaction_id": "",
            "paid_at": paid_at,
        }

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

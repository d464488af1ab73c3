import importlib.util
import random
import socket
import sys
from datetime import timedelta
from pathlib import Path

from odoo import api, fields, models

from odoo.addons.suite_base.demo.pictures import draw_thing

from ..core import normaliser
from ..models import sql

FAKE_SHOPS = Path(__file__).resolve().parents[1] / "tests" / "fake_prestashop"
FAKE_KEY = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"
SHOPS = ("Portails Toulouse", "Automatismes Bordeaux", "Garage Facile")
FIRST_PORT = 8181
PRODUCTS = 2000
MARKETPLACE_ORDERS = 24
PICTURED = 3  # products of a kind with a picture: each takes its time
# beginning of the reference: what is drawn
PICTURES = {
    "MPB": "ram",
    "MPC": "motor",
    "MPG": "door",
    "MVR": "tube",
    "TEL": "remote",
    "PHO": "photocell",
    "FEU": "lamp",
    "CAR": "board",
    "DIG": "keypad",
    "VIS": "keypad",
    "BAT": "battery",
    "CRE": "rack",
    "BRA": "arm",
    "SER": "lock",
    "BAR": "barrier",
    "SOL": "panel",
}


class ShopDemo(models.AbstractModel):
    """Demo data: the catalogue with stock in two warehouses, three shops to connect, and a
    marketplace whose orders are already in. Needs no server; the fake shops that the three
    addresses name are started by one command, see the README."""

    _name = "shop.demo"
    _description = "Shop Demo Data"

    @api.model
    def _demo_install(self):
        self = self.with_context(lang=self._demo_lang())
        self.env["suite.demo"]._demo_load_words("shop_sync")
        # The demo's shops live on this machine.
        self.env["ir.config_parameter"].set_param("suite_base.allowed_hosts", "127.0.0.1")
        self._demo_person()
        warehouses = self._demo_warehouses()
        self._demo_stock(self._demo_products(), warehouses)
        for number, name in enumerate(SHOPS):
            self._demo_shop(number, name, warehouses)
        self._demo_marketplace(warehouses)

    @api.model
    def _demo_lang(self):
        return "fr_FR" if self.env["res.lang"]._lang_get("fr_FR") else self.env.lang or "en_US"

    @api.model
    def _demo_person(self):
        """Somebody who looks after the shops."""
        company = self.env.company
        groups = ("base.group_user", "shop_sync.group_shop_sync_manager")
        return (
            self.env["res.users"]
            .with_context(no_reset_password=True)
            .create(
                {
                    "name": "Nadia Ferrand",
                    "login": "boutique",
                    "password": "boutique",
                    "email": "boutique@example.com",
                    "lang": self._demo_lang(),
                    "company_id": company.id,
                    "company_ids": [fields.Command.set(company.ids)],
                    "group_ids": [fields.Command.set([self.env.ref(name).id for name in groups])],
                }
            )
        )

    @api.model
    def _demo_warehouses(self):
        """Two of its own: the goods of another trade stand in another house."""
        # a warehouse of parcels is no counter where things are rented (a field of that add-on)
        warehouses = self.env["stock.warehouse"].with_context(default_is_rental_shop=False)
        return warehouses.create(
            [{"name": "Toulouse", "code": "TLS"}, {"name": "Bordeaux", "code": "BDX"}]
        )

    @api.model
    def _demo_products(self):
        categories = {}
        values = []
        for thing in _load("catalogue").things(PRODUCTS):
            family = thing["name"].split(" ")[0]
            if family not in categories:
                categories[family] = self.env["product.category"].create({"name": family})
            values.append(
                {
                    "name": thing["name"],
                    "default_code": thing["reference"],
                    "barcode": thing["ean13"],
                    "list_price": thing["price"],
                    "weight": thing["weight"],
                    "is_storable": True,
                    "categ_id": categories[family].id,
                }
            )
        products = self.env["product.product"].with_context(tracking_disable=True).create(values)
        for prefix, shape in PICTURES.items():
            members = products.filtered(lambda one, mark=prefix: one.default_code.startswith(mark))
            members[:PICTURED].product_tmpl_id.image_1920 = draw_thing(shape, "#fff4e6")
        return products

    @api.model
    def _demo_stock(self, products, warehouses):
        quantity = _load("catalogue").quantity
        self.env["stock.quant"].create(
            [
                {
                    "product_id": product.id,
                    "location_id": warehouse.lot_stock_id.id,
                    "quantity": quantity(product.default_code, number),
                }
                for product in products
                for number, warehouse in enumerate(warehouses)
                if quantity(product.default_code, number)
            ]
        )

    @api.model
    def _demo_shop(self, number, name, warehouses):
        rules = ({}, {"safety_stock": 2}, {"share": 50, "cap": 20})[number]
        self.env["shop.channel"].create(
            {
                "name": name,
                "sequence": number + 1,
                "color": number + 1,
                "url": f"http://127.0.0.1:{FIRST_PORT + number}",
                "admin_url": f"http://127.0.0.1:{FIRST_PORT + number}/admin-demo",
                "key": FAKE_KEY,
                "requests_per_minute": 0,
                "warehouse_id": warehouses[0].id,
                "warehouse_ids": [fields.Command.set(warehouses.ids)],
                "import_from": fields.Datetime.now() - timedelta(days=61),
                "responsible_id": self.env.ref("base.user_admin").id,
            }
            | rules
        )

    @api.model
    def _demo_connect(self):
        """Start the demo shops as soon as their fake PrestaShops answer; nothing is left to do then."""
        addresses = {
            f"http://127.0.0.1:{FIRST_PORT + number}": FIRST_PORT + number
            for number in range(len(SHOPS))
        }
        waiting = self.env["shop.channel"].search(
            [("state", "=", "draft"), ("url", "in", list(addresses))]
        )
        reachable = waiting.filtered(lambda shop: _answers(addresses[shop.url]))
        admin = self.env.ref("base.user_admin")
        reachable.with_user(admin).with_context(lang=admin.lang).action_start()
        self.env["ir.cron"]._commit_progress(deactivate=waiting == reachable)

    # -- the marketplace --------------------------------------------------------------------------------

    @api.model
    def _demo_marketplace(self, warehouses):
        """Orders in canonical form, worked off by the engine itself; some wait for somebody."""
        channel = self.env["shop.channel"].create(
            {
                "name": "Place de marché",
                "engine": "json",
                "sequence": 9,
                "color": 5,
                "warehouse_id": warehouses[0].id,
                "responsible_id": self.env.ref("base.user_admin").id,
            }
        )
        engine = self.env["shop.engine"].with_context(shop_sync_no_commit=True)
        orders = self._demo_orders()
        documents = [("order", order["id"], order) for order in orders]
        sql.insert_messages(self.env, channel, "in", documents, "endpoint")
        channel.state = "running"
        channel._ensure_cron()
        self.env["shop.mapping"]._propose_all(channel, _demo_references())
        engine._process(channel.with_env(engine.env))
        engine.env["shop.handler.order"]._summarise(channel.with_env(engine.env))
        channel.last_sync = fields.Datetime.now()
        self._demo_figures(channel)

    @api.model
    def _demo_figures(self, channel):
        """The days before the first one here, told by the dates of the orders of the shop."""
        orders = self.env["sale.order"].search([("shop_channel_id", "=", channel.id)])
        today = channel._get_local_day()
        self.env["shop.statistic"].create(
            [
                {
                    "channel_id": channel.id,
                    "company_id": channel.company_id.id,
                    "day": day,
                    "orders": len(sold),
                    "amount": sum(
                        sold.filtered(lambda o: o.state != "cancel").mapped("amount_total")
                    ),
                }
                for day, sold in orders.grouped(lambda order: order.date_order.date()).items()
                if day < today
            ]
        )

    @api.model
    def _demo_orders(self):
        shops = _load("shops")
        store = shops.Store()
        shops.add_references(store)
        shops.add_catalogue(store, 200)
        shops.OrderBook(store, random.Random(42), days=12).add(MARKETPLACE_ORDERS)
        orders = [self._demo_order(store, row) for row in store.tables["orders"].rows.values()]
        for position in (7, 15):
            total = float(orders[position]["totals"]["tax_incl"]) + 1.5
            orders[position]["totals"]["tax_incl"] = f"{total:.2f}"
        return orders

    @api.model
    def _demo_order(self, store, row):
        tables = store.tables
        refs = {
            name: {str(key): entry for key, entry in tables[name].rows.items()}
            for name in (
                "taxes",
                "currencies",
                "languages",
                "carriers",
                "order_states",
                "countries",
            )
        }

        def own(name, field="id_order", value=None):
            return [
                tables[name].rows[key]
                for key in tables[name].where(field, [value or str(row["id"])])
            ]

        details = [
            {**detail, "associations": {"taxes": detail["@taxes"]}}
            for detail in own("order_details")
        ]
        related = {
            "details": details,
            "discounts": own("order_cart_rules"),
            "carriers": own("order_carriers"),
            "payments": own("order_payments", "order_reference", row["reference"]),
            "messages": own("messages"),
            "customer": tables["customers"].rows[int(row["id_customer"])],
            "invoice_address": tables["addresses"].rows[int(row["id_address_invoice"])],
            "delivery_address": tables["addresses"].rows[int(row["id_address_delivery"])],
        }
        order = normaliser.order(row, related, refs, store.zone)
        order["customer"]["email"] = order["customer"]["email"].replace("client", "marche")
        for line in order["lines"]:
            # A marketplace knows our references, not the numbers of a PrestaShop.
            line.update(product_id=line["reference"], combination_id="")
        return order


def _demo_references():
    """States of the marketplace, as a shop's reference table."""
    shops = _load("shops")
    states = {
        str(key): {
            "name": name,
            "paid": str(paid),
            "shipped": str(shipped),
            "logable": str(logable),
            "deleted": "0",
            "template": shops.TEMPLATES.get(key, ""),
        }
        for key, name, paid, shipped, logable in shops.STATES
    }
    return {"tables": {"order_states": states}, "settings": {"PS_OS_SHIPPING": "4"}}


def _answers(port):
    with socket.socket() as client:
        client.settimeout(1)
        return client.connect_ex(("127.0.0.1", port)) == 0


def _load(name):
    """A module of the fake shop, loaded by its place: it is no part of the running add-on."""
    package = "shop_sync_demo_shops"
    if package not in sys.modules:
        spec = importlib.util.spec_from_file_location(
            package, FAKE_SHOPS / "__init__.py", submodule_search_locations=[str(FAKE_SHOPS)]
        )
        sys.modules[package] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[package])
    shops = importlib.import_module(f"{package}.shops")
    return shops.catalogue() if name == "catalogue" else shops

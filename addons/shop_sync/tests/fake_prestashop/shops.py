"""Shops to try the add-on with: the demo catalogue and orders of every sort."""

import importlib.util
import random
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

from .store import Store

STATES = [
    (1, "En attente du paiement par chèque", 0, 0, 0), (2, "Paiement accepté", 1, 0, 1),
    (3, "En cours de préparation", 1, 0, 1), (4, "Expédié", 1, 1, 1), (5, "Livré", 1, 1, 1),
    (6, "Annulé", 0, 0, 0), (7, "Remboursé", 0, 0, 0), (8, "Erreur de paiement", 0, 0, 0),
    (9, "En attente de réapprovisionnement (payé)", 1, 0, 0),
    (10, "En attente de virement bancaire", 0, 0, 0),
    (11, "Paiement à distance accepté", 1, 0, 1),
]  # fmt: skip
TEMPLATES = {6: "order_canceled", 4: "shipped", 2: "payment", 10: "bankwire", 1: "cheque"}
TAXES = [(1, "20.000"), (2, "10.000"), (3, "5.500"), (4, "2.100")]
COUNTRIES = [(8, "FR"), (3, "BE"), (19, "CH"), (1, "DE"), (12, "LU")]
CARRIERS = [(1, 1, "Retrait en magasin"), (2, 2, "Colissimo"), (7, 3, "Transporteur express")]
FIRST = ["Élodie", "Marc", "Sophie", "Karim", "Jeanne", "Paul", "Inès", "Hugo", "Léa", "Yann"]
LAST = [
    "Lefèvre",
    "Durand",
    "Moreau",
    "Benali",
    "Girard",
    "Roux",
    "Faure",
    "Blanc",
    "Petit",
    "Garnier",
]
TOWNS = [
    ("31000", "Toulouse"),
    ("33000", "Bordeaux"),
    ("64000", "Pau"),
    ("81000", "Albi"),
    ("40000", "Mont-de-Marsan"),
    ("47000", "Agen"),
]
COMPANIES = ["SARL Portails du Midi", "Fermetures Atlantique SAS", "EURL Clôtures Gers"]
VAT = ["FR83732829320", "FR40303265045", ""]
PAYMENTS = [
    ("ps_wirepayment", "Virement bancaire"),
    ("ps_checkpayment", "Chèque"),
    ("payplug", "Carte bancaire"),
    ("paypal", "PayPal"),
]


def catalogue():
    """The demo catalogue of the add-on, read by path: no Odoo needed."""
    path = Path(__file__).resolve().parents[2] / "demo" / "catalogue.py"
    spec = importlib.util.spec_from_file_location("shop_sync_demo_catalogue", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def build_shop(number=0, products=2000, orders=500, version="8.1.2", seed=None, store=None):
    """A Store with catalogue, customers and orders of the last sixty days."""
    names = ["Portails Toulouse", "Automatismes Bordeaux", "Garage Facile"]
    store = store or Store(version, names[number % len(names)])
    add_references(store)
    add_catalogue(store, products, number)
    OrderBook(store, random.Random(seed if seed is not None else number)).add(orders)
    return store


def add_references(store):
    """What every shop has from its installation: states, taxes, carriers, countries, settings."""
    for key, name, paid, shipped, logable in STATES:
        store.insert(
            "order_states",
            id=key,
            name=name,
            paid=str(paid),
            shipped=str(shipped),
            logable=str(logable),
            deleted="0",
            template=TEMPLATES.get(key, ""),
            hidden="0",
        )
    for key, rate in TAXES:
        store.insert("taxes", id=key, rate=rate, active="1", deleted="0", name=f"TVA FR {rate}%")
        store.insert("tax_rule_groups", id=key, name=f"FR {rate}%", active="1", deleted="0")
        store.insert(
            "tax_rules",
            id_tax_rules_group=str(key),
            id_tax=str(key),
            id_country="8",
            id_state="0",
            behavior="0",
        )
    for key, code in COUNTRIES:
        store.insert("countries", id=key, iso_code=code, active="1", name=code)
    for key, stable, name in CARRIERS:
        store.insert(
            "carriers", id=key, id_reference=str(stable), name=name, active="1", deleted="0"
        )
    store.insert("languages", id=1, name="Français (French)", iso_code="fr", active="1")
    store.insert("currencies", id=1, name="Euro", iso_code="EUR", active="1")
    store.insert("categories", id=1, name="Racine", id_parent="0", level_depth="0", active="1")
    home = {"name": "Accueil", "id_parent": "1", "is_root_category": "1", "level_depth": "1"}
    store.insert("categories", id=2, active="1", **home)
    store.insert("product_options", id=1, name="Taille", public_name="Taille")
    store.insert("shops", id=1, name=store.name, active="1")
    for key, name in enumerate(("Visiteur", "Invité", "Client"), 1):
        store.insert("groups", id=key, name=name)
    settings = {
        "PS_TIMEZONE": store.zone,
        "PS_LANG_DEFAULT": "1",
        "PS_OS_SHIPPING": "4",
        "PS_OS_CANCELED": "6",
        "PS_OS_ERROR": "8",
        "PS_COUNTRY_DEFAULT": "8",
        "PS_VERSION_DB": store.version,
    }
    for name, value in settings.items():
        store.insert("configurations", name=name, value=value)


def add_catalogue(store, count, shop=0):
    source = catalogue()
    options = {}
    for product in source.products(count):
        combinations = [
            {
                "reference": entry["reference"],
                "ean13": entry["ean13"],
                "price": f"{entry['price']:.6f}",
                "quantity": source.quantity(entry["reference"], shop),
                "@product_option_values": [{"id": _option(store, options, entry["option"])}],
            }
            for entry in product["combinations"]
        ]
        store.insert_product(
            combinations,
            quantity=source.quantity(product["reference"], shop),
            reference=product["reference"],
            ean13=product["ean13"],
            name=product["name"],
            price=f"{product['price']:.6f}",
            weight=f"{product['weight']:.6f}",
            ecotax=f"{product['ecotax']:.6f}",
            id_tax_rules_group="1",
            id_category_default="2",
            **{"@categories": [{"id": "2"}]},
        )


def _option(store, options, name):
    if name not in options:
        options[name] = str(
            store.insert("product_option_values", name=name, id_attribute_group="1")["id"]
        )
    return options[name]


def money(value):
    return Decimal(value).quantize(Decimal("0.01"), ROUND_HALF_UP)


class OrderBook:
    """Writes orders as PrestaShop would (prices rounded per line, PS_ROUND_TYPE 2)."""

    def __init__(self, store, rng, days=60):
        self.store = store
        self.rng = rng
        self.days = days
        self.products = list(store.tables["products"].rows.values())
        self._combinations = {}
        for row in store.tables["combinations"].rows.values():
            self._combinations.setdefault(row["id_product"], []).append(row)

    def add(self, count, **options):
        """:return: the ids of the new orders"""
        return [self.add_one(position, **options) for position in range(count)]

    def add_one(self, position=0, lines=None, state=None, **options):
        """One order; `position` decides what is special about it."""
        moment = self._moment(position)
        customer, invoice, delivery = self._customer(position, moment)
        basket = lines or [self._random_line() for _ in range(self.rng.choice((1, 1, 2, 2, 3, 4)))]
        reference = options.get("reference") or self._reference()
        state = str(state or self._state(position))
        order = self.store.insert(
            "orders",
            id_address_delivery=str(delivery),
            id_address_invoice=str(invoice),
            id_cart=str(position + 1),
            id_currency="1",
            id_lang="1",
            id_customer=str(customer),
            id_carrier="2",
            current_state=state,
            date_add=moment,
            date_upd=moment,
            id_shop="1",
            id_shop_group="1",
            reference=reference,
            secure_key="f" * 32,
            conversion_rate="1.000000",
            round_mode="2",
            round_type="2",
            gift="0",
            recyclable="0",
            note="",
        )
        charged = [self._detail(order["id"], line) for line in basket]
        self._finish(order, charged, position, options)
        return order["id"]

    def _moment(self, position):
        now = datetime.strptime(self.store.now(), "%Y-%m-%d %H:%M:%S")
        minutes = self.rng.randrange(self.days * 1440)
        return (now - timedelta(minutes=minutes)).strftime("%Y-%m-%d %H:%M:%S")

    def _reference(self):
        return "".join(self.rng.choice("ABCDEFGHIJKLMNOPQRSTUVWXYZ") for _ in range(9))

    def _state(self, position):
        return (2, 2, 3, 2, 10, 2, 6, 2, 8, 11, 2, 1)[position % 12]

    def _customer(self, position, moment):
        first, last = self.rng.choice(FIRST), self.rng.choice(LAST)
        company = self.rng.randrange(3) if position % 5 == 1 else None
        guest = position % 7 == 3
        key = self.store.insert(
            "customers",
            id_default_group="2" if guest else "3",
            id_lang="1",
            lastname=last,
            firstname=first,
            email=f"client{len(self.store.tables['customers'].rows)}@example.test",
            company=COMPANIES[company] if company is not None else "",
            is_guest=str(int(guest)),
            siret="",
            active="1",
            passwd="$2y$10$invented",
            secure_key="f" * 32,
            date_add=moment,
            date_upd=moment,
        )["id"]
        postcode, town = self.rng.choice(TOWNS)
        common = {
            "id_customer": str(key),
            "id_country": "8",
            "id_state": "0",
            "lastname": last,
            "firstname": first,
            "address1": f"{self.rng.randrange(1, 120)} rue des Lilas",
            "postcode": postcode,
            "city": town,
            "phone": "0561000000",
            "phone_mobile": "0600000000",
            "alias": "Maison",
            "date_add": moment,
            "date_upd": moment,
            "deleted": "0",
        }
        if company is not None:
            common.update(company=COMPANIES[company], vat_number=VAT[company])
        invoice = self.store.insert("addresses", **common)["id"]
        if position % 4:
            return key, invoice, invoice
        elsewhere = {**common, "address1": "Dépôt, 3 chemin du Lac", "alias": "Chantier"}
        return key, invoice, self.store.insert("addresses", **elsewhere)["id"]

    def _random_line(self):
        product = self.rng.choice(self.products)
        combinations = self._combinations.get(str(product["id"]))
        combination = self.rng.choice(combinations) if combinations else None
        return (product, combination, self.rng.choice((1, 1, 1, 2, 3, 10)))

    def _detail(self, order, line):
        product, combination, quantity = line
        price = Decimal(product["price"]) + Decimal((combination or {}).get("price") or 0)
        if quantity >= 10:
            price *= Decimal("0.88")
        tax = "3" if product["id"] % 97 == 0 else "1"
        rate = Decimal(dict(TAXES)[int(tax)])
        ecotax = Decimal(product.get("ecotax") or 0)
        excluded, included = price + ecotax, price * (100 + rate) / 100 + ecotax
        name = product["name"]
        if combination:
            name += f" (Taille : {combination['reference'][-2]} m)"
        self.store.insert(
            "order_details",
            id_order=str(order),
            product_id=str(product["id"]),
            product_attribute_id=str((combination or {}).get("id", 0)),
            product_name=name,
            product_quantity=str(quantity),
            product_price=f"{price:.6f}",
            ecotax=f"{ecotax:.6f}",
            ecotax_tax_rate="0.000",
            product_reference=(combination or product)["reference"],
            product_ean13=(combination or product)["ean13"],
            unit_price_tax_excl=f"{excluded:.6f}",
            unit_price_tax_incl=f"{included:.6f}",
            id_shop="1",
            id_tax_rules_group="1",
            total_price_tax_excl=f"{money(excluded * quantity):.6f}",
            total_price_tax_incl=f"{money(included * quantity):.6f}",
            **{"@taxes": [{"id": tax}]},
        )
        return rate, money(included * quantity), money(excluded * quantity)

    def _finish(self, order, charged, position, options):
        """Shipping, wrapping, vouchers, totals, payments, carrier row, message."""
        goods = sum(included for _rate, included, _excluded in charged)
        goods_net = sum(excluded for _rate, _included, excluded in charged)
        shipping, shipping_net = (Decimal("8.40"), Decimal("7.00"))
        wrapping = Decimal("2.40") if position % 11 == 4 else Decimal(0)
        wrapping_net = Decimal("2.00") if wrapping else Decimal(0)
        discount, discount_net = self._voucher(order, position, goods, goods_net)
        paid = goods + shipping + wrapping - discount
        paid_net = goods_net + shipping_net + wrapping_net - discount_net
        module, label = PAYMENTS[position % len(PAYMENTS)]
        order.update(
            {
                "module": module,
                "payment": label,
                "total_products": f"{goods_net:.6f}",
                "total_products_wt": f"{goods:.6f}",
                "total_shipping": f"{shipping:.6f}",
                "total_shipping_tax_incl": f"{shipping:.6f}",
                "carrier_tax_rate": "20.000",
                "total_shipping_tax_excl": f"{shipping_net:.6f}",
                "gift": str(int(bool(wrapping))),
                "gift_message": "Bon anniversaire !" if wrapping else "",
                "total_wrapping": f"{wrapping:.6f}",
                "total_wrapping_tax_incl": f"{wrapping:.6f}",
                "total_wrapping_tax_excl": f"{wrapping_net:.6f}",
                "total_discounts": f"{discount:.6f}",
                "total_discounts_tax_incl": f"{discount:.6f}",
                "total_paid": f"{paid:.6f}",
                "total_discounts_tax_excl": f"{discount_net:.6f}",
                "total_paid_real": "0.000000",
                "total_paid_tax_incl": f"{paid:.6f}",
                "total_paid_tax_excl": f"{paid_net:.6f}",
            }
        )
        self.store.insert(
            "order_carriers",
            id_order=str(order["id"]),
            id_carrier="2",
            shipping_cost_tax_incl=f"{shipping:.6f}",
            date_add=order["date_add"],
            weight="1.000000",
            shipping_cost_tax_excl=f"{shipping_net:.6f}",
        )
        self.store.insert(
            "order_histories",
            id_order=str(order["id"]),
            id_employee="0",
            id_order_state=order["current_state"],
            date_add=order["date_add"],
        )
        self._payments(order, paid, position, label)
        if position % 9 == 2:
            self._message(order, "Merci de livrer après 17 h.")

    def _message(self, order, text):
        """With the order, and in the customer service's thread, where 1.6 alone has it."""
        common = {
            "private": "0",
            "id_employee": "0",
            "message": text,
            "date_add": order["date_add"],
        }
        if self.store.modern:
            self.store.insert("messages", id_order=str(order["id"]), **common)
        thread = self.store.insert("customer_threads", id_order=str(order["id"]))
        self.store.insert("customer_messages", id_customer_thread=str(thread["id"]), **common)

    def _voucher(self, order, position, goods, goods_net):
        if position % 6 != 5:
            return Decimal(0), Decimal(0)
        included, excluded = money(goods / 10), money(goods_net / 10)
        table = "order_cart_rules" if self.store.modern else "order_discounts"
        self.store.insert(
            table,
            id_order=str(order["id"]),
            id_cart_rule="1",
            name="BIENVENUE10",
            value=f"{included:.6f}",
            value_tax_excl=f"{excluded:.6f}",
            free_shipping="0",
            **({"deleted": "0"} if self.store.modern else {}),
        )
        return included, excluded

    def _payments(self, order, paid, position, label):
        state = self.store.tables["order_states"].rows[int(order["current_state"])]
        if state["paid"] != "1":
            return
        parts = [paid]
        if position % 13 == 0:
            parts = [money(paid / 3), paid - money(paid / 3)]
        for part in parts:
            self.store.insert(
                "order_payments",
                order_reference=order["reference"],
                id_currency="1",
                amount=f"{part:.6f}",
                payment_method=label,
                conversion_rate="1.000000",
                transaction_id=f"T{order['id']:06d}",
                date_add=order["date_add"],
            )
        order["total_paid_real"] = f"{paid:.6f}"
        order["valid"] = "1"

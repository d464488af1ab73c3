"""What a fake WooCommerce holds, and how it adds up an order."""

import threading
import time
from datetime import datetime, timezone
from decimal import ROUND_HALF_DOWN, ROUND_HALF_UP, Decimal

SIX = Decimal("0.000001")
NAMES = {
    "pending": "Attente paiement",
    "processing": "En cours",
    "on-hold": "En attente",
    "completed": "Terminée",
    "cancelled": "Annulée",
    "refunded": "Remboursée",
    "failed": "Échouée",
    "checkout-draft": "Brouillon",
    "wc-atelier": "À l’atelier",
}
ADDRESS = {
    "first_name": "Inès",
    "last_name": "Faure",
    "company": "",
    "address_1": "12 rue des Arts",
    "address_2": "",
    "city": "Toulouse",
    "state": "",
    "postcode": "31000",
    "country": "FR",
    "phone": "05 61 00 00 00",
}
# Whoever takes the goods off the shelf, and who gives them back (wc-stock-functions.php).
TAKES = {"processing", "on-hold", "completed"}
GIVES = {"cancelled", "pending"}


class Store:
    """:param clock: seconds since the epoch
    :param inclusive: prices are entered with their tax
    :param at_subtotal: the whole is rounded, not each line
    :param decimals: of its prices (woocommerce_price_num_decimals)
    """

    def __init__(self, clock=time.time, inclusive=True, at_subtotal=False, decimals=2):
        self.clock = clock
        self.inclusive = inclusive
        self.at_subtotal = at_subtotal
        self.decimals, self.unit = decimals, Decimal(1).scaleb(-decimals)
        self.lock = threading.RLock()
        self.products, self.variations, self.orders = {}, {}, {}
        self.refunds, self.notes = {}, {}
        self.version, self.zone, self.name = "9.4.1", "Europe/Paris", "Boutique & Cie"
        self.taxes = {
            1: {"id": 1, "country": "FR", "rate": "20.0000", "class": "standard"},
            2: {"id": 2, "country": "FR", "rate": "5.5000", "class": "reduced-rate"},
        }
        for tax in self.taxes.values():
            tax |= {"state": "", "postcodes": [], "cities": [], "compound": False, "name": "TVA"}
        self._last = 100

    def number(self):
        self._last += 1
        return self._last

    def now(self):
        moment = datetime.fromtimestamp(self.clock(), timezone.utc)
        return moment.strftime("%Y-%m-%dT%H:%M:%S")

    def touch(self, row, **values):
        """Somebody changes a record: its date moves."""
        row.update(values, date_modified_gmt=self.now(), date_modified=self.now())
        return row

    # -- products -------------------------------------------------------------------------------

    def add_product(self, sku="", price="10.00", quantity=None, tax_class="", **values):
        row = {
            "id": self.number(),
            "name": f"Moteur {sku}",
            "type": "simple",
            "status": "publish",
            "sku": sku,
            "price": price,
            "regular_price": price,
            "weight": "1.5",
            "virtual": False,
            "tax_status": "taxable",
            "tax_class": tax_class,
            "manage_stock": quantity is not None,
            "stock_quantity": quantity,
            "backorders_allowed": False,
            "variations": [],
            "attributes": [],
            "date_created_gmt": self.now(),
            "date_modified_gmt": self.now(),
        }
        self.products[row["id"]] = row | values
        return self.products[row["id"]]

    def add_variation(self, product, sku="", option="Noir", price="10.00", quantity=None, **values):
        product["type"] = "variable"
        row = {
            "id": self.number(),
            # get_sku(): a variation without one shows its product's.
            "sku": sku or product["sku"],
            "price": price,
            "regular_price": price,
            "weight": "",
            "virtual": False,
            "tax_status": "taxable",
            "tax_class": product["tax_class"],
            "manage_stock": quantity is not None,
            "stock_quantity": quantity,
            "backorders_allowed": False,
            "attributes": [{"id": 6, "name": "Couleur", "option": option}],
        } | values
        self.variations[row["id"]] = row | {"parent": product["id"]}
        product["variations"] = [*product["variations"], row["id"]]
        self.touch(product)
        return self.variations[row["id"]]

    # -- orders ---------------------------------------------------------------------------------

    def _rate(self, tax_class):
        wanted = tax_class or "standard"
        return next(tax for tax in self.taxes.values() if tax["class"] == wanted)

    def _item(self, price, tax_class, share=Decimal(1), inclusive=None):
        """An item's amounts before and after a coupon of this share, to six digits."""
        rate = self._rate(tax_class)
        factor = 1 + Decimal(rate["rate"]) / 100
        inclusive = self.inclusive if inclusive is None else inclusive
        net = price / factor if inclusive else price
        amounts = {"subtotal": net, "total": net * share}
        amounts |= {f"{name}_tax": value * (factor - 1) for name, value in amounts.items()}
        amounts = {name: value.quantize(SIX, ROUND_HALF_UP) for name, value in amounts.items()}
        tax = {"id": rate["id"], "total": amounts["total_tax"], "subtotal": amounts["subtotal_tax"]}
        return {"id": self.number(), "tax_class": tax_class, "taxes": [tax], **amounts}

    def add_order(
        self,
        lines,
        status="processing",
        shipping=None,
        fees=(),
        coupon=None,
        paid=True,
        customer=0,
        **values,
    ):
        """:param lines: ``[(product, variation or None, pieces)]``
        :param shipping: price, entered without tax
        :param fees: ``[(name, price without tax)]``
        :param coupon: ``(code, percent)``
        """
        share = 1 - Decimal(coupon[1]) / 100 if coupon else Decimal(1)
        items = []
        for product, variation, quantity in lines:
            own = variation or product
            price = Decimal(own["regular_price"]) * quantity
            option = f" - {variation['attributes'][0]['option']}" if variation else ""
            items.append(
                self._item(price, product["tax_class"], share)
                | {
                    "name": product["name"] + option,
                    "product_id": product["id"],
                    "variation_id": variation["id"] if variation else 0,
                    "quantity": quantity,
                    "sku": own["sku"],
                    "meta_data": [],
                }
            )
        fee_items = [self._item(Decimal(p), "", inclusive=False) | {"name": n} for n, p in fees]
        ways = []
        if shipping is not None:
            ways = [
                self._item(Decimal(shipping), "", inclusive=False)
                | {"method_id": "flat_rate", "instance_id": "4", "method_title": "Colissimo"}
            ]
        row = {
            "id": self.number(),
            "status": "pending",
            "currency": "EUR",
            "date_created_gmt": self.now(),
            "date_modified_gmt": self.now(),
            "prices_include_tax": self.inclusive,
            "customer_id": customer,
            "customer_note": "",
            "billing": {**ADDRESS, "email": "ines@faure.test"},
            "shipping": dict(ADDRESS),
            "payment_method": "bacs",
            "payment_method_title": "Virement bancaire",
            "transaction_id": "",
            "date_paid_gmt": self.now() if paid else None,
            "meta_data": [],
            "line_items": items,
            "fee_lines": fee_items,
            "shipping_lines": ways,
            "coupon_lines": self._coupons(coupon, items),
            "refunds": [],
        }
        row["number"] = str(row["id"])
        row |= values
        self.orders[row["id"]] = row
        self.add_up(row)
        self.set_status(row, status)
        return row

    def _coupons(self, coupon, items):
        if not coupon:
            return []
        off = sum(item["subtotal"] - item["total"] for item in items)
        tax = sum(item["subtotal_tax"] - item["total_tax"] for item in items)
        return [{"id": self.number(), "code": coupon[0], "discount": off, "discount_tax": tax}]

    def add_up(self, row):
        """The sums of an order, as abstract-wc-order.php makes them (calculate_totals)."""
        down = ROUND_HALF_DOWN if row["prices_include_tax"] else ROUND_HALF_UP

        def tax_of(items):
            taxes = [entry["total"] for item in items for entry in item["taxes"]]
            if not self.at_subtotal:
                taxes = [tax.quantize(self.unit, down) for tax in taxes]
            return sum(taxes, Decimal(0)).quantize(self.unit, down)

        def net_of(items):
            nets = [item["total"] for item in items]
            if not self.at_subtotal:
                nets = [net.quantize(self.unit, ROUND_HALF_UP) for net in nets]
            return sum(nets, Decimal(0))

        goods = [*row["line_items"], *row["fee_lines"]]
        cart_tax, shipping_tax = tax_of(goods), tax_of(row["shipping_lines"])
        whole = net_of(goods) + net_of(row["shipping_lines"]) + cart_tax + shipping_tax
        row["total"] = whole.quantize(self.unit, ROUND_HALF_UP)
        row["total_tax"] = cart_tax + shipping_tax
        used = {entry["id"] for item in (*goods, *row["shipping_lines"]) for entry in item["taxes"]}
        row["tax_lines"] = [
            {"rate_id": key, "compound": False, "rate_percent": float(self.taxes[key]["rate"])}
            for key in sorted(used)
        ]

    def set_status(self, row, status):
        """What the shop does with its shelf when an order changes its state."""
        taken = row.get("taken", False)
        if status in TAKES and not taken:
            self._move_goods(row, -1)
            row["taken"] = True
        elif status in GIVES and taken:
            self._move_goods(row, 1)
            row["taken"] = False
        # maybe_set_date_paid: what is in progress or completed counts as paid; what is paid on
        # delivery, once it is completed.
        on_delivery = row["payment_method"] == "cod"
        if status == "completed" or (status == "processing" and not on_delivery):
            row["date_paid_gmt"] = row["date_paid_gmt"] or self.now()
        self.touch(row, status=status)

    def _move_goods(self, row, sign):
        for item in row["line_items"]:
            own = self.variations.get(item["variation_id"]) or self.products[item["product_id"]]
            if own["manage_stock"] is True:
                own["stock_quantity"] += sign * item["quantity"]

    def refund(self, row, amount=None, lines=(), shipping=False, fees=()):
        """:param lines: ``[(item, pieces)]``: what is given back of it by name
        :param fees: items; all amounts are kept times −1 (wc_format_refund_total)
        """
        items = []
        for item, quantity in lines:
            share = Decimal(quantity) / item["quantity"]
            items.append(
                {
                    "id": self.number(),
                    "quantity": -quantity,
                    "total": -(item["total"] * share).quantize(self.unit, ROUND_HALF_UP),
                    "total_tax": -(item["total_tax"] * share).quantize(self.unit, ROUND_HALF_UP),
                    "meta_data": [{"key": "_refunded_item_id", "value": str(item["id"])}],
                }
            )
        ways = []
        if shipping:
            ways = [
                {"id": self.number(), "total": -way["total"], "total_tax": -way["total_tax"]}
                for way in row["shipping_lines"]
            ]
        fee_items = [
            {
                "id": self.number(),
                "total": -fee["total"].quantize(self.unit, ROUND_HALF_UP),
                "total_tax": -fee["total_tax"].quantize(self.unit, ROUND_HALF_UP),
                "meta_data": [{"key": "_refunded_item_id", "value": str(fee["id"])}],
            }
            for fee in fees
        ]
        told = -sum((i["total"] + i["total_tax"] for i in (*items, *fee_items, *ways)), Decimal(0))
        entry = {
            "id": self.number(),
            "date_created_gmt": self.now(),
            "amount": Decimal(str(amount)) if amount is not None else told,
            "reason": "",
            "line_items": items,
            "fee_lines": fee_items,
            "shipping_lines": ways,
        }
        self.refunds.setdefault(row["id"], []).append(entry)
        row["refunds"].append({"id": entry["id"], "reason": "", "total": -entry["amount"]})
        given = sum((one["amount"] for one in self.refunds[row["id"]]), Decimal(0))
        self.touch(row, status="refunded" if given >= row["total"] else row["status"])
        return entry

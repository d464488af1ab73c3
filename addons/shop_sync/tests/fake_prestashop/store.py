"""The shop's tables and what its own code does when they change."""

import json
import threading
import time
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from . import catalogue

SCHEMA = json.loads((Path(__file__).parent / "schema.json").read_text())
LINKS = {
    "id_product": "products", "id_product_attribute": "combinations", "id_shop": "shops",
    "id_order": "orders", "id_carrier": "carriers", "id_order_state": "order_states",
    "id_customer": "customers", "id_country": "countries", "id_state": "states",
    "id_address_delivery": "addresses", "id_address_invoice": "addresses", "id_cart": "carts",
    "id_currency": "currencies", "id_lang": "languages", "current_state": "order_states",
    "product_id": "products", "id_employee": "employees", "id_default_group": "groups",
}  # fmt: skip
TRANSLATED = {
    "products": {"name", "description", "description_short", "link_rewrite", "meta_title",
                 "meta_description", "meta_keywords", "available_now", "available_later",
                 "delivery_in_stock", "delivery_out_stock"},
    "order_states": {"name", "template"},
    "groups": {"name"},
    "carriers": {"delay"},
    "countries": {"name"},
    "taxes": {"name"},
    "cart_rules": {"name"},
    "product_option_values": {"name"},
    "combinations": {"available_now", "available_later"},
} | catalogue.TRANSLATED  # fmt: skip
REQUIRED = {
    "stock_availables": ("id_product", "id_product_attribute", "depends_on_stock", "out_of_stock",
                         "quantity"),
    "order_carriers": ("id_order", "id_carrier"),
    "orders": ("id_address_delivery", "id_address_invoice", "id_cart", "id_currency", "id_lang",
               "id_customer", "id_carrier", "module", "payment", "total_paid", "total_paid_real",
               "total_products", "total_products_wt", "conversion_rate"),
    "specific_prices": ("id_shop", "id_cart", "id_product", "id_currency", "id_country",
                        "id_group", "id_customer", "price", "from_quantity", "reduction",
                        "reduction_type", "from", "to"),
    "order_histories": ("id_order", "id_order_state"),
    "order_payments": ("order_reference", "id_currency", "amount"),
    "manufacturers": ("name",),
}  # fmt: skip
READ_ONLY = {"products": ("manufacturer_name", "quantity")}
INTEGERS = {"stock_availables": {"quantity": "StockAvailable", "out_of_stock": "StockAvailable"}}
# Fields that 1.6.1 has not, and those that only it has: as recorded on 1.6.1.6, 1.6.1.9 and 1.6.1.23
# by the tests of OCA's connector_prestashop (14.0.2.0.2).
NEWER = {
    "orders": {"note"},
    "order_details": {"id_customization", "product_isbn", "product_mpn", "total_refunded_tax_excl",
                      "total_refunded_tax_incl"},
    "customers": {"reset_password_token", "reset_password_validity"},
    "products": {"additional_delivery_times", "delivery_in_stock", "delivery_out_stock",
                 "id_type_redirected", "isbn", "low_stock_alert", "low_stock_threshold", "mpn",
                 "product_type", "show_condition", "state", "unit_price"},
    "combinations": {"available_later", "available_now", "isbn", "low_stock_alert",
                     "low_stock_threshold", "mpn"},
    "stock_availables": {"location"},
    "languages": {"locale"},
    "product_customization_fields": {"is_module", "is_deleted"},
    "product_feature_values": {"position"},
    "currencies": {"modified", "names", "numeric_iso_code", "pattern", "precision", "symbol",
                   "unofficial"},
}  # fmt: skip
OLDER = {
    "products": ["id_product_redirected"],
    "combinations": ["location", "quantity"],
    "currencies": ["blank", "decimals", "format", "iso_code_num", "sign"],
}
DECIMALS = {
    "products": {"price": 6, "wholesale_price": 6, "weight": 6},
    "combinations": {"price": 6, "weight": 6},
    "specific_prices": {"price": 6, "reduction": 6},
    "cart_rules": {"reduction_percent": 2},
}
FORBIDDEN = {"stock_availables": {"post", "delete"}}
DATES = ("date_add", "date_upd")
INDEXED = ("id_order", "order_reference", "id_product", "reference", "id_customer")
UNIQUE_PRICE = (
    "id_product", "id_product_attribute", "id_customer", "id_cart", "from", "to", "id_shop",
    "id_shop_group", "id_currency", "id_country", "id_group", "from_quantity",
    "id_specific_price_rule",
)  # fmt: skip


def _with_decimals(resource, values):
    """Amounts as the database gives them back, with all their digits."""
    return values | {
        name: f"{float(values[name]):.{digits}f}"
        for name, digits in DECIMALS.get(resource, {}).items()
        if values.get(name) not in (None, "")
    }


class Refusal(Exception):
    """An error answer: HTTP status and ``[(code, message)]``."""

    def __init__(self, status, *errors):
        self.status = status
        self.errors = list(errors)
        super().__init__(errors)


class Table:
    """Rows of one resource by id, with a few indexes."""

    def __init__(self):
        self.rows = {}
        self._indexes = {}
        self.next_id = 1

    def add(self, row):
        identifier = int(row.get("id") or self.next_id)
        row["id"] = identifier
        self.rows[identifier] = row
        self.next_id = max(self.next_id, identifier + 1)
        for field, index in self._indexes.items():
            index.setdefault(str(row.get(field, "")), []).append(identifier)
        return row

    def changed(self):
        self._indexes.clear()

    def where(self, field, values):
        """Ids whose `field` is one of `values` (text), by index."""
        if field == "id":
            numbers = [int(value) for value in values if value.lstrip("-").isdigit()]
            return [number for number in numbers if number in self.rows]
        if field not in self._indexes:
            index = self._indexes[field] = {}
            for identifier, row in self.rows.items():
                index.setdefault(str(row.get(field, "")), []).append(identifier)
        return [
            identifier for value in values for identifier in self._indexes[field].get(value, ())
        ]


class Store:
    """All tables of one shop.

    :param version: "8.1.2" or "1.6.1.24": decides PATCH, JSON losses, resources and fields
    """

    def __init__(self, version="8.1.2", name="Boutique", zone="Europe/Paris", clock=time.time):
        self.version = version
        self.name = name
        self.zone = zone
        self.clock = clock
        self.modern = int(version.split(".")[0]) >= 8
        self.lock = threading.RLock()
        # Whether the request at work asked for one language.
        self.one_language = False
        everything = {**SCHEMA, **catalogue.SCHEMA}
        self.schema = {resource: dict(entry) for resource, entry in everything.items()}
        if not self.modern:
            self._become_old()
        self.tables = {resource: Table() for resource in self.schema}

    def _become_old(self):
        # Messages are told by the customer service only (getResources of 1.6.1.24). The list of
        # `order_discounts` bears the name of the class behind it.
        del self.schema["messages"]
        self.schema["order_discounts"] = {
            "node": "order_cart_rule",
            "list": "order_cart_rules",
            "fields": [f for f in self.schema.pop("order_cart_rules")["fields"] if f != "deleted"],
        }
        for resource, missing in NEWER.items():
            fields = [f for f in self.schema[resource]["fields"] if f not in missing]
            self.schema[resource]["fields"] = fields + OLDER.get(resource, [])

    @property
    def discounts(self):
        return self.tables["order_cart_rules" if self.modern else "order_discounts"]

    def now(self):
        """Shop local time, as PrestaShop writes it."""
        return datetime.fromtimestamp(self.clock(), ZoneInfo(self.zone)).strftime(
            "%Y-%m-%d %H:%M:%S"
        )

    def fields(self, resource):
        return self.schema[resource]["fields"]

    def numbers(self, resource):
        """Fields that this version writes as JSON numbers."""
        return self.schema[resource].get("numbers", ()) if self.version.startswith("9") else ()

    def node(self, resource):
        return self.schema[resource]["node"]

    def list_node(self, resource):
        return self.schema[resource].get("list", resource)

    # -- building a shop (no checks) --------------------------------------------------------------

    def insert(self, resource, **values):
        """A row with every field present, empty or zero where nothing is given."""
        row = {field: values.pop(field, "") for field in self.fields(resource)}
        row.update(values)
        for field in DATES:
            if field in row and not row[field]:
                row[field] = self.now()
        return self.tables[resource].add(row)

    def insert_product(self, combinations=(), quantity=0, **values):
        """A product with its stock rows, and one row for each combination."""
        product = self.insert("products", **{"active": "1", "is_virtual": "0", **values})
        self._stock_row(product["id"], 0, quantity)
        total = 0
        for combination in combinations:
            pieces = combination.pop("quantity", 0)
            row = self.insert("combinations", id_product=str(product["id"]), **combination)
            self._stock_row(product["id"], row["id"], pieces)
            total += pieces
            product["id_default_combination"] = product["id_default_combination"] or str(row["id"])
        if combinations:
            self._set_parent(product["id"])
        return product

    def _stock_row(self, product, combination, quantity):
        self.insert(
            "stock_availables",
            id_product=str(product),
            id_product_attribute=str(combination),
            id_shop="1",
            id_shop_group="0",
            quantity=str(quantity),
            depends_on_stock="0",
            out_of_stock="2",
        )

    def _forget_stock_row(self, combination):
        table = self.tables["stock_availables"]
        for key in table.where("id_product_attribute", [str(combination["id"])]):
            del table.rows[key]
        table.changed()

    def stock_of(self, product, combination=0):
        table = self.tables["stock_availables"]
        for identifier in table.where("id_product", [str(product)]):
            if table.rows[identifier]["id_product_attribute"] == str(combination):
                return table.rows[identifier]
        raise KeyError((product, combination))

    # -- writes through the web service ------------------------------------------------------------

    def post(self, resource, values):
        self._check(resource, values, self._all_required(resource))
        self._check_catalogue(resource, values, creating=True)
        if resource == "specific_prices":
            self._refuse_same_price(values)
        row = self.insert(resource, **_with_decimals(resource, values))
        getattr(self, f"_after_create_{resource}", lambda row: None)(row)
        return row

    def update(self, resource, values, partial):
        if not values.get("id"):
            raise Refusal(400, (90, "id is required when modifying a resource"))
        identifier = int(values["id"]) if str(values["id"]).isdigit() else -1
        row = self.tables[resource].rows.get(identifier)
        if row is None:
            raise Refusal(404, (92, "Invalid ID"))
        self._check(resource, values, () if partial else self._all_required(resource))
        self._check_catalogue(resource, values, creating=not partial and not self.modern)
        before, values = dict(row), _with_decimals(resource, values)
        for field in self.fields(resource):
            if field in ("id", *DATES) or field == "shipping_number":
                continue
            if field in values or not partial:
                row[field] = values.get(field, "")
        row.update({name: given for name, given in values.items() if name.startswith("@")})
        if "date_upd" in row and resource != "order_carriers":
            row["date_upd"] = self.now()
        self.tables[resource].changed()
        getattr(self, f"_after_update_{resource}", lambda row, before: None)(row, before)
        return row

    def delete(self, resource, identifiers):
        table = self.tables[resource]
        missing = [str(key) for key in identifiers if key not in table.rows]
        if missing:
            raise Refusal(404, (87, f"Id(s) not exists: {', '.join(missing)}"))
        for key in identifiers:
            gone = table.rows.pop(key)
            if resource == "combinations":
                self._forget_stock_row(gone)
        table.changed()

    def _all_required(self, resource):
        return REQUIRED.get(resource, ())

    def _check(self, resource, values, required):
        for field in READ_ONLY.get(resource, ()):
            if field in values:
                raise Refusal(
                    400,
                    (
                        93,
                        f'parameter "{field}" not writable. Please remove this attribute of this XML',
                    ),
                )
        for field in required:
            if values.get(field, "") == "":
                raise Refusal(400, (41, f'parameter "{field}" required'))
        for field, model in INTEGERS.get(resource, {}).items():
            if field in values and not str(values[field]).lstrip("-").isdigit():
                raise Refusal(
                    400, (85, f'Validation error: "Property {model}->{field} is not valid"')
                )
        if resource == "specific_prices" and values.get("reduction_type") not in (
            None,
            "percentage",
            "amount",
        ):
            raise Refusal(
                400, (85, 'Validation error: "Property SpecificPrice->reduction_type is not valid"')
            )

    def _check_catalogue(self, resource, values, creating):
        refused = catalogue.check(resource, values, creating, self.modern)
        if refused:
            raise Refusal(refused[0], refused[1:])
        if resource == "categories" and values.get("id"):
            self._refuse_circle(str(values["id"]), str(values.get("id_parent", "")))
        if resource == "combinations" and str(values.get("default_on", "")) == "1":
            table = self.tables["combinations"]
            product = values.get("id_product") or table.rows[int(values["id"])]["id_product"]
            for row in table.rows.values():
                other = str(row["id"]) != str(values.get("id", ""))
                if (
                    str(row["id_product"]) == str(product)
                    and str(row["default_on"]) == "1"
                    and other
                ):
                    raise Refusal(500, (46, "Unable to save resource"))
        languages = [str(key) for key in self.tables["languages"].rows]
        before = None
        if not self.modern:
            before = self.tables[resource].rows.get(int(values.get("id") or 0), {})
        catalogue.all_languages(languages, TRANSLATED.get(resource, set()), values, before)

    def _refuse_circle(self, key, parent):
        """A category below itself dies without a word; below its own child the older shops die too,
        after they stored it."""
        if parent == key:
            raise Refusal(500)
        rows = self.tables["categories"].rows
        above = parent
        while not self.modern and above.isdigit() and int(above) in rows:
            above = str(rows[int(above)]["id_parent"])
            if above == key:
                rows[int(key)]["id_parent"] = parent
                raise Refusal(500)

    # -- pictures -----------------------------------------------------------------------------------

    def add_image(self, product, content):
        """:return: the picture's number; of what is no picture an empty row stays (9.1)"""
        row = self.tables["products"].rows.get(product)
        if row is None:
            raise Refusal(500, (57, "This product does not exist"))
        self.images += 1
        picture = content[:3] in (b"\xff\xd8\xff", b"\x89PN", b"GIF")
        if picture or self.version.startswith("9"):
            row["@images"] = [*row.get("@images", []), {"id": str(self.images)}]
            row["id_default_image"] = row["id_default_image"] or str(self.images)
        if not picture:
            raise Refusal(400, (76, "Image format not recognised"))
        return self.images

    def delete_image(self, product, key):
        row = self.tables["products"].rows[product]
        left = [image for image in row.get("@images", []) if image["id"] != str(key)]
        if len(left) == len(row.get("@images", [])):
            raise Refusal(404, (61, "This image does not exist"))
        row["@images"] = left
        row["id_default_image"] = left[0]["id"] if left else ""

    images = 0

    def _refuse_same_price(self, values):
        for row in self.tables["specific_prices"].rows.values():
            if all(str(row.get(name, "")) == str(values.get(name, "")) for name in UNIQUE_PRICE):
                raise Refusal(500, (46, "Unable to save resource"))

    # -- PrestaShop's own reactions ---------------------------------------------------------------

    def _after_create_products(self, row):
        self._stock_row(row["id"], 0, 0)

    def _after_create_combinations(self, row):
        self._stock_row(row["id_product"], row["id"], 0)
        product = self.tables["products"].rows.get(int(row["id_product"]))
        if product is not None and not product["id_default_combination"]:
            product["id_default_combination"] = str(row["id"])

    def _after_create_categories(self, row):
        parent = self.tables["categories"].rows.get(int(row["id_parent"] or 0))
        row["level_depth"] = str(int(parent["level_depth"] or 0) + 1) if parent else "0"

    def _after_create_order_histories(self, row):
        self._change_state(int(row["id_order"]), str(row["id_order_state"]))

    def _after_update_orders(self, row, before):
        if str(before["current_state"]) != str(row["current_state"]):
            self.insert(
                "order_histories",
                id_employee="0",
                id_order_state=str(row["current_state"]),
                id_order=str(row["id"]),
            )
            self._change_state(row["id"], str(row["current_state"]))

    def _after_update_stock_availables(self, row, before):
        if str(row["id_product_attribute"]) != "0":
            self._set_parent(int(row["id_product"]))

    def _set_parent(self, product):
        table = self.tables["stock_availables"]
        rows = [table.rows[key] for key in table.where("id_product", [str(product)])]
        parent = next(row for row in rows if row["id_product_attribute"] == "0")
        parent["quantity"] = str(sum(int(row["quantity"]) for row in rows if row is not parent))

    def _change_state(self, order_id, state_id):
        """A paid state writes the missing payment and the invoice (recordings 96–98)."""
        order = self.tables["orders"].rows[order_id]
        state = self.tables["order_states"].rows.get(int(state_id), {})
        order["current_state"] = state_id
        order["date_upd"] = self.now()
        if str(state.get("logable")) == "1":
            order["valid"] = "1"
        paid = float(order["total_paid_real"] or 0)
        if str(state.get("paid")) == "1" and paid < float(order["total_paid"] or 0):
            missing = float(order["total_paid"]) - paid
            self.insert(
                "order_payments",
                order_reference=order["reference"],
                id_currency="1",
                amount=f"{missing:.6f}",
                payment_method=order["payment"],
                conversion_rate="1.000000",
            )
            order["total_paid_real"] = order["total_paid"]
            order["invoice_number"] = order["invoice_number"] or str(order_id)

    # -- what the merchant or a customer does in the shop -----------------------------------------

    def set_state(self, order_id, state_id):
        """The merchant changes a state in the back office."""
        with self.lock:
            self.post(
                "order_histories",
                {"id_order": str(order_id), "id_employee": "1", "id_order_state": str(state_id)},
            )

    def add_payment(self, reference, amount, method, transaction=""):
        """A payment that arrives later; the order's ``date_upd`` does not move."""
        with self.lock:
            return self.insert(
                "order_payments",
                order_reference=reference,
                id_currency="1",
                amount=f"{float(amount):.6f}",
                payment_method=method,
                conversion_rate="1.000000",
                transaction_id=transaction,
            )

    def set_tracking(self, order_id, number):
        with self.lock:
            table = self.tables["order_carriers"]
            for key in table.where("id_order", [str(order_id)]):
                table.rows[key]["tracking_number"] = number

    def edit_address(self, address_id, **values):
        with self.lock:
            row = self.tables["addresses"].rows[address_id]
            row.update(values, date_upd=self.now())

    def tracking_of(self, order_id):
        table = self.tables["order_carriers"]
        keys = table.where("id_order", [str(order_id)])
        return table.rows[max(keys)]["tracking_number"] if keys else ""

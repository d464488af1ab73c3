"""What a PrestaShop is: its version, fields, settings and reference tables, and what a key may do."""

import time
from typing import Any
from zoneinfo import ZoneInfo

from . import normaliser
from .channel import Findings
from .errors import DataError, ShopError
from .parser import parse_permissions, parse_xml
from .prestashop_complete import THREAD_RESOURCES

Row = dict[str, Any]

REFERENCE_TABLES = {
    "order_states": "[id,name,paid,shipped,logable,deleted,template]",
    "carriers": "[id,id_reference,name,deleted,active]",
    "taxes": "[id,rate]",
    "languages": "[id,iso_code,name,active]",
    "currencies": "[id,iso_code]",
    "countries": "[id,iso_code]",
    "states": "[id,iso_code]",
    "groups": "[id,name]",
}
# What a key must be allowed to do; the flows that need it name the rest.
NEEDED = {
    "orders": {"get"}, "order_details": {"get"}, "order_carriers": {"get"},
    "order_payments": {"get"}, "order_states": {"get"}, "customers": {"get"}, "addresses": {"get"},
    "countries": {"get"}, "states": {"get"}, "carriers": {"get"}, "taxes": {"get"},
    "currencies": {"get"}, "languages": {"get"}, "groups": {"get"}, "products": {"get"},
    "combinations": {"get"}, "stock_availables": {"get", "put"}, "order_histories": {"get", "post"},
    "configurations": {"get"}, "customizations": {"get"}, "order_slip": {"get"},
    "product_customization_fields": {"get"}, "tax_rules": {"get"},
}  # fmt: skip
SETTINGS = (
    "PS_TIMEZONE",
    "PS_LANG_DEFAULT",
    "PS_COUNTRY_DEFAULT",
    "PS_OS_SHIPPING",
    "PS_OS_CANCELED",
    "PS_OS_ERROR",
    "PS_ORDER_OUT_OF_STOCK",
)


class ShopFacts:
    """The part of the PrestaShop channel that knows the shop. Expects ``client``, ``references``,
    ``shop_id``."""

    client: Any
    references: Row
    shop_id: str
    _can_patch: Any

    def preflight(self) -> Any:
        found = Findings()
        try:
            found.name, allowed = parse_permissions(self.client.xml(""))
        except ShopError as error:
            found.errors.append(error)
            return found
        self.references["shop_name"] = found.name
        found.version = self.client.version
        found.key_in_url = self.client._key_in_url
        if self.client.access_time:
            found.clock_skew = round(self.client.access_time - time.time())
        found.missing = self._missing(allowed)
        self.references["allowed"] = {name: sorted(methods) for name, methods in allowed.items()}
        self._read_settings(found, allowed)
        for table in REFERENCE_TABLES:
            if "get" in allowed.get(table, ()):
                self._try(found, self._load_table, table)
        self._try(found, self._learn_fields)
        tables = self.references.get("tables", {})
        found.languages = [row["iso_code"] for row in tables.get("languages", {}).values()]
        found.currencies = [row["iso_code"] for row in tables.get("currencies", {}).values()]
        found.references = self.references
        return found

    def _missing(self, allowed: Any) -> Any:
        needed = {**NEEDED, self._discounts_of(allowed): {"get"}}
        told = THREAD_RESOURCES if self._is_old() else ("messages",)
        needed |= {resource: {"get"} for resource in told}
        if self._can_patch():
            needed["order_carriers"] = {"get", "patch"}
            needed["stock_availables"] = {"get", "patch"}
        else:
            needed["order_carriers"] = {"get", "put"}
        missing = []
        for resource, methods in needed.items():
            granted = allowed.get(resource, ())
            for method in sorted(methods):
                instead = method == "patch" and "put" in granted
                if method not in granted and not instead:
                    missing.append((resource, method.upper()))
        return missing

    def _is_old(self) -> Any:
        """Up to 1.6 there is no resource ``messages``; the customer service tells all of them."""
        return self.client.version.startswith(("1.5", "1.6"))

    def _discounts_of(self, allowed: Any) -> Any:
        """Vouchers of an order: ``order_discounts`` up to 1.7.7 (docs PR #1133)."""
        old = "order_discounts" in allowed or self._is_old()
        return "order_discounts" if old else "order_cart_rules"

    def _read_settings(self, found: Any, allowed: Any) -> None:
        if "get" not in allowed.get("configurations", ()):
            return
        self._try(found, self._load_settings)
        found.time_zone = self.references.get("settings", {}).get("PS_TIMEZONE", "")

    def _load_settings(self) -> None:
        names = "[id,name,value,id_shop]" if self.shop_id else "[id,name,value]"
        rows = self.client.rows(
            "configurations",
            **{"filter[name]": f"[{'|'.join(SETTINGS)}]", "display": names},
        )
        settings = {}
        for row in sorted(rows, key=lambda row: normaliser.reference(row.get("id_shop"))):
            if normaliser.reference(row.get("id_shop")) in ("", self.shop_id):
                settings[normaliser.text(row["name"])] = normaliser.text(row.get("value"))
        try:
            ZoneInfo(settings.get("PS_TIMEZONE") or "none")
        except (KeyError, ValueError, OSError):
            settings.pop("PS_TIMEZONE", None)
        self.references["settings"] = settings

    def _try(self, found: Any, method: Any, *args: Any) -> None:
        try:
            method(*args)
        except ShopError as error:
            found.errors.append(error)

    def _learn_fields(self) -> None:
        """Which fields this version has: 1.6 has no ``orders.note``, and asking for a field that
        does not exist is an error (35)."""
        fields = self.references["fields"] = {}
        for resource in (
            "orders",
            "customers",
            "addresses",
            "order_payments",
            "messages",
            "stock_availables",
        ):
            if "get" in self.references.get("allowed", {}).get(resource, ()):
                fields[resource] = self._fields_of(resource)

    def _fields_of(self, resource: str) -> Any:
        root = parse_xml(self.client.xml(resource, schema="blank"))
        return sorted({"id", *(field.tag for field in root[0])})

    def _display(self, resource: str, names: Any) -> Any:
        """Those of the named fields that this version has."""
        fields = self.references.setdefault("fields", {})
        if resource not in fields:
            fields[resource] = self._fields_of(resource)
        return f"[{','.join(name for name in names.split(',') if name in fields[resource])}]"

    def _table(self, name: Any) -> Any:
        if name not in self.references.get("tables", {}):
            self._load_table(name)
        return self.references["tables"][name]

    def _load_table(self, name: Any) -> None:
        language = self.references.get("settings", {}).get("PS_LANG_DEFAULT")
        params = {"display": REFERENCE_TABLES[name]}
        if language and name in ("order_states", "carriers", "groups"):
            params["language"] = language
        try:
            rows = self.client.rows(name, **params)
        except DataError:
            rows = self.client.rows(name, display="full")
        self.references.setdefault("tables", {})[name] = {
            normaliser.text(row["id"]): {
                field: normaliser.text(value)
                for field, value in row.items()
                if field in REFERENCE_TABLES[name][1:-1].split(",")
            }
            for row in rows
        }
        if name == "carriers":
            # PrestaShop shows its own name for a carrier called "0" (its demo data up to 1.7).
            for row in self.references["tables"][name].values():
                row["name"] = (
                    self.references.get("shop_name", "") if row["name"] == "0" else row["name"]
                )

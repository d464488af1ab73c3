"""PrestaShop 1.6 → 9 behind the channel interface, through its web service."""

import time
from collections.abc import Iterator
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from . import normaliser
from .channel import Channel, Document, Findings, Page, Result, register
from .client import PrestaShopClient, any_of
from .errors import ConfigError, DataError, ShopError, TransientError
from .parser import parse_permissions, parse_xml
from .prestashop_orders import EPOCH, FAR_FUTURE, THREAD_RESOURCES, OrderReader
from .stock import push_rows
from .xmlwriter import complete_put

Row = dict[str, Any]

STOCK_PAGE = 5000
STOCK_BATCH = 200
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
STOCK_FIELDS = (
    "id,id_product,id_product_attribute,id_shop,id_shop_group,quantity,depends_on_stock,"
    "out_of_stock,location"
)
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
)
PRODUCT_FIELDS = (
    "id,reference,ean13,name,price,weight,is_virtual,active,id_default_combination,"
    "id_tax_rules_group,cache_is_pack"
)


@register("prestashop")
class PrestaShop(OrderReader, Channel):
    """:param references: reference tables of an earlier run (saves requests), see `references`
    :param zone: the shop's time zone
    """

    def __init__(
        self,
        client: Any,
        references: Any = None,
        zone: str = "Europe/Paris",
        shop_id: str = "",
        start: str = "",
    ) -> None:
        self.client = client
        self.references = references or {}
        self.zone = zone
        self.shop_id = shop_id
        self.start = start
        self._begin_orders()
        if shop_id:
            client.defaults["id_shop"] = shop_id

    @classmethod
    def connect(cls, url: str, key: str, limiter: Any, **options: Any) -> Any:
        return cls(PrestaShopClient(url, key, limiter), **options)

    def usage(self) -> Any:
        return {"requests": self.client.requests, "writes": self.client.writes}

    def capabilities(self) -> Any:
        return {
            # Orders by date last: the others first mark their place, so that nothing which happens
            # while the orders are read for the first time is missed.
            "pull": [
                "product",
                "order_by_id",
                "payment",
                "refund",
                "message",
                "address",
                "order",
            ],
            "push": ["stock", "shipment"],
            "verify": ["stock", "tracking", "payment", "order"],
        }

    # -- preflight ------------------------------------------------------------------------------

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

    # -- reference tables -----------------------------------------------------------------------

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

    # -- pulling --------------------------------------------------------------------------------

    def pull(self, flow: Any, cursor: Row) -> Any:
        return getattr(self, f"_pull_{flow}")(dict(cursor))

    def _shop_filter(self) -> Any:
        return {"filter[id_shop]": f"[{self.shop_id}]"} if self.shop_id else {}

    # -- catalogue ------------------------------------------------------------------------------

    def _pull_product(self, cursor: Row) -> Iterator[Any]:
        """New products and combinations by id, one document for each thing with its own stock."""
        names = None
        while True:
            rows = self._catalogue(
                "products",
                cursor.get("product", 0),
                PRODUCT_FIELDS,
            )
            if not rows:
                break
            cursor = {**cursor, "product": int(rows[-1]["id"])}
            yield Page(
                [self._document_of(row) for row in rows if not _has_combinations(row)], cursor
            )
            if len(rows) < STOCK_PAGE // 5:
                break
        while True:
            rows = self._catalogue(
                "combinations",
                cursor.get("combination", 0),
                "id,id_product,reference,ean13,price,weight,product_option_values[id]",
            )
            if not rows:
                return
            names = self._option_names() if names is None else names
            parents = self._parents(rows)
            cursor = {**cursor, "combination": int(rows[-1]["id"])}
            yield Page(
                [
                    self._document_of(parents[normaliser.text(row["id_product"])], row, names)
                    for row in rows
                    if normaliser.text(row["id_product"]) in parents
                ],
                cursor,
            )
            if len(rows) < STOCK_PAGE // 5:
                return

    def _document_of(self, row: Row, combination: Any = None, names: Any = None) -> Any:
        options = [
            names[key]
            for key in normaliser.ids_of(combination or {}, "product_option_values")
            if names and names.get(key)
        ]
        rate = self._group_rates().get(normaliser.reference(row.get("id_tax_rules_group")))
        payload = normaliser.product(row, combination, options, rate)
        return Document("product", f"{payload['id']}-{payload['combination_id'] or 0}", payload)

    def _group_rates(self) -> Any:
        """``{tax group: rate}`` in the shop's own country, where one rate says it all."""
        if self._rates_of_groups is None:
            settings = self.references.get("settings", {})
            if "PS_COUNTRY_DEFAULT" not in settings and self._may_read("configurations"):
                # Checked by an earlier release, which did not ask for it.
                self._load_settings()
            country = self.references.get("settings", {}).get("PS_COUNTRY_DEFAULT")
            readable = country and self._may_read("tax_rules", "taxes")
            rows = (
                self.client.rows(
                    "tax_rules",
                    **{"filter[id_country]": f"[{country}]", "display": "full"},
                )
                if readable
                else []
            )
            self._rates_of_groups = _rates_by_group(rows, self._table("taxes") if rows else {})
        return self._rates_of_groups

    _rates_of_groups = None

    def _catalogue(self, resource: str, last: Any, names: Any) -> Any:
        return self.client.rows(
            resource,
            **{
                "filter[id]": f">[{last}]",
                "sort": "[id_ASC]",
                "limit": STOCK_PAGE // 5,
                "display": f"[{names}]",
                **self._language(),
            },
        )

    def _language(self) -> Any:
        language = self.references.get("settings", {}).get("PS_LANG_DEFAULT")
        return {"language": language} if language else {}

    def _option_names(self) -> Any:
        try:
            rows = self.client.rows(
                "product_option_values", display="[id,name]", **self._language()
            )
        except ConfigError:
            return {}
        return {normaliser.text(row["id"]): normaliser.text(row.get("name")) for row in rows}

    def _parents(self, combinations: Any) -> Any:
        keys = sorted({row["id_product"] for row in combinations}, key=int)
        rows = {}
        for condition in any_of(keys):
            for row in self.client.rows(
                "products",
                **{
                    "filter[id]": condition,
                    "display": (
                        "[id,reference,name,price,weight,is_virtual,active,id_tax_rules_group]"
                    ),
                    **self._language(),
                },
            ):
                rows[normaliser.text(row["id"])] = row
        return rows

    # -- verifying ------------------------------------------------------------------------------

    def verify(self, kind: str, keys: Any = None) -> Any:
        return getattr(self, f"_verify_{kind}")(keys)

    def _verify_stock(self, keys: Any) -> Any:
        """Stock rows, whole; combinations' parents are marked, they only carry a sum."""
        rows = self._stock_rows(keys)
        with_combinations = {
            normaliser.text(row["id_product"])
            for row in rows
            if normaliser.reference(row["id_product_attribute"])
        }
        return {
            normaliser.text(row["id"]): {
                **{name: normaliser.text(value) for name, value in row.items()},
                "product": _product_key(row),
                "quantity": _pieces(row),
                "parent": not normaliser.reference(row["id_product_attribute"])
                and normaliser.text(row["id_product"]) in with_combinations,
            }
            for row in rows
        }

    def _stock_rows(self, keys: Any) -> Any:
        # No filter by shop: stock that shops share hangs on their group; `id_shop` gives both.
        params = {"display": self._display("stock_availables", STOCK_FIELDS)}
        if keys is not None:
            return [
                row
                for condition in any_of(keys)
                for row in self.client.rows(
                    "stock_availables", **{**params, "filter[id]": condition}
                )
            ]
        rows, last = [], 0
        while True:
            page = self.client.rows(
                "stock_availables",
                **{**params, "filter[id]": f">[{last}]", "sort": "[id_ASC]", "limit": STOCK_PAGE},
            )
            rows += page
            if len(page) < STOCK_PAGE:
                return rows
            last = page[-1]["id"]

    def _verify_tracking(self, keys: Any) -> Any:
        """``{order: tracking}`` of these orders: an edit of it leaves no other trace."""
        found = {}
        for condition in any_of(keys):
            for row in normaliser.by_id(
                self.client.rows(
                    "order_carriers",
                    **{
                        "filter[id_order]": condition,
                        "display": "[id,id_order,tracking_number]",
                    },
                )
            ):
                found[normaliser.text(row["id_order"])] = normaliser.text(row["tracking_number"])
        return found

    def _verify_order(self, keys: Any) -> Any:
        """``{order: (state, total)}`` of the orders from `start` on; or of these keys, whatever
        their date and whichever shop they belong to now."""
        display = "[id,current_state,total_paid_tax_incl,date_upd]"
        if keys is not None:
            rows = self._rows_of("orders", keys, {"display": display, "date": 1})
            return {normaliser.text(row["id"]): _shown_order(row) for row in rows}
        window = {"filter[date_upd]": f"[{self.start or EPOCH},{FAR_FUTURE}]"}
        rows = self._all_rows("orders", {**window, **self._shop_filter(), "display": display})
        return {normaliser.text(row["id"]): _shown_order(row) for row in rows}

    def _verify_payment(self, keys: Any) -> Any:
        """``{payment: {"reference", "amount"}}`` from `start` on: neither an edit nor a removal
        of one leaves a trace elsewhere."""
        window = {"filter[date_add]": f"[{self.start or EPOCH},{FAR_FUTURE}]"}
        display = "[id,order_reference,amount,date_add]"
        return {
            normaliser.text(row["id"]): {
                "reference": normaliser.text(row["order_reference"]),
                "amount": normaliser.amount(row["amount"]),
            }
            for row in self._all_rows("order_payments", {**window, "display": display})
        }

    def _rows_of(self, resource: str, keys: Any, params: Row) -> Iterator[Any]:
        for condition in any_of(keys):
            yield from self.client.rows(resource, **{**params, "filter[id]": condition})

    def _all_rows(self, resource: str, params: Row) -> Iterator[Any]:
        """All rows of a list, a thousand at a time."""
        last = 0
        while True:
            rows = self.client.rows(
                resource,
                **{
                    **params,
                    "date": 1,
                    "filter[id]": f">[{last}]",
                    "sort": "[id_ASC]",
                    "limit": 1000,
                },
            )
            yield from rows
            if len(rows) < 1000:
                return
            last = rows[-1]["id"]

    # -- pushing --------------------------------------------------------------------------------

    def push(self, kind: str, operations: list[Any]) -> Any:
        return getattr(self, f"_push_{kind}")(operations)

    def _can_patch(self) -> Any:
        """PATCH exists from 8.0 (PrestaShop PR #27952); 1.6 answers 405."""
        major = self.client.version.split(".")[0]
        return major.isdigit() and int(major) >= 8

    def _may_patch(self, resource: str) -> Any:
        allowed = self.references.get("allowed", {}).get(resource)
        return self._can_patch() and (allowed is None or "patch" in allowed)

    def _know_version(self) -> None:
        if not self.client.version:
            self.client.rows("languages", display="[id]", limit=1)

    def _push_stock(self, operations: list[Any]) -> Any:
        """Quantities by stock row: PATCH with two fields, or whole rows read just before."""
        self._know_version()
        wanted = {operation.key: int(operation.values["quantity"]) for operation in operations}
        send = self._patch_stock if self._may_patch("stock_availables") else self._put_stock
        return push_rows(wanted, send, self._stock_quantities, STOCK_BATCH)

    def _stock_quantities(self, keys: Any) -> Any:
        rows = self._stock_rows(keys)
        return {normaliser.text(row["id"]): _pieces(row) for row in rows}

    def _patch_stock(self, batch: Any) -> Any:
        rows = [{"id": key, "quantity": quantity} for key, quantity in batch.items()]
        return _echoed(self.client.send_rows("PATCH", "stock_availables", "stock_available", rows))

    def _put_stock(self, batch: Any) -> Any:
        rows = [
            {
                **{name: value for name, value in row.items() if value is not None},
                "quantity": batch[normaliser.text(row["id"])],
            }
            for row in self._stock_rows(list(batch))
        ]
        if not rows:
            return {}
        return _echoed(self.client.send_rows("PUT", "stock_availables", "stock_available", rows))

    def _push_shipment(self, operations: list[Any]) -> Any:
        self._know_version()
        return [self._guarded(self._ship, operation) for operation in operations]

    def _guarded(self, method: Any, operation: Any) -> Any:
        try:
            return Result(operation.key, already=not method(operation.values))
        except ShopError as error:
            return Result(operation.key, error)

    def _ship(self, values: Any) -> Any:
        """Tracking number, then state; each looked up first, so that a repeat changes nothing.

        :param values: ``order``, ``tracking`` (may be empty), ``state`` (may be empty), ``notify``
        :return: whether anything had to be written
        """
        wrote = False
        if values.get("tracking"):
            wrote = self._set_tracking(values["order"], values["tracking"])
        if values.get("state"):
            wrote = self._add_state(values["order"], values["state"], values.get("notify")) or wrote
        return wrote

    def _set_tracking(self, order: Any, tracking: Any) -> Any:
        rows = self.client.rows(
            "order_carriers",
            **{"filter[id_order]": f"[{order}]", "display": "[id,tracking_number]"},
        )
        if not rows:
            raise DataError("no_carrier_row", order=order)
        row = normaliser.by_id(rows)[-1]
        if normaliser.text(row["tracking_number"]) == tracking:
            return False
        path = f"order_carriers/{row['id']}"
        try:
            self._write_tracking(path, row["id"], tracking)
        except (DataError, TransientError):
            if self._verify_tracking([order]).get(str(order)) != tracking:
                raise
        return True

    def _write_tracking(self, path: str, identifier: Any, tracking: Any) -> None:
        if self._may_patch("order_carriers"):
            row = {"id": identifier, "tracking_number": tracking}
            self.client.send_rows("PATCH", path, "order_carrier", [row])
            return
        body = complete_put(self.client.xml(path), "order_carriers", {"tracking_number": tracking})
        if body:
            self.client.write_body("PUT", path, "order_carrier", body)

    def _add_state(self, order: Any, state: Any, notify: Any) -> Any:
        passed = self._states_of(order)
        further = self._is_shipped(state) and self._is_shipped(passed[-1] if passed else "")
        if state in passed or further:
            return False
        row = {"id_order": order, "id_order_state": state, "id_employee": 0}
        try:
            self.client.send_rows(
                "POST",
                "order_histories",
                "order_history",
                [row],
                **({"sendemail": 1} if notify else {}),
            )
        except (DataError, TransientError):
            if state not in self._states_of(order):
                raise
        return True

    def _is_shipped(self, state: Any) -> Any:
        """Whether a state says that the goods have left: "delivered" is not set back."""
        return self._table("order_states").get(state, {}).get("shipped") == "1"

    def _states_of(self, order: Any) -> Any:
        """States that the order went through, oldest first."""
        rows = self.client.rows(
            "order_histories",
            **{"filter[id_order]": f"[{order}]", "display": "[id,id_order_state]"},
        )
        return [normaliser.text(row["id_order_state"]) for row in normaliser.by_id(rows)]


def _shown_order(row: Row) -> Any:
    return {
        "state": normaliser.text(row["current_state"]),
        "total": normaliser.amount(row["total_paid_tax_incl"]),
    }


def _echoed(rows: list[Row]) -> Any:
    return {row["id"]: _pieces(row) for row in rows if row.get("id") and row.get("quantity")}


def _pieces(row: Row) -> Any:
    """The quantity of a stock row; 0 when the shop shows none."""
    return int(Decimal(normaliser.amount(row.get("quantity"))))


def _product_key(row: Row) -> Any:
    """Of a stock row: the key of the product document that it is the stock of."""
    combination = normaliser.reference(row["id_product_attribute"]) or 0
    return f"{normaliser.text(row['id_product'])}-{combination}"


def _has_combinations(row: Row) -> Any:
    """A product that is sold only through its combinations; nothing is sold under its own number."""
    return bool(normaliser.reference(row.get("id_default_combination")))


def _rates_by_group(rules: Any, taxes: Any) -> Any:
    found: dict[str, set[str | None]] = {}
    for rule in rules:
        if normaliser.reference(rule.get("id_state")):
            continue
        tax = taxes.get(normaliser.text(rule.get("id_tax")))
        group = normaliser.text(rule["id_tax_rules_group"])
        found.setdefault(group, set()).add(normaliser.amount(tax["rate"]) if tax else None)
    return {
        group: next(iter(rates))
        for group, rates in found.items()
        if len(rates) == 1 and None not in rates
    }

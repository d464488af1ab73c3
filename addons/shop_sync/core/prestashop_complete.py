"""Complete orders from a page of a PrestaShop's rows, past what cannot be read."""

from collections import defaultdict
from typing import Any

from . import normaliser
from .channel import Document
from .client import any_of
from .errors import DataError, TransientError
from .prestashop_extras import OrderExtras

Row = dict[str, Any]

CUSTOMER_FIELDS = "id,id_default_group,lastname,firstname,email,company,siret,is_guest"
ADDRESS_FIELDS = (
    "id,id_country,id_state,company,lastname,firstname,vat_number,address1,address2,postcode,city,"
    "other,phone,phone_mobile,date_add,date_upd"
)
PAYMENT_FIELDS = "id,order_reference,id_currency,amount,payment_method,transaction_id,date_add"
MESSAGE_FIELDS = "id,id_order,message,private,date_add"
THREAD_RESOURCES = ("customer_threads", "customer_messages")
# What a surprising value inside one order raises; everything else is a fault of the programme.
SURPRISES = (KeyError, ValueError, TypeError, AttributeError, ArithmeticError)
# Trouble that a page with fewer orders may not have (a script that ran out of time or memory).
HEAVY = {"server_error", "timeout"}

text = normaliser.text
reference = normaliser.reference


class OrderCompleter(OrderExtras):
    """The part of the PrestaShop channel that makes documents of rows: seven more list requests for
    a page. Expects ``client``, ``zone``, ``references``, `_table`, `_load_table`, `_display`,
    `_is_old`, `_discounts_of`."""

    _is_old: Any
    _fetched: dict[str, str]
    _reloaded: set[tuple[str, str]]
    _seen_payments: set[str]

    def _documents(self, rows: list[Row]) -> Any:
        """Complete orders from rows of ``orders``: seven more list requests for a page."""
        readable = [row for row in rows if "unreadable" not in row]
        parts = self._in_parts(readable, self._complete) if readable else []
        documents = {part.key: part for part in parts if isinstance(part, Document)}
        spoiled = [part for part in parts if not isinstance(part, Document)]
        for row in [*(row for row in rows if "unreadable" in row), *spoiled]:
            documents[text(row["id"])] = _unreadable(row, row["unreadable"])
        for row in rows:
            self._fetched[text(row["id"])] = _date(row)
        return [documents[text(row["id"])] for row in rows]

    def _in_parts(self, rows: list[Row], read: Any) -> Any:
        """`read(rows)`, by halves around what cannot be read: one broken order holds up itself.

        :return: what `read` gives, and for each row that spoils it the row with ``unreadable``
        """
        try:
            return read(rows)
        except (DataError, TransientError) as error:
            self._assert_worth_halving(error)
            if len(rows) == 1:
                self._assert_alive(error)
                return [{**rows[0], "unreadable": str(error)}]
        middle = len(rows) // 2
        return self._in_parts(rows[:middle], read) + self._in_parts(rows[middle:], read)

    @staticmethod
    def _assert_worth_halving(error: Any) -> None:
        if isinstance(error, TransientError) and error.code not in HEAVY:
            raise error

    def _assert_alive(self, error: Any) -> None:
        """Trouble with one row alone is the row's only if the shop answers something else."""
        if isinstance(error, TransientError):
            self.client.rows("languages", display="[id]", limit=1)

    def _complete(self, rows: list[Row]) -> Any:
        related = self._related(rows)
        self._complete_extras(rows, related)
        refs = self._refs_for(rows, related)
        documents = []
        for row in rows:
            parts = _parts_of(row, related)
            try:
                payload = normaliser.order(row, parts, refs, self.zone)
            except SURPRISES as error:
                documents.append(_unreadable(row, f"{type(error).__name__}: {error}"))
                continue
            self._seen_payments.update(entry["id"] for entry in payload["payments"])
            documents.append(Document("order", text(row["id"]), payload))
        return documents

    def _related(self, rows: list[Row]) -> Any:
        orders = [text(row["id"]) for row in rows]
        customers = {reference(row.get("id_customer")) for row in rows}
        addresses = {
            reference(row.get(f"id_address_{kind}"))
            for row in rows
            for kind in ("delivery", "invoice")
        }
        references = {text(row.get("reference")) for row in rows}
        discounts = self._discounts_of(self.references.get("allowed", {"order_cart_rules": ()}))
        return {
            "details": self._grouped("order_details", "id_order", orders, "full"),
            "discounts": self._grouped(discounts, "id_order", orders, "full"),
            "carriers": self._grouped("order_carriers", "id_order", orders, "full"),
            "payments": self._grouped(
                "order_payments",
                "order_reference",
                sorted(references - {""}),
                f"[{PAYMENT_FIELDS}]",
            ),
            "messages": self._messages(orders),
            "customers": self._keyed("customers", sorted(customers - {""}), CUSTOMER_FIELDS),
            "addresses": self._keyed("addresses", sorted(addresses - {""}), ADDRESS_FIELDS),
        }

    def _may_read(self, *resources: Any) -> Any:
        allowed = self.references.get("allowed", {})
        return all("get" in allowed.get(resource, ()) for resource in resources)

    def _messages(self, orders: Any) -> Any:
        """What customer and shop wrote: with the order, and later to the customer service. The
        first message stands in both places."""
        groups: dict[str, list[Row]] = defaultdict(list)
        if "messages" in self.references.get("allowed", {"messages": ()}) and not self._is_old():
            display = self._display("messages", MESSAGE_FIELDS)
            groups.update(self._grouped("messages", "id_order", orders, display))
        for order, rows in self._thread_messages(orders).items():
            told = {text(row.get("message"), 4000) for row in groups[order]}
            groups[order] += [row for row in rows if text(row["message"], 4000) not in told]
        return groups

    def _thread_messages(self, orders: Any) -> Any:
        """``{order: messages}`` of the customer service; none without the right to read them."""
        groups: dict[str, list[Row]] = defaultdict(list)
        if not self._may_read(*THREAD_RESOURCES):
            return groups
        threads = self._grouped("customer_threads", "id_order", orders, "[id,id_order]")
        owners = {text(row["id"]): order for order, rows in threads.items() for row in rows}
        written = self._grouped(
            "customer_messages",
            "id_customer_thread",
            sorted(owners),
            "[id,id_customer_thread,message,private,date_add]",
        )
        for thread, rows in written.items():
            for row in normaliser.by_id(rows):
                groups[owners[thread]].append({**row, "id": f"thread-{text(row['id'])}"})
        return groups

    def _grouped(self, resource: str, field: str, values: Any, display: str) -> Any:
        groups: dict[str, list[Row]] = defaultdict(list)
        wanted = set(values)
        for condition in any_of(values):
            for row in self.client.rows(
                resource, **{f"filter[{field}]": condition, "display": display}
            ):
                if text(row.get(field)) in wanted:
                    groups[text(row[field])].append(row)
        return groups

    def _keyed(self, resource: str, values: Any, names: Any) -> Any:
        rows = {}
        for condition in any_of(values):
            display = self._display(resource, names)
            for row in self.client.rows(resource, **{"filter[id]": condition, "display": display}):
                rows[text(row["id"])] = row
        return rows

    def _refs_for(self, rows: list[Row], related: Row) -> Any:
        """Reference tables, read again when an order names an entry that we do not know."""
        addresses = related["addresses"].values()
        carriers = [row for group in related["carriers"].values() for row in group]
        details = [row for group in related["details"].values() for row in group]
        asked = {
            "order_states": {row.get("current_state") for row in rows},
            "carriers": {row.get("id_carrier") for row in [*rows, *carriers]},
            "languages": {row.get("id_lang") for row in rows},
            "currencies": {row.get("id_currency") for row in rows},
            "countries": {row.get("id_country") for row in addresses},
            "states": {row.get("id_state") for row in addresses},
            "taxes": {tax for row in details for tax in normaliser.ids_of(row, "taxes")},
        }
        for name, keys in asked.items():
            unknown = {reference(key) for key in keys} - {""} - set(self._table(name))
            if unknown and not {(name, key) for key in unknown} <= self._reloaded:
                self._reloaded |= {(name, key) for key in unknown}
                self._load_table(name)
        return {name: self._table(name) for name in asked}


def _unreadable(row: Row, error: Any) -> Any:
    """A document that says that its order cannot be read; it waits, the others go on."""
    payload = {
        "schema": "order/1",
        "id": text(row["id"]),
        "reference": text(row.get("reference")),
        "unreadable": text(error, 500),
    }
    return Document("order", payload["id"], payload)


def _date(row: Row) -> Any:
    return text(row.get("date_upd"))


def _parts_of(row: Row, related: Row) -> Any:
    key = text(row["id"])
    addresses, customers = related["addresses"], related["customers"]
    return {
        "details": related["details"].get(key, []),
        "discounts": related["discounts"].get(key, []),
        "carriers": related["carriers"].get(key, []),
        "payments": related["payments"].get(text(row.get("reference")), []),
        "messages": related["messages"].get(key, []),
        "refunds": related["refunds"].get(key, []),
        "shipping": related["shares"].get(key),
        "customer": customers.get(text(row.get("id_customer"))),
        "invoice_address": addresses.get(text(row.get("id_address_invoice"))),
        "delivery_address": addresses.get(text(row.get("id_address_delivery"))),
    }

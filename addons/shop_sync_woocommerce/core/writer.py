"""Stock, states and tracking numbers, written to a WooCommerce: looked at before, always."""

from collections.abc import Iterator
from typing import Any

from odoo.addons.shop_sync.core.channel import Operation, Result
from odoo.addons.shop_sync.core.errors import DataError, ShopError, TransientError
from odoo.addons.shop_sync.core.stock import stops

from . import normaliser
from .reader import pieces_of
from .states import CLOSED, SHIPPED

Row = dict[str, Any]

# What WooCommerce takes in one request (woocommerce_rest_batch_items_limit).
BATCH = 100
STOCK_FIELDS = "id,manage_stock,stock_quantity"
ORDER_FIELDS = "id,status,total,payment_method,date_paid_gmt"
# Paid by hand: the shop knows it from the person who saw the money, or from the state "completed".
BY_HAND = ("bacs", "cheque")
TRACKING = {"fr": "Numéro de suivi : %s", "en": "Tracking number: %s"}

text = normaliser.text


class Writer:
    """The part of the WooCommerce channel that writes. Expects ``client``, ``references``."""

    client: Any
    references: Row

    def push(self, kind: str, operations: list[Any]) -> Any:
        return getattr(self, f"_push_{kind}")(operations)

    # -- stock ----------------------------------------------------------------------------------

    def _push_stock(self, operations: list[Operation]) -> list[Result]:
        """By hundreds: the goods of all products together, variations product by product. Trouble
        with the shop ends it; what was not tried yet is told the same."""
        results: dict[str, Result] = {}
        stop: Exception | None = None
        for path, part in _batches(operations):
            if stop is None:
                found = self._push_batch(path, part)
                stop = next((r.error for r in found.values() if stops(r.error)), None)
            else:
                found = {operation.key: Result(operation.key, stop) for operation in part}
            results.update(found)
        return [results[operation.key] for operation in operations]

    def _push_batch(self, path: str, operations: list[Operation]) -> dict[str, Result]:
        """Look, compare, write what differs, and believe only what the shop answers."""
        try:
            shown = self._look(path, operations)
        except ShopError as error:
            return {operation.key: Result(operation.key, error) for operation in operations}
        results, todo = {}, []
        for operation in operations:
            result = _compare(operation, shown.get(_number(operation.key)))
            if result is None:
                todo.append(operation)
            else:
                results[operation.key] = result
        return results | self._write(path, todo)

    def _look(self, path: str, operations: list[Operation]) -> dict[str, int | None]:
        """``{number: pieces}``; None for a line that the shop does not count."""
        rows = self.client.page(
            path,
            include=[_number(operation.key) for operation in operations],
            per_page=BATCH,
            _fields=STOCK_FIELDS,
            status="any",
        ).rows
        return {text(row["id"]): _counted(row) for row in rows}

    def _write(self, path: str, operations: list[Operation]) -> dict[str, Result]:
        if not operations:
            return {}
        body = {
            "update": [
                {"id": int(_number(o.key)), "stock_quantity": o.values["quantity"]}
                for o in operations
            ]
        }
        try:
            answer = self.client.send("POST", f"{path}/batch", body)
        except ShopError as error:
            if error.code == "woo_batch_too_large" and len(operations) > 1:
                middle = len(operations) // 2
                halves = operations[:middle], operations[middle:]
                return self._write(path, halves[0]) | self._write(path, halves[1])
            return self._after_failure(path, operations, error)
        rows = {text(row.get("id")): row for row in answer.get("update") or ()}
        return {o.key: _taken(o, rows.get(_number(o.key))) for o in operations}

    def _after_failure(
        self, path: str, operations: list[Operation], error: ShopError
    ) -> dict[str, Result]:
        """No answer does not mean that nothing was written: look which lines were."""
        if error.kind == "config":
            return {o.key: Result(o.key, error) for o in operations}
        try:
            shown = self._look(path, operations)
        except ShopError as problem:
            return {o.key: Result(o.key, problem) for o in operations}
        return {
            o.key: Result(o.key)
            if shown.get(_number(o.key)) == o.values["quantity"]
            else Result(o.key, error)
            for o in operations
        }

    # -- what left ------------------------------------------------------------------------------

    def _push_shipment(self, operations: list[Operation]) -> list[Result]:
        return [self._guarded(operation) for operation in operations]

    def _guarded(self, operation: Operation) -> Result:
        try:
            return Result(operation.key, already=not self._ship(operation.values))
        except ShopError as error:
            return Result(operation.key, error)

    def _ship(self, values: Row) -> bool:
        """Tracking number, then state: the mail that the shop sends with the state may name it.

        :return: whether anything had to be written
        """
        wrote = False
        if values.get("tracking"):
            wrote = self._tell_tracking(values["order"], values["tracking"], values.get("notify"))
        if values.get("state"):
            wrote = self._set_state(values["order"], values["state"]) or wrote
        return wrote

    def _tell_tracking(self, order: str, tracking: str, notify: Any) -> bool:
        """As a note: WooCommerce has no field for it. A note for the customer is mailed to him."""
        if self._has_note(order, tracking):
            return False
        language = text(self.references.get("settings", {}).get("language"))[:2]
        told = TRACKING.get(language, TRACKING["en"]) % tracking
        try:
            self.client.send(
                "POST", f"orders/{order}/notes", {"note": told, "customer_note": bool(notify)}
            )
        except TransientError:
            if not self._has_note(order, tracking):
                raise
        return True

    def _has_note(self, order: str, tracking: str) -> bool:
        notes = self.client.get(f"orders/{order}/notes")
        return any(tracking in text(note.get("note"), 4000) for note in notes)

    def _set_state(self, order: str, state: str) -> bool:
        row = self._head_of(order)
        now = text(row.get("status"))
        if now == state:
            return False
        if now in CLOSED:
            raise DataError("woo_closed", order=order, state=now)
        if state == SHIPPED and _is_unpaid(row):
            raise DataError("woo_unpaid", order=order)
        try:
            self.client.send("PUT", f"orders/{order}", {"status": state})
        except TransientError:
            if text(self._head_of(order).get("status")) != state:
                raise
        return True

    def _head_of(self, order: str) -> Row:
        row: Row = self.client.get(f"orders/{order}", _fields=ORDER_FIELDS)
        return row


def _is_unpaid(row: Row) -> bool:
    """Whether "completed" would make the shop count money that nobody saw."""
    by_hand = text(row.get("payment_method")) in BY_HAND
    return by_hand and not text(row.get("date_paid_gmt")) and bool(normaliser.number(row["total"]))


def _batches(operations: list[Operation]) -> Iterator[tuple[str, list[Operation]]]:
    """``(path, operations)``, each small enough for one request."""
    paths: dict[str, list[Operation]] = {}
    for operation in operations:
        product, _dash, variation = operation.key.partition("-")
        path = f"products/{product}/variations" if variation not in ("", "0") else "products"
        paths.setdefault(path, []).append(operation)
    for path, part in paths.items():
        for start in range(0, len(part), BATCH):
            yield path, part[start : start + BATCH]


def _number(key: str) -> str:
    """
    >>> _number("12-0"), _number("12-34")
    ('12', '34')
    """
    product, _dash, variation = key.partition("-")
    return product if variation in ("", "0") else variation


def _counted(row: Row) -> int | None:
    return pieces_of(row) if row.get("manage_stock") is True else None


def _compare(operation: Operation, shown: Any) -> Result | None:
    """What needs no writing, or must not be written now; None: write it.

    A number that we do not know was made by a sale or by a hand, after we looked last: its orders
    are read before anything is written over it.
    """
    key, wanted = operation.key, operation.values["quantity"]
    if shown is None:
        return Result(key, DataError("woo_not_counted", key=key))
    if shown == wanted:
        return Result(key, already=True)
    if shown != operation.values.get("known", shown):
        return Result(key, shown=shown)
    return None


def _taken(operation: Operation, row: Row | None) -> Result:
    key = operation.key
    if row is None:
        return Result(key, DataError("not_taken", key=key))
    if row.get("error"):
        refusal = row["error"]
        message = text(refusal.get("message")) or text(refusal.get("code"))
        return Result(key, DataError("refused", resource="products", message=message))
    if _counted(row) != operation.values["quantity"]:
        return Result(key, DataError("not_taken", key=key))
    return Result(key)

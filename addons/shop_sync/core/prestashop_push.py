"""Stock, tracking numbers and states, written to a PrestaShop: always looked at before a repeat."""

from decimal import Decimal
from typing import Any

from . import normaliser
from .channel import Result
from .errors import DataError, ShopError, TransientError
from .stock import push_rows
from .xmlwriter import complete_put

Row = dict[str, Any]

STOCK_BATCH = 200


class Writer:
    """The part of the PrestaShop channel that writes. Expects ``client``, ``references``, `_table`,
    `_stock_rows`, `_verify_tracking`."""

    client: Any
    references: Row
    _table: Any
    _stock_rows: Any
    _verify_tracking: Any

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
        return {normaliser.text(row["id"]): pieces_of(row) for row in rows}

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


def _echoed(rows: list[Row]) -> Any:
    return {row["id"]: pieces_of(row) for row in rows if row.get("id") and row.get("quantity")}


def pieces_of(row: Row) -> Any:
    """The quantity of a stock row; 0 when the shop shows none."""
    return int(Decimal(normaliser.amount(row.get("quantity"))))

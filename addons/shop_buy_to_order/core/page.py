"""What a shop's own page says of a product that is bought to order: sold without stock, and when it
comes. Read before it is written, and read again after: an answer only repeats what was sent."""

from collections.abc import Iterable
from typing import Any

from odoo.addons.shop_sync.core.client import any_of
from odoo.addons.shop_sync.core.errors import DataError, ShopError
from odoo.addons.shop_sync.core.xmlwriter import whole_row, write_rows

Values = dict[str, Any]

TEXTS = ("available_later", "delivery_out_stock")
FIELDS = ("id", *TEXTS, "additional_delivery_times")
# Delivery times of the product's own, instead of the shop's general ones.
OWN_TIMES = "2"
YES = "1"


class Pages:
    """:param adapter: a conversation with the shop, see ``shop_sync.core.prestashop``"""

    def __init__(self, adapter: Any) -> None:
        self._adapter = adapter
        self._client = adapter.client
        # A text that is sent in one language loses the others.
        self.languages = {
            str(key): str(row["iso_code"]) for key, row in adapter._table("languages").items()
        }

    @property
    def fields(self) -> set[str]:
        """Those that this version has."""
        return set(self._adapter._display("products", ",".join(FIELDS)).strip("[]").split(","))

    def compose(self, texts: dict[str, str]) -> Values:
        """What a page should say.

        :param texts: ``{language code: text}``
        """
        words = {key: texts[iso] for key, iso in self.languages.items()}
        wanted: Values = {"available_later": words}
        if "additional_delivery_times" in self.fields:
            wanted |= {"delivery_out_stock": words, "additional_delivery_times": OWN_TIMES}
        return wanted

    # -- pages ----------------------------------------------------------------------------------------

    def fetch(self, products: Iterable[str]) -> dict[str, Values]:
        display = self._adapter._display("products", ",".join(FIELDS))
        return {
            str(row["id"]): self._read_row(row)
            for condition in any_of(products)
            for row in self._client.rows("products", display=display, **{"filter[id]": condition})
        }

    def _read_row(self, row: Values) -> Values:
        return {
            name: self._read_texts(value) if name in TEXTS else _text(value)
            for name, value in row.items()
            if name in FIELDS and name != "id"
        }

    def _read_texts(self, value: Any) -> dict[str, str]:
        given = value if isinstance(value, list) else []
        known = {str(entry["id"]): _text(entry.get("value")) for entry in given}
        plain = "" if isinstance(value, list) else _text(value)
        return {key: known.get(key, plain) for key in self.languages}

    def change(self, product: str, wanted: Values) -> None:
        """:raises ShopError: the shop does not show it afterwards"""
        error: ShopError | None = None
        try:
            self._send("products", "product", product, wanted)
        except ShopError as problem:
            if problem.kind == "config":
                raise
            error = problem
        left = differences(wanted, self.fetch([product]).get(product, {}))
        if left:
            raise error or DataError(
                "buy_page_not_taken", key=product, fields=", ".join(sorted(left))
            )

    # -- sold without stock ---------------------------------------------------------------------------

    def read_without_stock(self, keys: Iterable[str]) -> dict[str, str]:
        """``{stock line: whether it is sold without stock}``: 0 no, 1 yes, 2 as the shop does."""
        return {
            str(row["id"]): _text(row.get("out_of_stock"))
            for row in self._adapter._stock_rows(list(keys))
        }

    def write_without_stock(self, wanted: dict[str, str]) -> None:
        for key, choice in wanted.items():
            self._send("stock_availables", "stock_available", key, {"out_of_stock": choice})
        shown = self.read_without_stock(wanted) if wanted else {}
        for key, choice in wanted.items():
            if shown.get(key) != choice:
                raise DataError("buy_page_not_taken", key=key, fields="out_of_stock")

    # -- bodies ---------------------------------------------------------------------------------------

    def _send(self, resource: str, node: str, key: str, values: Values) -> None:
        if self._adapter._may_patch(resource):
            body = write_rows(node, [{"id": key, **values}])
            self._client.write_body("PATCH", resource, node, body)
            return
        # A shop without PATCH empties what a PUT does not name.
        path = f"{resource}/{key}"
        body = whole_row(self._client.xml(path), resource, values)
        self._client.write_body("PUT", path, node, body)


def differences(wanted: Values, shown: Values) -> Values:
    """Fields that are not as they should be.

    >>> differences({"a": "1", "b": "2"}, {"a": "1", "b": "3"})
    {'b': '2'}
    """
    return {name: value for name, value in wanted.items() if shown.get(name) != value}


def put_back(sent: Values, before: Values, shown: Values) -> Values:
    """What stood there before, where still stands what we sent: what somebody wrote since is his.

    >>> put_back({"a": "ours", "b": "ours"}, {"a": "old", "b": "old"}, {"a": "ours", "b": "his"})
    {'a': 'old'}
    """
    return {
        name: before[name]
        for name, value in sent.items()
        if name in before and shown.get(name) == value and before[name] != value
    }


def _text(value: Any) -> str:
    return "" if value is None or value is False else str(value)

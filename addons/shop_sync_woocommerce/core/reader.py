"""Orders, products and stock lines of a WooCommerce, read page by page."""

from collections.abc import Iterator
from typing import Any

from odoo.addons.shop_sync.core.channel import Document, Page
from odoo.addons.shop_sync.core.errors import DataError, ShopError, TransientError

from . import normaliser, products
from .scan import PAGE, Scan, in_parts

Row = dict[str, Any]

# Every digit that the shop keeps: two would lose the tax of a few cents.
DIGITS = 6
PRODUCT_FIELDS = (
    "id,name,sku,type,status,price,regular_price,weight,virtual,tax_status,tax_class,variations,"
    "global_unique_id,manage_stock,stock_quantity,backorders_allowed,attributes,date_created_gmt,"
    "date_modified_gmt"
)
VARIATION_FIELDS = (
    "id,sku,price,regular_price,weight,virtual,tax_status,tax_class,global_unique_id,attributes,"
    "manage_stock,stock_quantity,backorders_allowed"
)
HEAD_FIELDS = "id,number,status,total,date_created_gmt,date_modified_gmt"
# Sets of other products, and those that are sold elsewhere: no stock of their own here.
WITHOUT_STOCK = ("grouped", "external")
# Trouble that a page with fewer records may not have (a script that ran out of time or memory).
HEAVY = {"server_error", "timeout", "bad_answer"}
# What a surprising value inside one record raises; everything else is a fault of the programme.
SURPRISES = (KeyError, ValueError, TypeError, AttributeError, ArithmeticError)

text = normaliser.text


class Reader:
    """The part of the WooCommerce channel that reads. Expects ``client``, ``references``,
    ``start`` (GMT)."""

    client: Any
    references: Row
    start: str

    # -- orders ---------------------------------------------------------------------------------

    def _pull_order(self, cursor: Row) -> Iterator[Page]:
        """Orders that changed. First only what they are, then the orders: a record that the shop
        cannot show holds up itself and no other."""
        heads = Scan(self.client, "orders", {"_fields": HEAD_FIELDS, "status": "any"}, self.start)
        for rows, moved in heads.pages(cursor):
            yield Page(self._documents(rows), moved)

    def fetch(self, kind: str, keys: Any) -> Any:
        if kind != "order":
            raise DataError("unknown_kind", kind=kind)
        return self._documents([{"id": key} for key in keys])

    def _documents(self, heads: list[Row]) -> list[Document]:
        """These orders whole; none for one that the shop does not know."""
        documents: list[Document] = []
        for start in range(0, len(heads), PAGE):
            part = heads[start : start + PAGE]
            found = {}
            for entry in in_parts(part, self._whole_orders, self._is_worth_halving):
                if isinstance(entry, tuple):
                    self._assert_alive(entry[1])
                    found[text(entry[0]["id"])] = _unreadable(entry[0], entry[1])
                else:
                    found[entry.key] = entry
            documents += [found[text(h["id"])] for h in part if text(h["id"]) in found]
        return documents

    @staticmethod
    def _is_worth_halving(error: Exception) -> bool:
        if isinstance(error, TransientError):
            return error.code in HEAVY
        return isinstance(error, DataError)

    def _assert_alive(self, error: Exception) -> None:
        """Trouble with one record alone is the record's only if the shop answers something else."""
        if isinstance(error, TransientError):
            self.client.page("orders", per_page=1, orderby="id", order="asc", _fields="id")

    def _whole_orders(self, heads: list[Row]) -> list[Document]:
        rows = self.client.page(
            "orders",
            include=[text(head["id"]) for head in heads],
            per_page=PAGE,
            orderby="id",
            order="asc",
            status="any",
            dp=DIGITS,
        ).rows
        return [self._document(row) for row in rows]

    def _document(self, row: Row) -> Document:
        refunds: list[Row] = []
        if row.get("refunds"):
            refunds = self.client.page(f"orders/{row['id']}/refunds", per_page=PAGE, dp=DIGITS).rows
        try:
            return Document("order", text(row["id"]), self._canonical(row, refunds))
        except SURPRISES as error:
            return _unreadable(row, f"{type(error).__name__}: {error}")

    def _canonical(self, row: Row, refunds: list[Row]) -> Row:
        self._know_tables(row)
        return normaliser.order(row, self.references, refunds)

    def _know_tables(self, row: Row) -> None:
        raise NotImplementedError

    # -- products -------------------------------------------------------------------------------

    def _pull_product(self, cursor: Row) -> Iterator[Page]:
        """Products that changed, and the variations of those whose variations are others now."""
        for rows, moved in self._products().pages(cursor):
            documents = []
            for row in rows:
                documents += self._product_documents(row)
            yield Page(documents, moved)

    def _product_documents(self, row: Row) -> list[Document]:
        if row.get("type") in WITHOUT_STOCK:
            return []
        numbers = sorted(map(int, row.get("variations") or ()))
        if not numbers:
            return [_product_document(row, None, self.references)]
        key, known = text(row["id"]), self.references.setdefault("variations", {})
        # For orders: a variation without a number of its own shows this one there too.
        parents = self.references.setdefault("parent_skus", {})
        parents[key] = normaliser.plain(row.get("sku"))
        if known.get(key) == numbers:
            return []
        documents = [
            _product_document(row, variation, self.references)
            for variation in self._variations(row["id"])
        ]
        # One that cannot be linked yet is looked at again, whenever its product changes.
        if all(one.payload["reference"] or one.payload["ean13"] for one in documents):
            known[key] = numbers
        return documents

    def _variations(self, product: Any) -> Iterator[Row]:
        number = 1
        while True:
            page = self.client.page(
                f"products/{product}/variations",
                per_page=PAGE,
                page=number,
                orderby="id",
                order="asc",
                _fields=VARIATION_FIELDS,
            )
            yield from page.rows
            # A short page is no end: what does not load is left out of it.
            if number * PAGE >= page.total:
                return
            number += 1

    def _products(self) -> Scan:
        return Scan(self.client, "products", {"_fields": PRODUCT_FIELDS, "status": "any"}, "")

    def _all_products(self) -> Iterator[Row]:
        for rows, _cursor in self._products().pages({}):
            yield from rows

    # -- what the shop holds --------------------------------------------------------------------

    def verify(self, kind: str, keys: Any = None) -> Any:
        return getattr(self, f"_verify_{kind}")(keys)

    def _verify_stock(self, keys: Any) -> dict[str, Row]:
        """All lines whose stock the shop counts. One that it does not count has no number to show;
        variations that share their product's stock hang on that line, which nobody writes."""
        lines: dict[str, Row] = {}
        for row in self._all_products():
            if row.get("type") in WITHOUT_STOCK:
                continue
            parent = bool(row.get("variations"))
            if row.get("manage_stock") is True:
                lines[f"{row['id']}-0"] = _line_of(row, None, parent)
            if parent:
                for variation in self._variations(row["id"]):
                    if variation.get("manage_stock") is True:
                        lines[f"{row['id']}-{variation['id']}"] = _line_of(row, variation, False)
        return {key: line for key, line in lines.items() if keys is None or key in keys}

    def _verify_tracking(self, keys: Any) -> dict[str, str]:
        """WooCommerce has no field for it; ours stands in a note."""
        return {}

    def _verify_order(self, keys: Any) -> dict[str, Row]:
        """``{order: {"state", "total"}}`` of those that changed since the start; or of these."""
        shown = {}
        for row in self._heads(keys):
            total = normaliser.amount(row.get("total"))
            shown[text(row["id"])] = {"state": text(row.get("status")), "total": total}
        return shown

    def _heads(self, keys: Any) -> Iterator[Row]:
        asked = {"_fields": HEAD_FIELDS, "status": "any", "dp": DIGITS}
        if keys is None:
            for rows, _cursor in Scan(self.client, "orders", asked, self.start).pages({}):
                yield from rows
            return
        for start in range(0, len(keys), PAGE):
            part = keys[start : start + PAGE]
            yield from self.client.page("orders", include=part, per_page=PAGE, **asked).rows


def _product_document(row: Row, variation: Row | None, refs: Row) -> Document:
    payload = products.product(row, variation, refs)
    return Document("product", f"{payload['id']}-{payload['combination_id'] or 0}", payload)


def _line_of(row: Row, variation: Row | None, parent: bool) -> Row:
    own = variation or row
    return {
        "product": f"{row['id']}-{variation['id'] if variation else 0}",
        "quantity": pieces_of(own),
        "parent": parent,
        "backorder": bool(own.get("backorders_allowed")),
    }


def pieces_of(row: Row) -> int:
    """The number that a line shows; 0 where it shows none."""
    return int(normaliser.number(row.get("stock_quantity")))


def _unreadable(row: Row, error: Any) -> Document:
    """A document that says that its order cannot be read; it waits, the others go on."""
    key = text(row["id"])
    said = str(error) if not isinstance(error, ShopError) else f"{error.code} {error.params}"
    payload = {
        "schema": "order/1",
        "id": key,
        "reference": text(row.get("number")) or key,
        "unreadable": text(said, 500),
    }
    return Document("order", key, payload)

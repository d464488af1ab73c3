"""The catalogue of a PrestaShop, read and written over the connection of ``shop_sync``."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from odoo.addons.shop_sync.core.channel import Result
from odoo.addons.shop_sync.core.client import any_of
from odoo.addons.shop_sync.core.errors import DataError, ShopError
from odoo.addons.shop_sync.core.xmlwriter import whole_row, write_rows

from .combinations import Combinations
from .compile import Values, differences, read_row, read_texts
from .features import FeatureBook
from .makers import MakerBook

PAGE = 200
BATCH = 50
FIELDS = (
    "id,reference,ean13,weight,name,description,description_short,meta_title,link_rewrite,price,"
    "id_tax_rules_group,active,visibility,available_for_order,show_price,minimal_quantity,condition,"
    "state,id_supplier,supplier_reference,id_manufacturer,redirect_type,id_type_redirected,"
    "id_product_redirected,id_category_default,id_default_image,id_default_combination"
)
ALWAYS = ("identity", "texts", "price", "sale", "categories", "features", "makers")


@dataclass(frozen=True)
class Sent:
    """What became of one row: its number, what stands in the shop now, or the error."""

    key: str = ""
    shown: Values = field(default_factory=dict)
    error: ShopError | None = None


class Catalogue(Combinations):
    """:param adapter: a conversation with the shop, see ``shop_sync.core.prestashop``"""

    # Where the features of products are driven from here; reading them takes two lists more.
    features: FeatureBook | None = None

    def __init__(self, adapter: Any) -> None:
        self._adapter = adapter
        self._client = adapter.client
        self.makers = MakerBook(adapter.client)
        # Each language is asked for at once: a text that is sent in one loses the others.
        self.languages = {
            row["iso_code"]: key for key, row in sorted(adapter._table("languages").items())
        }

    @property
    def tax_groups(self) -> dict[str, str]:
        """``{group: rate}``"""
        return dict(self._adapter._group_rates())

    @property
    def fields(self) -> set[str]:
        """Fields of a product in this version."""
        names = self._adapter._display("products", FIELDS)
        return set(names.strip("[]").split(","))

    # -- reading ------------------------------------------------------------------------------------

    def read_all(self) -> Iterator[tuple[str, Values]]:
        """``(number, product)`` of the whole catalogue."""
        last: Any = 0
        while True:
            rows = self._rows(**{"filter[id]": f">[{last}]", "sort": "[id_ASC]", "limit": PAGE})
            for row in rows:
                yield str(row["id"]), self._read(row)
            if len(rows) < PAGE:
                return
            last = rows[-1]["id"]

    def fetch(self, keys: Iterable[str]) -> dict[str, Values]:
        return {
            str(row["id"]): self._read(row)
            for condition in any_of(keys)
            for row in self._rows(**{"filter[id]": condition})
        }

    def find(self, references: Iterable[str]) -> dict[str, list[str]]:
        """``{reference: numbers}`` of products that are there already."""
        found: dict[str, list[str]] = {}
        for condition in any_of(references):
            for row in self._client.rows(
                "products", display="[id,reference]", **{"filter[reference]": condition}
            ):
                found.setdefault(str(row["reference"]), []).append(str(row["id"]))
        return found

    def _rows(self, **params: Any) -> Any:
        names = self._adapter._display("products", FIELDS)
        links = "categories[id]" + (",product_features[id_feature_value]" if self.features else "")
        return self._client.rows("products", display=f"{names[:-1]},{links}]", **params)

    def _read(self, row: Values) -> Values:
        shown = read_row(row, list(self.languages.values()))
        if self.features:
            shown["product_features"] = self.features.pairs_of(row)
        return shown

    # -- features -------------------------------------------------------------------------------------

    def drive_features(self) -> None:
        """Read and write the features of products too."""
        # Older shops keep one value of a feature on a product.
        several = bool(self._adapter._can_patch())
        self.features = FeatureBook(self._client, list(self.languages.values()), several)

    def _linked(self, row: Values) -> Values:
        """Names of features become their numbers."""
        if not self.features or "product_features" not in row:
            return row
        return row | {"product_features": self.features.link(row["product_features"])}

    # -- writing products ---------------------------------------------------------------------------

    def make(self, wanted: list[Values]) -> list[Sent]:
        """Make products; one whose reference the shop knows already is found, not made again, so
        that a cut answer doubles nothing."""
        results: dict[str, Sent] = {}
        for start in range(0, len(wanted), BATCH):
            rows = {row["reference"]: row for row in wanted[start : start + BATCH]}
            results |= self._create_batch(rows)
        return [results[row["reference"]] for row in wanted]

    def _create_batch(self, rows: dict[str, Values]) -> dict[str, Sent]:
        there = self.find(rows)
        missing = [row for reference, row in rows.items() if reference not in there]
        error = self._post_products(missing) if missing else None
        if error and error.kind == "config":
            raise error
        there = self.find(rows) if missing else there
        lost = [row for row in missing if row["reference"] not in there]
        if error and len(lost) > 1:
            return {
                **self._proven({name: row for name, row in rows.items() if row not in lost}, there),
                **{
                    name: sent
                    for row in lost
                    for name, sent in self._create_batch({row["reference"]: row}).items()
                },
            }
        failed = {
            row["reference"]: Sent(error=error or DataError("not_taken", key=row["reference"]))
            for row in lost
        }
        return (
            self._proven({name: row for name, row in rows.items() if name not in failed}, there)
            | failed
        )

    def _post_products(self, rows: list[Values]) -> ShopError | None:
        try:
            body = write_rows("product", [self._linked(row) for row in rows])
            self._client.write_body("POST", "products", "product", body)
        except ShopError as error:
            return error
        return None

    def _proven(self, rows: dict[str, Values], there: dict[str, list[str]]) -> dict[str, Sent]:
        """What stands in the shop, read again: the answer to a write only repeats what was sent."""
        keys = {name: there[name][0] for name in rows}
        shown = self.fetch(keys.values())
        results = {}
        for name, key in keys.items():
            several = len(there[name]) > 1
            error = DataError("catalog_doubled", reference=name) if several else None
            results[name] = Sent(key, shown.get(key, {}), error)
        return results

    def change(self, rows: dict[str, Values], wanted: dict[str, Values]) -> dict[str, Sent]:
        """Send differences, and read again what stands there.

        :param rows: ``{number: fields to send}``
        :param wanted: ``{number: whole product}``, compared with what stands there then
        """
        errors: dict[str, ShopError] = {}
        keys = list(rows)
        for start in range(0, len(keys), BATCH):
            self._change_batch({key: rows[key] for key in keys[start : start + BATCH]}, errors)
        shown = self.fetch(keys)
        return {key: self._judge(key, rows[key], wanted[key], shown, errors) for key in keys}

    def _judge(self, key: str, sent: Values, wanted: Values, shown: Any, errors: Any) -> Sent:
        if key not in shown:
            return Sent(key, error=DataError("gone", key=key))
        left = differences(
            {name: wanted[name] for name in sent if name in wanted}, shown[key], ALWAYS
        )
        if not left:
            return Sent(key, shown[key])
        error = errors.get(key) or DataError("catalog_not_taken", fields=", ".join(sorted(left)))
        return Sent(key, shown[key], error)

    def _change_batch(self, rows: dict[str, Values], errors: dict[str, ShopError]) -> None:
        try:
            self._write_products(rows)
        except ShopError as error:
            if error.kind == "config":
                raise
            if len(rows) == 1:
                errors.update(dict.fromkeys(rows, error))
                return
            # The rows before the bad one were saved; to send them again changes nothing.
            keys = list(rows)
            middle = len(keys) // 2
            for half in (keys[:middle], keys[middle:]):
                self._change_batch({key: rows[key] for key in half}, errors)

    def _write_products(self, rows: dict[str, Values]) -> None:
        rows = {key: self._linked(row) for key, row in rows.items()}
        if self._adapter._may_patch("products"):
            body = write_rows("product", [{"id": key, **row} for key, row in rows.items()])
            self._client.write_body("PATCH", "products", "product", body)
            return
        for key, row in rows.items():
            whole = whole_row(self._client.xml(f"products/{key}"), "products", row)
            self._client.write_body("PUT", f"products/{key}", "product", whole)

    # -- things with a name ---------------------------------------------------------------------------

    def _make(self, resource: str, node: str, row: Values) -> str:
        rows = self._client.write_body("POST", resource, node, write_rows(node, [row]))
        return str(rows[0]["id"])

    def _texts(self, text: str) -> dict[str, str]:
        return dict.fromkeys(self.languages.values(), text)

    def _first(self, value: Any) -> str:
        return next(
            (text for text in read_texts(value, list(self.languages.values())).values()), ""
        )

    # -- categories -----------------------------------------------------------------------------------

    def categories(self) -> list[Values]:
        rows = self._client.rows(
            "categories", display="[id,id_parent,active,is_root_category,name]", sort="[id_ASC]"
        )
        languages = list(self.languages.values())
        return [
            {
                "id": str(row["id"]),
                "parent": str(row.get("id_parent") or ""),
                "active": str(row.get("active")) == "1",
                "root": str(row.get("is_root_category")) == "1",
                "name": read_texts(row.get("name"), languages),
            }
            for row in rows
        ]

    def save_category(self, key: str, row: Values) -> str:
        """:param key: empty for a new one"""
        if not key:
            return self._make("categories", "category", row)
        if self._adapter._may_patch("categories"):
            body = write_rows("category", [{"id": key, **row}])
            self._client.write_body("PATCH", "categories", "category", body)
        else:
            path = f"categories/{key}"
            whole = whole_row(self._client.xml(path), "categories", row)
            self._client.write_body("PUT", path, "category", whole)
        return key

    # -- pictures -------------------------------------------------------------------------------------

    def pictures(self, product: str) -> tuple[str, list[str]]:
        """``(number of the cover, numbers of all)`` of a product's pictures."""
        body = self._client.xml(f"products/{product}")
        if not body:
            return "", []
        tree = etree.fromstring(body)
        entries = tree.findall(".//associations/images/image/id")
        cover = (tree.findtext(".//id_default_image") or "").strip()
        return cover, [(entry.text or "").strip() for entry in entries]

    def put_picture(self, product: str, content: bytes, before: Iterable[str]) -> str:
        """Upload a picture, which comes behind the others; of a refused one nothing stays.

        :param before: numbers of those that are there
        :return: its number
        """
        try:
            answer = self._client.upload(f"images/products/{product}", "image.jpg", content)
        except ShopError:
            for key in set(self.pictures(product)[1]) - set(before):
                self.drop_picture(product, key)
            raise
        made = etree.fromstring(answer).findtext(".//id") if answer else ""
        return (made or "").strip()

    def drop_picture(self, product: str, key: str) -> None:
        self._client.delete(f"images/products/{product}/{key}")

    def set_cover(self, product: str, key: str) -> None:
        """The picture that lists of products show."""
        self._write_products({product: {"id_default_image": key}})


__all__ = ["Catalogue", "Result", "Sent"]

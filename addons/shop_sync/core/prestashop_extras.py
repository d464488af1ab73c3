"""What only some orders of a PrestaShop have: engravings, packs, credit slips, parts of one order."""

from collections import defaultdict
from typing import Any

from . import normaliser
from .client import any_of

Row = dict[str, Any]
TOTALS = ",".join(
    f"total_{name}"
    for part in ("paid", "shipping", "wrapping", "discounts")
    for name in (f"{part}_tax_incl", f"{part}_tax_excl")
)
PART_FIELDS = f"id,reference,total_products,total_products_wt,{TOTALS}"
SLIP_FIELDS = "full"

text = normaliser.text
reference = normaliser.reference


class OrderExtras:
    """The part of the PrestaShop channel that completes orders. Expects ``client``, ``references``,
    `_table`, `_may_read`, `_grouped`, `_is_old`."""

    client: Any
    references: Row
    zone: str
    start: str
    _language: Any
    _display: Any
    _table: Any
    _load_table: Any
    _shop_filter: Any
    _discounts_of: Any

    def _complete_extras(self, rows: list[Row], related: Row) -> None:
        """Add what the other lists do not tell to the rows of an order's page."""
        self._add_customizations(rows, related["details"])
        self._add_packs(related["details"])
        related["refunds"] = self._refunds_of([text(row["id"]) for row in rows])
        related["shares"] = self._shares_of(rows)

    # -- engravings -------------------------------------------------------------------------------

    def _add_customizations(self, rows: list[Row], details: dict[str, list[Row]]) -> None:
        """Texts and pictures that buyers had put on products; they hang on the cart, and on the
        line since 1.7."""
        if not self._may_read("customizations"):
            return
        carts = {reference(row.get("id_cart")): text(row["id"]) for row in rows}
        marked = {
            order
            for order, lines in details.items()
            if self._is_old() or any(reference(line.get("id_customization")) for line in lines)
        }
        wanted = sorted(cart for cart, order in carts.items() if cart and order in marked)
        found = self._grouped("customizations", "id_cart", wanted, "full")
        if not found:
            return
        labels = {"customization_fields": self._customization_fields()}
        base = self.client.base.removesuffix("/api")
        for cart, entries in found.items():
            for entry in entries:
                texts = normaliser.customizations(entry, labels)
                for written in texts:
                    if written["image"]:
                        written["image"] = f"{base}/upload/{written['image']}"
                self._engrave(details[carts[cart]], entry, texts)

    @staticmethod
    def _engrave(lines: list[Row], entry: Row, texts: list[Row]) -> None:
        by_number = [
            line for line in lines if text(line.get("id_customization")) == text(entry["id"])
        ]
        same = [
            line
            for line in lines
            if not reference(line.get("id_customization"))
            and text(line.get("product_id")) == text(entry.get("id_product"))
            and reference(line.get("product_attribute_id"))
            == reference(entry.get("id_product_attribute"))
        ]
        for line in (by_number or same)[:1]:
            line.setdefault("@customizations", []).extend(texts)

    def _customization_fields(self) -> dict[str, Row]:
        if not self._may_read("product_customization_fields"):
            return {}
        if "customization_fields" not in self.references.get("tables", {}):
            rows = self.client.rows(
                "product_customization_fields", display="full", **self._language()
            )
            self.references.setdefault("tables", {})["customization_fields"] = {
                text(row["id"]): {"id": text(row["id"]), "name": text(row.get("name"))}
                for row in rows
            }
        fields: dict[str, Row] = self.references["tables"]["customization_fields"]
        return fields

    # -- packs ------------------------------------------------------------------------------------

    def _add_packs(self, details: dict[str, list[Row]]) -> None:
        """Of a pack, the pieces that it is made of now: the shop keeps no older composition."""
        packs = self._packs()
        for lines in details.values():
            for line in lines:
                parts = packs.get(text(line.get("product_id")))
                if parts:
                    line["@pack"] = parts

    def _packs(self) -> dict[str, list[Row]]:
        """``{product: parts}``, asked once in a conversation."""
        if self._known_packs is None:
            rows = self.client.rows(
                "products",
                **{"filter[cache_is_pack]": "[1]", "display": "full", **self._language()},
            )
            parts = {text(row["id"]): normaliser.entries_of(row, "product_bundle") for row in rows}
            names = self._products_named(
                {text(part["id"]) for entries in parts.values() for part in entries}
            )
            self._known_packs = {
                pack: [_part(part, names) for part in entries]
                for pack, entries in parts.items()
                if entries
            }
        return self._known_packs

    _known_packs: dict[str, list[Row]] | None = None

    def _products_named(self, keys: set[str]) -> dict[str, Row]:
        rows: dict[str, Row] = {}
        for condition in any_of(sorted(keys)):
            for row in self.client.rows(
                "products",
                **{
                    "filter[id]": condition,
                    "display": "[id,reference,ean13,name]",
                    **self._language(),
                },
            ):
                rows[text(row["id"])] = row
        return rows

    # -- credit slips -----------------------------------------------------------------------------

    def _refunds_of(self, orders: list[str]) -> dict[str, list[Row]]:
        if not self._may_read("order_slip"):
            return defaultdict(list)
        return self._grouped("order_slip", "id_order", orders, SLIP_FIELDS)

    # -- parts of one order -----------------------------------------------------------------------

    def _shares_of(self, rows: list[Row]) -> dict[str, Row]:
        """Shipping of the parts of split orders; asked only where an order does not add up."""
        odd = {
            text(row.get("reference"))
            for row in rows
            if normaliser.amount(normaliser.rest_of(row)["tax_incl"])
            != normaliser.amount(row.get("total_shipping_tax_incl"))
        }
        shares: dict[str, Row] = {}
        groups = self._grouped("orders", "reference", sorted(odd - {""}), f"[{PART_FIELDS}]")
        for parts in groups.values():
            shares |= normaliser.split_shipping(parts)
        return shares

    # -- given by the other parts of the channel ----------------------------------------------------

    def _may_read(self, *resources: str) -> bool:
        raise NotImplementedError

    def _grouped(
        self, resource: str, field: str, values: Any, display: str
    ) -> dict[str, list[Row]]:
        raise NotImplementedError

    def _is_old(self) -> bool:
        raise NotImplementedError


def _part(entry: Row, names: dict[str, Row]) -> Row:
    """One kind of piece in a pack."""
    product = names.get(text(entry["id"]), {})
    return {
        "product_id": text(entry["id"]),
        "combination_id": reference(entry.get("id_product_attribute")),
        "reference": text(product.get("reference")),
        "ean13": text(product.get("ean13")),
        "name": text(product.get("name"), 4000),
        "quantity": normaliser.amount(entry.get("quantity")),
    }

"""Products and combinations of a PrestaShop, as documents."""

from collections.abc import Iterator
from typing import Any

from . import normaliser
from .channel import Document, Page
from .client import any_of
from .errors import ConfigError

Row = dict[str, Any]

PAGE = 1000
PRODUCT_FIELDS = (
    "id,reference,ean13,name,price,weight,is_virtual,active,id_default_combination,"
    "id_tax_rules_group,cache_is_pack"
)


class CatalogueReader:
    """The part of the PrestaShop channel that reads the catalogue. Expects ``client``,
    ``references``, `_may_read`, `_table`, `_load_settings`."""

    client: Any
    references: Row
    _may_read: Any
    _table: Any
    _load_settings: Any
    _rates_of_groups: Any = None

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
            if len(rows) < PAGE:
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
            if len(rows) < PAGE:
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

    def _catalogue(self, resource: str, last: Any, names: Any) -> Any:
        return self.client.rows(
            resource,
            **{
                "filter[id]": f">[{last}]",
                "sort": "[id_ASC]",
                "limit": PAGE,
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

"""The variants of a product in a PrestaShop: combinations of options."""

from collections.abc import Iterable
from typing import Any

from odoo.addons.shop_sync.core.client import any_of
from odoo.addons.shop_sync.core.xmlwriter import whole_row, write_rows

from .compile import Values
from .texts import folded

Options = tuple[tuple[str, str], ...]


class Combinations:
    """The part of the catalogue that knows combinations. Expects `_adapter`, `_client`, `_make`,
    `_texts`, `_first`."""

    _adapter: Any
    _client: Any
    _make: Any
    _texts: Any
    _first: Any

    def combinations(self, products: Iterable[str]) -> dict[str, list[Values]]:
        """``{product: [combination]}``, each with the numbers of its options."""
        names = "[id,id_product,reference,ean13,price,default_on,product_option_values[id]]"
        found: dict[str, list[Values]] = {}
        for condition in any_of(products):
            for row in self._client.rows(
                "combinations", display=names, **{"filter[id_product]": condition}
            ):
                entries = (row.get("associations") or {}).get("product_option_values") or []
                row["options"] = sorted(str(entry["id"]) for entry in entries)
                found.setdefault(str(row["id_product"]), []).append(row)
        return found

    def options(self, wanted: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
        """``{(attribute, value): number}``; those that the shop lacks are made, looked up by their
        name first: the shop would take the same name twice."""
        found = self._known_options()
        groups = {group: key for (group, _value), (key, _number) in found.items()}
        groups |= self._known_groups()
        for group, value in wanted:
            place = (folded(group), folded(value))
            if place in found:
                continue
            if place[0] not in groups:
                groups[place[0]] = self._make_option(group)
            number = self._make(
                "product_option_values",
                "product_option_value",
                {"id_attribute_group": groups[place[0]], "name": self._texts(value)},
            )
            found[place] = (groups[place[0]], number)
        return {pair: found[folded(pair[0]), folded(pair[1])][1] for pair in wanted}

    def known_options(self) -> dict[tuple[str, str], str]:
        """``{(attribute, value), both folded: number}`` of those that the shop has."""
        return {place: number for place, (_group, number) in self._known_options().items()}

    def _known_groups(self) -> dict[str, str]:
        rows = self._client.rows("product_options", display="[id,name]")
        return {folded(self._first(row["name"])): str(row["id"]) for row in rows}

    def _known_options(self) -> dict[tuple[str, str], tuple[str, str]]:
        names = {key: name for name, key in self._known_groups().items()}
        rows = self._client.rows("product_option_values", display="[id,id_attribute_group,name]")
        return {
            (names[str(row["id_attribute_group"])], folded(self._first(row["name"]))): (
                str(row["id_attribute_group"]),
                str(row["id"]),
            )
            for row in rows
            if str(row["id_attribute_group"]) in names
        }

    def _make_option(self, name: str) -> str:
        texts = self._texts(name)
        row = {"is_color_group": "0", "group_type": "select", "name": texts, "public_name": texts}
        return str(self._make("product_options", "product_option", row))

    def save_combinations(self, product: str, wanted: list[Values]) -> dict[tuple[str, ...], str]:
        """Make or change the combinations of a product, known by their options.

        :return: ``{options: number}``
        """
        known = {
            tuple(row["options"]): row for row in self.combinations([product]).get(product, [])
        }
        default = next((row for row in wanted if row["default_on"] == "1"), None)
        chosen = tuple(default["product_option_values"]) if default else ()
        for options, row in known.items():
            # The default moves in two steps: two at a time are refused.
            if str(row.get("default_on")) == "1" and chosen and options != chosen:
                self._write_combination({"id": str(row["id"]), "default_on": "0"})
        made = [row for row in wanted if tuple(row["product_option_values"]) not in known]
        for row in wanted:
            there = known.get(tuple(row["product_option_values"]))
            if there and (changes := _changes(row, there)):
                self._write_combination({"id": str(there["id"]), **changes})
        if made:
            body = write_rows("combination", made)
            self._client.write_body("POST", "combinations", "combination", body)
        rows = self.combinations([product]).get(product, [])
        return {tuple(row["options"]): str(row["id"]) for row in rows}

    def _write_combination(self, row: Values) -> None:
        if self._adapter._may_patch("combinations"):
            body = write_rows("combination", [row])
            self._client.write_body("PATCH", "combinations", "combination", body)
            return
        path = f"combinations/{row['id']}"
        whole = whole_row(self._client.xml(path), "combinations", row)
        self._client.write_body("PUT", path, "combination", whole)


def differing(
    wanted: Iterable[tuple[Options, Values]],
    known: dict[tuple[str, str], str],
    rows: Iterable[Values],
) -> list[tuple[Options, Values, Values | None]]:
    """What saving these combinations would make or change, before anything is made.

    :param wanted: ``(((attribute, value), …), combination)``
    :param known: ``{(attribute, value), both folded: number}`` of the shop
    :param rows: the combinations that stand there
    :return: ``(options, wanted, what stands there or None)``

    >>> row = {"reference": "A", "ean13": "", "price": "0", "default_on": "1"}
    >>> red, known = (("Colour", "Red"),), {("colour", "red"): "7"}
    >>> differing([(red, row)], known, [row | {"options": ["7"], "price": "0.000000"}])
    []
    >>> found = differing([(red, row)], known, [row | {"options": ["7"], "price": "5"}])
    >>> [(options, there["price"]) for options, _row, there in found]
    [((('Colour', 'Red'),), '5')]
    >>> differing([(red, row)], {}, []) == [(red, row, None)]
    True
    """
    standing = {tuple(row["options"]): row for row in rows}
    found = []
    for options, row in wanted:
        there = standing.get(numbers_of(options, known))
        if there is None or _changes(row, there):
            found.append((options, row, there))
    return found


def numbers_of(options: Options, known: dict[tuple[str, str], str]) -> tuple[str, ...]:
    """Numbers of a combination's values in the shop, as its rows have them; "" for an unknown one.

    >>> numbers_of((("Colour", "Red"), ("Size", "L")), {("colour", "red"): "7", ("size", "l"): "12"})
    ('12', '7')
    """
    return tuple(sorted(known.get((folded(name), folded(value)), "") for name, value in options))


def _changes(wanted: Values, there: Values) -> Values:
    """Fields of a combination that differ."""
    found = {}
    for name, value in wanted.items():
        if name in ("id_product", "product_option_values", "minimal_quantity"):
            continue
        shown = there.get(name)
        same = (
            float(shown or 0) == float(value) if name == "price" else _text(shown) == _text(value)
        )
        if not same:
            found[name] = value
    return found


def _text(value: Any) -> str:
    text = "" if value is None else str(value)
    return "" if text == "0" else text

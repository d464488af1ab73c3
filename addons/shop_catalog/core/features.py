"""Features of products in a PrestaShop: looked up by their names, made where they lack, never twice
and never deleted – a value that goes takes itself away from every product."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from odoo.addons.shop_sync.core.errors import DataError
from odoo.addons.shop_sync.core.xmlwriter import write_rows

from .texts import clean_name, folded

Pair = tuple[str, str]
Texts = dict[str, str]

PAGE = 1000
VALUE_LIMIT = 255


@dataclass(frozen=True)
class Feature:
    """What is said of a product: ``{language of the shop: text}`` of its name and of its value."""

    name: Texts
    value: Texts


def compile_features(features: Iterable[Feature], languages: list[str]) -> dict[Pair, Feature]:
    """``{(name, value) in the shop's first language: its texts in all languages}``

    >>> list(compile_features([Feature({"1": "Tension"}, {"1": "24 V = #1"})], ["1", "2"]))
    [('Tension', '24 V - 1')]
    """
    found: dict[Pair, Feature] = {}
    for feature in features:
        name = _complete(feature.name, languages, 128)
        value = _complete(feature.value, languages, VALUE_LIMIT)
        pair = next(iter(name.values()), ""), next(iter(value.values()), "")
        if all(pair):
            found.setdefault(pair, Feature(name, value))
    return found


def _complete(texts: Texts, languages: list[str], limit: int) -> Texts:
    """A text that is sent in one language loses the others."""
    fallback = next((text for text in texts.values() if text), "")
    return {key: clean_name(texts.get(key) or fallback, limit) for key in languages}


def folded_pairs(pairs: Iterable[Any]) -> list[Pair]:
    """Features in the form in which two products are compared."""
    return sorted({(folded(pair[0]), folded(pair[1])) for pair in pairs})


def only_of(pairs: Iterable[Any], named: Iterable[Any]) -> list[list[str]]:
    """Those of the features that are named.

    >>> only_of([["Tension", "12 V"], ["Coloris", "Gris"]], [["TENSION", "24 V"]])
    [['Tension', '12 V']]
    """
    names = {folded(pair[0]) for pair in named}
    return [list(pair) for pair in pairs if folded(pair[0]) in names]


def with_others(wanted: Iterable[Any], shown: Iterable[Any], ours: Iterable[Any]) -> list[Any]:
    """What is wanted, and what stands there that is not ours: a product takes its features as a
    whole set.

    >>> with_others([["Tension", "24 V"]], [["Tension", "12 V"], ["Coloris", "Gris"]], [])
    [['Tension', '24 V'], ['Coloris', 'Gris']]
    """
    wanted = [list(pair) for pair in wanted]
    names = {folded(pair[0]) for pair in [*wanted, *ours]}
    return wanted + [list(pair) for pair in shown if folded(pair[0]) not in names]


class FeatureBook:
    """The features that a shop knows and their values, read when they are first asked for.

    :param several: whether a product may have two values of one feature
    """

    def __init__(self, client: Any, languages: list[str], several: bool) -> None:
        self._client = client
        self._languages = languages
        self.several = several
        self._features: dict[str, str] = {}
        self._pairs: dict[str, list[str]] = {}
        self._values: dict[Pair, tuple[str, str]] = {}
        self._owners: dict[str, str] = {}
        self._known = False

    def _load(self) -> None:
        """Of two with one name the older one counts."""
        names = {row["id"]: row["name"] for row in self._rows("product_features", "name")}
        self._features, self._pairs, self._values = {}, {}, {}
        for key, name in names.items():
            self._features.setdefault(folded(name), key)
        for row in self._rows("product_feature_values", "id_feature,custom,value"):
            name = names.get(str(row["id_feature"]), "")
            self._pairs[row["id"]] = [name, row["value"], row["id"]]
            self._owners[row["id"]] = str(row["id_feature"])
            # A value that was typed for one product alone goes with it.
            if name and str(row.get("custom") or "0") != "1":
                place = folded(name), folded(row["value"])
                self._values.setdefault(place, (str(row["id_feature"]), row["id"]))
        self._known = True

    def _rows(self, resource: str, names: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        last = "0"
        while True:
            params = {"filter[id]": f">[{last}]", "sort": "[id_ASC]", "limit": PAGE}
            rows = self._client.rows(resource, display=f"[id,{names}]", **params)
            for row in rows:
                texts = {name: self._first(row[name]) for name in ("name", "value") if name in row}
                found.append({**row, **texts, "id": str(row["id"])})
            if len(rows) < PAGE:
                return found
            last = str(rows[-1]["id"])

    def _first(self, value: Any) -> str:
        if not isinstance(value, list):
            return str(value or "")
        texts = {str(entry["id"]): str(entry.get("value") or "") for entry in value}
        return texts.get(self._languages[0], "")

    def pairs_of(self, row: dict[str, Any]) -> list[list[str]]:
        """``[[feature, value, number of the value]]`` of a product's row; a link that leads nowhere
        says nothing."""
        entries = (row.get("associations") or {}).get("product_features") or []
        keys = [str(entry["id_feature_value"]) for entry in entries]
        if any(key not in self._pairs for key in keys) and not self._known:
            self._load()
        return [self._pairs[key] for key in keys if self._pairs.get(key, [""])[0]]

    def provide(self, words: dict[Pair, Feature]) -> list[Pair]:
        """Make what the shop lacks, looked up by name first: it would take the same name twice.

        :return: what the shop refused
        """
        if words and not self._known:
            self._load()
        if not (lacking := self._lacking(words)):
            return []
        new = {folded(name): words[name, value].name for name, value in lacking}
        for name, texts in new.items():
            if name not in self._features:
                self._post("product_features", "product_feature", [{"name": texts}])
        self._post_values(words, lacking)
        # A bad one ends its batch: what came before it is there, the rest is sent one by one.
        for pair in self._lacking(words):
            self._post_values(words, [pair])
        return self._lacking(words)

    def _lacking(self, words: Iterable[Pair]) -> list[Pair]:
        places = {(folded(name), folded(value)): (name, value) for name, value in words}
        return [pair for place, pair in places.items() if place not in self._values]

    def _post_values(self, words: dict[Pair, Feature], pairs: list[Pair]) -> None:
        rows = [
            {"id_feature": self._features[name], "custom": "0", "value": words[pair].value}
            for pair in pairs
            if (name := folded(pair[0])) in self._features
        ]
        if rows:
            self._post("product_feature_values", "product_feature_value", rows)

    def _post(self, resource: str, node: str, rows: list[dict[str, Any]]) -> None:
        """What the shop refused is still lacking then."""
        with suppress(DataError):
            self._client.write_body("POST", resource, node, write_rows(node, rows))
        self._load()

    def link(self, pairs: Iterable[Any]) -> tuple[dict[str, str], ...]:
        """The links of a product, also none at all.

        :raises DataError: one that the shop lacks
        """
        found = []
        for name, value, *there in pairs:
            place = folded(name), folded(value)
            if there:  # the product bears it already
                feature, key = self._owners[there[0]], there[0]
            elif place in self._values:
                feature, key = self._values[place]
            else:
                raise DataError("catalog_no_feature", feature=name, value=value)
            found.append({"id": feature, "id_feature_value": key})
        return tuple(found)

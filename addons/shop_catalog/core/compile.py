"""What a product is to be in a shop, what stands there, and what differs between the two."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from stdnum import ean

from .texts import LIMITS, clean_html, clean_name, normal_html, slug

Values = dict[str, Any]

SIX = Decimal("0.000001")
# Which fields of a shop's product are ours, by subject; each subject has an owner in the settings.
SUBJECTS = {
    "identity": ("reference", "ean13", "weight"),
    "texts": ("name", "description", "description_short", "meta_title"),
    "price": ("price", "id_tax_rules_group"),
    "sale": ("active", "visibility", "available_for_order", "show_price", "minimal_quantity",
             "condition", "state"),
    "categories": ("categories", "id_category_default"),
}  # fmt: skip
SUBJECT_OF = {name: subject for subject, names in SUBJECTS.items() for name in names}
TRANSLATED = ("name", "description", "description_short", "meta_title", "link_rewrite")
HTML = ("description", "description_short")
AMOUNTS = ("price", "weight")
# Without these a product that was made by the web service is neither sold nor seen.
SELLABLE = {
    "visibility": "both",
    "available_for_order": "1",
    "show_price": "1",
    "minimal_quantity": "1",
    "condition": "new",
    "state": "1",
}


@dataclass(frozen=True)
class Facts:
    """A product as Odoo knows it.

    :param texts: ``{field: {language of the shop: text}}``
    :param price: without tax
    :param categories: numbers of the shop's categories, the main one first
    """

    reference: str
    texts: dict[str, dict[str, str]]
    price: Decimal
    tax_group: str
    barcode: str = ""
    weight: Decimal = Decimal(0)
    active: bool = True
    categories: tuple[str, ...] = ()


@dataclass
class Desired:
    """The product as the shop is to show it, and what had to be mended for it."""

    values: Values
    notes: list[tuple[str, str]] = field(default_factory=list)


def net_price(price: Decimal, rate: Decimal, included: bool) -> Decimal:
    """Without tax, with six digits: two would move the price that the customer sees.

    >>> net_price(Decimal("29.99"), Decimal(20), True)
    Decimal('24.991667')
    """
    net = price * 100 / (100 + rate) if included else price
    return net.quantize(SIX, ROUND_HALF_UP)


def is_barcode(text: str) -> bool:
    """
    >>> is_barcode("3017620422003"), is_barcode("3017620422004"), is_barcode("")
    (True, False, False)
    """
    return bool(text) and ean.is_valid(text)


def compile_product(facts: Facts, languages: Iterable[str], known: Iterable[str]) -> Desired:
    """:param languages: all languages of the shop: a text goes in all of them or loses the others
    :param known: fields that this version of the shop has
    """
    desired = Desired({})
    values = desired.values
    values["reference"] = facts.reference[: LIMITS["reference"]]
    if values["reference"] != facts.reference:
        desired.notes.append(("reference", "too_long"))
    values["ean13"] = facts.barcode if is_barcode(facts.barcode) else ""
    if facts.barcode and not values["ean13"]:
        desired.notes.append(("ean13", "bad_barcode"))
    values["weight"] = f"{facts.weight:.6f}"
    values["price"] = f"{facts.price.quantize(SIX, ROUND_HALF_UP):.6f}"
    values["id_tax_rules_group"] = facts.tax_group
    values["active"] = "1" if facts.active else "0"
    values |= SELLABLE
    for name in TRANSLATED[:-1]:
        values[name] = _texts(name, facts, list(languages), desired)
    if facts.categories:
        values["id_category_default"] = facts.categories[0]
        values["categories"] = sorted(set(facts.categories), key=int)
    wanted = set(known) | {"categories"}
    desired.values = {name: value for name, value in values.items() if name in wanted}
    return desired


def _texts(name: str, facts: Facts, languages: list[str], desired: Desired) -> dict[str, str]:
    given = facts.texts.get(name, {})
    fallback = next((text for text in given.values() if text), "")
    found = {}
    for language in languages:
        text = given.get(language) or fallback
        if name in HTML:
            found[language] = clean_html(text)
            changed = normal_html(found[language]) != normal_html(text)
            limit = LIMITS.get(name)
            if limit and len(found[language]) > limit:
                found[language], changed = "", True
        else:
            found[language] = clean_name(text, LIMITS[name])
            changed = found[language] != " ".join(text.split())
        if changed and (name, "cleaned") not in desired.notes:
            desired.notes.append((name, "cleaned"))
    return found


def slugs_of(names: dict[str, str]) -> dict[str, str]:
    return {language: slug(name) for language, name in names.items()}


# -- what stands in the shop ----------------------------------------------------------------------


def read_row(row: Values, languages: list[str]) -> Values:
    """A row of the shop in the same form as what is wanted."""
    shown: Values = {}
    for name, value in row.items():
        if name in TRANSLATED:
            shown[name] = read_texts(value, languages)
        elif name != "associations":
            shown[name] = "" if value is None or value is False else str(value)
    entries = (row.get("associations") or {}).get("categories") or []
    shown["categories"] = sorted({str(entry["id"]) for entry in entries}, key=int)
    return shown


def read_texts(value: Any, languages: list[str]) -> dict[str, str]:
    """
    >>> read_texts([{"id": 1, "value": "Bras"}, {"id": "2", "value": "Arm"}], ["1", "2"])
    {'1': 'Bras', '2': 'Arm'}
    >>> read_texts("Bras", ["1"])
    {'1': 'Bras'}
    """
    if isinstance(value, list):
        given = {str(entry["id"]): str(entry.get("value") or "") for entry in value}
        return {language: given.get(language, "") for language in languages}
    return {language: str(value or "") for language in languages}


def normal(name: str, value: Any) -> Any:
    """A value in the form in which two are compared."""
    if isinstance(value, dict):
        return {key: normal(name, text) for key, text in sorted(value.items())}
    if isinstance(value, list | tuple):
        return sorted(map(str, value))
    if name in HTML:
        return normal_html(value)
    if name in AMOUNTS:
        try:
            return Decimal(str(value or 0)).quantize(SIX, ROUND_HALF_UP)
        except InvalidOperation:
            return str(value)
    text = " ".join(str(value if value is not None else "").split())
    return "" if name in ("ean13", "reference") and text == "0" else text


def differences(wanted: Values, shown: Values, owned: Iterable[str]) -> Values:
    """``{field: value to send}``: fields of the subjects that are ours and differ.

    >>> differences({"price": "10.000000", "name": {"1": "A"}}, {"price": "10", "name": {"1": "B"}},
    ...             ["price", "texts"])
    {'name': {'1': 'A'}}
    """
    subjects = set(owned)
    return {
        name: value
        for name, value in wanted.items()
        if SUBJECT_OF.get(name) in subjects and normal(name, value) != normal(name, shown.get(name))
    }


def edited(sent: Values, shown: Values, wanted: Values) -> list[str]:
    """Fields that somebody changed in the shop since they were sent, to something else than what is
    wanted now.

    >>> edited({"price": "10"}, {"price": "12"}, {"price": "11"}), edited({}, {"price": "12"}, {})
    (['price'], [])
    """
    return [
        name
        for name, value in sent.items()
        if name in shown
        and normal(name, shown[name]) != normal(name, value)
        and normal(name, shown[name]) != normal(name, wanted.get(name, value))
    ]


# -- variants -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Variant:
    """:param options: ``((attribute, value), …)`` by name
    :param extra: price above the base, without tax
    """

    key: int
    reference: str
    options: tuple[tuple[str, str], ...]
    barcode: str = ""
    extra: Decimal = Decimal(0)


def compile_variant(variant: Variant, product: str, options: list[str], default: bool) -> Values:
    """A combination; exactly one of a product is its default."""
    return {
        "id_product": product,
        "reference": variant.reference[: LIMITS["reference"]],
        "ean13": variant.barcode if is_barcode(variant.barcode) else "",
        "price": f"{variant.extra.quantize(SIX, ROUND_HALF_UP):.6f}",
        "minimal_quantity": "1",
        "default_on": "1" if default else "0",
        "product_option_values": sorted(options, key=int),
    }

"""What a product is to be in a shop, what stands there, and what differs between the two."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from stdnum import ean

from odoo.addons.shop_sync.core.errors import DataError

from .features import Feature, Pair, compile_features, folded_pairs, only_of
from .texts import LIMITS, clean_html, clean_name, normal_html, slug

Values = dict[str, Any]

SIX = Decimal("0.000001")
# Which fields of a shop's product are ours, by subject; each subject has an owner in the settings.
SUBJECTS = {
    "identity": ("reference", "ean13", "weight"),
    "texts": ("name", "description", "description_short", "meta_title"),
    "price": ("price", "id_tax_rules_group"),
    "sale": ("active", "visibility", "available_for_order", "show_price", "minimal_quantity",
             "condition", "state", "redirect_type", "id_type_redirected",
             "id_product_redirected"),
    "categories": ("categories", "id_category_default"),
    "features": ("product_features",),
    "makers": ("id_supplier", "supplier_reference", "id_manufacturer"),
}  # fmt: skip
SUBJECT_OF = {name: subject for subject, names in SUBJECTS.items() for name in names}
TRANSLATED = ("name", "description", "description_short", "meta_title", "link_rewrite")
HTML = ("description", "description_short")
AMOUNTS = ("price", "weight")
# Numbers of other things; none is told as nothing or as 0.
LINKS = ("id_supplier", "id_manufacturer", "id_type_redirected", "id_product_redirected")
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
    :param makers: its supplier, the reference there, its brand; None where the shop decides
    :param redirect: what a visitor gets when it is hidden: "404", "301-product" …, and the number of
        the product or category; None as the shop does
    :param features: None where nobody says anything about them here
    """

    reference: str
    texts: dict[str, dict[str, str]]
    price: Decimal
    tax_group: str
    barcode: str = ""
    weight: Decimal = Decimal(0)
    active: bool = True
    categories: tuple[str, ...] = ()
    features: tuple[Feature, ...] | None = None
    makers: tuple[str, str, str] | None = None
    redirect: tuple[str, str] | None = None


@dataclass
class Desired:
    """The product as the shop is to show it, and what had to be mended for it.

    :param words: how the features are called in each language, should the shop not know them yet
    :param pictures: ``{digest: where the picture is kept}``, in their order
    """

    values: Values
    notes: list[tuple[str, str]] = field(default_factory=list)
    words: dict[Pair, Feature] = field(default_factory=dict)
    pictures: dict[str, Any] = field(default_factory=dict)


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
    if facts.features is not None:
        desired.words = compile_features(facts.features, list(languages))
        values["product_features"] = [list(pair) for pair in desired.words]
    if facts.makers is not None:
        names = ("id_supplier", "supplier_reference", "id_manufacturer")
        values |= dict(zip(names, facts.makers, strict=True))
        values["supplier_reference"] = values["supplier_reference"][: LIMITS["reference"]]
    if facts.redirect is not None:
        values |= redirect_values(*facts.redirect, set(known))
    wanted = set(known) | {"categories", "product_features"}
    desired.values = {name: value for name, value in values.items() if name in wanted}
    return desired


def redirect_values(kind: str, target: str, known: set[str]) -> Values:
    """What a visitor of a hidden product gets, in the words of the shop's version.

    >>> redirect_values("301-category", "12", {"id_type_redirected"})
    {'redirect_type': '301-category', 'id_type_redirected': '12'}
    >>> redirect_values("302-product", "12", {"id_product_redirected"})
    {'redirect_type': '302', 'id_product_redirected': '12'}
    >>> redirect_values("301-category", "12", {"id_product_redirected"})
    Traceback (most recent call last):
    odoo.addons.shop_sync.core.errors.DataError: catalog_redirect_old
    """
    if "id_type_redirected" in known:
        return {"redirect_type": kind, "id_type_redirected": target or "0"}
    if kind.endswith("category"):
        raise DataError("catalog_redirect_old")
    return {"redirect_type": kind.split("-", maxsplit=1)[0], "id_product_redirected": target or "0"}


def _texts(name: str, facts: Facts, languages: list[str], desired: Desired) -> dict[str, str]:
    given = facts.texts.get(name, {})
    fallback = next((text for text in given.values() if text), "")
    found = {}
    for language in languages:
        text = given.get(language) or fallback
        found[language], note = _fit(name, text)
        if note and (name, note) not in desired.notes:
            desired.notes.append((name, note))
    return found


def _fit(name: str, text: str) -> tuple[str, str]:
    """:return: the text as a shop takes it, and what was done to it or nothing"""
    if name not in HTML:
        found = clean_name(text, LIMITS[name])
        return found, "cleaned" if found != " ".join(text.split()) else ""
    found = clean_html(text)
    if len(found) > LIMITS.get(name, len(found)):
        return "", "left_out"  # cut somewhere, its tags would stay open
    return found, "cleaned" if normal_html(found) != normal_html(text) else ""


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
    if name == "product_features":
        return folded_pairs(value or [])
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
    if name in LINKS:
        return text or "0"
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


def narrow(shown: Values, *known: Values) -> Values:
    """What stands in the shop, without features that nobody here ever said anything about: they
    stay as they are.

    :param known: what is wanted, what was sent
    """
    if "product_features" not in shown:
        return shown
    ours = [pair for values in known for pair in values.get("product_features") or []]
    return shown | {"product_features": only_of(shown["product_features"], ours)}


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

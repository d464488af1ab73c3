"""WooCommerce's products → the canonical form of ``shop_sync``."""

from decimal import Decimal
from typing import Any

from .normaliser import amount, key_of, number, plain, text

Row = dict[str, Any]


def product(row: Row, variation: Row | None, refs: Row) -> Row:
    """A canonical product: one for each thing with a stock of its own.

    A variation without a number of its own shows its product's (``get_sku``): it has none then.
    """
    own = variation or row
    reference = plain(own.get("sku"))
    if variation and reference == plain(row.get("sku")):
        reference = ""
    rate = _product_rate(own, row, refs)
    document = {
        "schema": "product/1",
        "id": text(row["id"]),
        "combination_id": key_of((variation or {}).get("id")),
        "reference": reference,
        "ean13": plain(own.get("global_unique_id")),
        "name": _name(row, variation),
        "price_tax_excl": _price(own, rate, refs),
        "weight": amount(own.get("weight") or row.get("weight")),
        "virtual": bool(own.get("virtual")),
        "active": text(row.get("status")) == "publish",
    }
    return document | ({"tax_rate": rate} if rate is not None else {})


def _name(row: Row, variation: Row | None) -> str:
    name = plain(row.get("name"))
    options = [plain(entry.get("option")) for entry in (variation or {}).get("attributes") or ()]
    told = ", ".join(option for option in options if option)
    return f"{name} ({told})"[:255] if told else name


def _price(own: Row, rate: str | None, refs: Row) -> str:
    price = number(own.get("regular_price") or own.get("price"))
    if rate is not None and refs.get("settings", {}).get("prices_include_tax") == "yes":
        price = price * 100 / (100 + Decimal(rate))
    return str(amount(price))


def _product_rate(own: Row, row: Row, refs: Row) -> str | None:
    """The rate of its tax class in the shop's own country, where one rate says it all."""
    settings = refs.get("settings", {})
    if text(own.get("tax_status") or row.get("tax_status")) == "none":
        return "0"
    if settings.get("calc_taxes") != "yes":
        return None
    wanted = text(own.get("tax_class")) or "standard"
    if wanted == "parent":
        wanted = text(row.get("tax_class")) or "standard"
    rates = {
        amount(tax.get("rate"))
        for tax in refs.get("tables", {}).get("taxes", {}).values()
        if tax.get("class") == wanted
        and tax.get("country") in ("", settings.get("country"))
        and not tax.get("narrow")
    }
    return rates.pop() if len(rates) == 1 else None

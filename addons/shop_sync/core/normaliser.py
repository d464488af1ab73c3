"""PrestaShop's rows → the canonical form. Every field present, nothing secret, nothing lost that
the business needs."""

import re
from decimal import Decimal, InvalidOperation
from typing import Any

from .clock import to_utc

Row = dict[str, Any]

# NUL and lone surrogates: JSON can say them, no database can keep them.
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def text(value: Any, limit: int = 255) -> Any:
    """Text of a field, whatever shape the shop gave it.

    >>> text(None), text(7), text([{"id": "1", "value": "Payé"}])
    ('', '7', 'Payé')
    """
    if isinstance(value, dict):
        value = value.get("value", value.get("language", ""))
    if isinstance(value, list):
        value = next((entry.get("value") for entry in value if isinstance(entry, dict)), "")
    if value is None or value is False or isinstance(value, (dict, list)):
        return ""
    return UNSTORABLE.sub("", str(value)).strip()[:limit]


def amount(value: Any) -> Any:
    """A decimal string without exponent or useless zeros.

    >>> amount("28.680000"), amount(""), amount("-0.000000"), amount("1E+2")
    ('28.68', '0', '0', '100')
    """
    try:
        number = round(Decimal(text(value) or "0"), 9)
    except (InvalidOperation, ValueError, OverflowError):
        number = Decimal(0)
    if not number.is_finite():
        number = Decimal(0)
    plain = f"{number:f}"
    plain = plain.rstrip("0").rstrip(".") if "." in plain else plain
    return "0" if plain in ("-0", "") else plain


def flag(value: Any) -> Any:
    return text(value) in ("1", "true", "True")


def reference(value: Any) -> Any:
    """An id, or "" for PrestaShop's 0 = none."""
    key = text(value)
    return "" if key == "0" else key


def entries_of(row: Row, association: Any) -> Any:
    """The entries of an association, whatever shape the shop gave it."""
    associations = row.get("associations")
    entries = associations.get(association) if isinstance(associations, dict) else None
    if isinstance(entries, dict):
        entries = [entries] if "id" in entries or "value" in entries else list(entries.values())
    return [entry for entry in entries or [] if isinstance(entry, dict)]


def ids_of(row: Row, association: Any) -> Any:
    return [text(entry["id"]) for entry in entries_of(row, association) if "id" in entry]


def address(row: Row, refs: Row) -> Any:
    row = row or {}
    country = refs.get("countries", {}).get(text(row.get("id_country")), {})
    state = refs.get("states", {}).get(text(row.get("id_state")), {})
    return {
        "id": text(row.get("id")),
        "company": text(row.get("company")),
        "firstname": text(row.get("firstname")),
        "lastname": text(row.get("lastname")),
        "vat_number": text(row.get("vat_number")),
        "street": text(row.get("address1")),
        "street2": text(row.get("address2")),
        "zip": text(row.get("postcode")),
        "city": text(row.get("city")),
        "state": text(state.get("iso_code")),
        "country": text(country.get("iso_code")),
        "phone": text(row.get("phone")),
        "mobile": text(row.get("phone_mobile")),
        "other": text(row.get("other"), 4000),
    }


def customer(row: Row, identifier: Any) -> Any:
    row = row or {}
    return {
        "id": reference(identifier),
        "guest": flag(row.get("is_guest")),
        "email": text(row.get("email")),
        "firstname": text(row.get("firstname")),
        "lastname": text(row.get("lastname")),
        "company": text(row.get("company")),
        "siret": text(row.get("siret")),
        "group": reference(row.get("id_default_group")),
    }


def line(row: Row, refs: Row) -> Any:
    taxes = refs.get("taxes", {})
    rates = [amount(taxes[tax].get("rate")) for tax in ids_of(row, "taxes") if tax in taxes]
    return {
        "id": text(row["id"]),
        "product_id": reference(row.get("product_id")),
        "combination_id": reference(row.get("product_attribute_id")),
        "reference": text(row.get("product_reference")),
        "ean13": text(row.get("product_ean13")),
        "name": text(row.get("product_name"), 4000),
        "quantity": amount(row.get("product_quantity")),
        "unit_tax_incl": amount(row.get("unit_price_tax_incl")),
        "unit_tax_excl": amount(row.get("unit_price_tax_excl")),
        "total_tax_incl": amount(row.get("total_price_tax_incl")),
        "total_tax_excl": amount(row.get("total_price_tax_excl")),
        "tax_rates": rates,
        "ecotax": amount(row.get("ecotax")),
        "ecotax_rate": amount(row.get("ecotax_tax_rate")),
        **_extras(row),
    }


def _extras(row: Row) -> Any:
    """What only some lines have: texts and pictures of the buyer, the parts of a pack."""
    extras = {name: row.get(f"@{name}") for name in ("customizations", "pack")}
    return {name: entries for name, entries in extras.items() if entries}


def customizations(row: Row, refs: Row) -> Any:
    """What the buyer had put on a product: texts, and pictures as links."""
    labels = refs.get("customization_fields", {})
    found = []
    for kind, place in (("text_fields", "text"), ("images", "image")):
        for entry in entries_of(row, f"customized_data_{kind}"):
            value = text(entry.get("value"), 4000)
            if value:
                label = text(labels.get(text(entry.get("id_customization_field")), {}).get("name"))
                found.append({"label": label, "text": "", "image": "", place: value})
    return found


def refund(row: Row, zone: str) -> Any:
    """A credit slip."""
    return {
        "id": text(row["id"]),
        "refunded_at": to_utc(text(row.get("date_add")), zone),
        "shipping": {
            "tax_incl": amount(row.get("total_shipping_tax_incl")),
            "tax_excl": amount(row.get("total_shipping_tax_excl")),
        },
        "lines": [
            {
                "id": reference(entry.get("id_order_detail")),
                "quantity": amount(entry.get("product_quantity")),
                "tax_incl": amount(entry.get("amount_tax_incl")),
                "tax_excl": amount(entry.get("amount_tax_excl")),
            }
            for entry in entries_of(row, "order_slip_details")
        ],
    }


def discount(row: Row) -> Any:
    return {
        "id": text(row["id"]),
        "name": text(row.get("name")),
        "free_shipping": flag(row.get("free_shipping")),
        "tax_incl": amount(row.get("value")),
        "tax_excl": amount(row.get("value_tax_excl")),
    }


def payment(row: Row, refs: Row, zone: str) -> Any:
    currency = refs.get("currencies", {}).get(text(row.get("id_currency")), {})
    return {
        "id": text(row["id"]),
        "method": text(row.get("payment_method")),
        "amount": amount(row.get("amount")),
        "currency": text(currency.get("iso_code")),
        "transaction_id": text(row.get("transaction_id")),
        "paid_at": to_utc(text(row.get("date_add")), zone),
    }


def message(row: Row, zone: str) -> Any:
    return {
        "id": text(row["id"]),
        "text": text(row.get("message"), 4000),
        "private": flag(row.get("private")),
        "sent_at": to_utc(text(row.get("date_add")), zone),
    }


def by_id(rows: list[Row]) -> Any:
    """Rows in the order of their ids; ids that are no numbers come last, in theirs."""
    return sorted(rows, key=lambda row: _id_order(text(row["id"])))


def _id_order(key: str) -> Any:
    return (0, int(key), "") if key.isascii() and key.isdigit() else (1, 0, key)


def order(row: Row, related: Row, refs: Row, zone: str) -> Any:
    """A canonical order.

    :param row: row of ``orders``
    :param related: rows that belong to it: ``details``, ``discounts``, ``carriers``, ``payments``,
        ``messages``, ``refunds`` (lists), ``customer``, ``invoice_address``, ``delivery_address``
        (rows), ``shipping``: this part's own share, where the shop shows that of all parts
    :param refs: reference tables ``{name: {id: row}}``
    :param zone: the shop's time zone
    """
    currency = refs.get("currencies", {}).get(text(row.get("id_currency")), {})
    language = refs.get("languages", {}).get(text(row.get("id_lang")), {})
    state = text(row.get("current_state"))
    document = {
        "schema": "order/1",
        "id": text(row["id"]),
        "reference": text(row.get("reference")),
        "created_at": to_utc(text(row.get("date_add")), zone),
        "updated_at": to_utc(text(row.get("date_upd")), zone),
        "currency": text(currency.get("iso_code")).upper(),
        "language": text(language.get("iso_code")),
        "state": {
            "id": state,
            "name": text(refs.get("order_states", {}).get(state, {}).get("name")),
        },
        "customer": customer(related["customer"], row.get("id_customer")),
        # An address that the shop lost (or that goods without delivery never had): the other one.
        "invoice_address": address(related["invoice_address"] or related["delivery_address"], refs),
        "delivery_address": address(
            related["delivery_address"] or related["invoice_address"], refs
        ),
        "lines": [line(detail, refs) for detail in by_id(related["details"])],
        "shipping": _shipping(row, related, refs),
        "wrapping": {
            "gift": flag(row.get("gift")),
            "message": text(row.get("gift_message"), 4000),
            "tax_incl": amount(row.get("total_wrapping_tax_incl")),
            "tax_excl": amount(row.get("total_wrapping_tax_excl")),
        },
        "discounts": [
            discount(entry)
            for entry in by_id(related["discounts"])
            if not flag(entry.get("deleted"))
        ],
        "discount_total": {
            "tax_incl": amount(row.get("total_discounts_tax_incl")),
            "tax_excl": amount(row.get("total_discounts_tax_excl")),
        },
        "payment_method": {"id": text(row.get("module")), "name": text(row.get("payment"))},
        "payments": [payment(entry, refs, zone) for entry in by_id(related["payments"])],
        "totals": {
            "tax_incl": amount(row.get("total_paid_tax_incl")),
            "tax_excl": amount(row.get("total_paid_tax_excl")),
        },
        "messages": [message(entry, zone) for entry in by_id(related["messages"])],
        "note": text(row.get("note"), 4000),
    }
    refunds = [refund(entry, zone) for entry in by_id(related.get("refunds") or [])]
    return document | ({"refunds": refunds} if refunds else {})


def _shipping(row: Row, related: Row, refs: Row) -> Any:
    carriers, order_carriers = refs.get("carriers", {}), related["carriers"]
    latest = by_id(order_carriers)[-1] if order_carriers else {}
    carrier = carriers.get(reference(latest.get("id_carrier")) or text(row.get("id_carrier")), {})
    shipping = {
        "carrier_id": text(carrier.get("id_reference")),
        "carrier_name": text(carrier.get("name")),
        "tracking": text(latest.get("tracking_number")) or text(row.get("shipping_number")),
        "tax_incl": amount(row.get("total_shipping_tax_incl")),
        "tax_excl": amount(row.get("total_shipping_tax_excl")),
    }
    if text(row.get("carrier_tax_rate")):
        shipping["tax_rate"] = amount(row["carrier_tax_rate"])
    return shipping | (related.get("shipping") or {})


def split_shipping(rows: list[Row]) -> Any:
    """Of the parts of one order, each of which shows the shipping of all (PrestaShop 9): what each
    was charged, if together that is the whole; else nothing.

    :param rows: rows of ``orders`` that share a reference
    :return: ``{order id: {"tax_incl", "tax_excl"}}``
    """
    shares = {text(row["id"]): rest_of(row) for row in rows}
    for name in ("tax_incl", "tax_excl"):
        wholes = {Decimal(amount(row.get(f"total_shipping_{name}"))) for row in rows}
        found = [share[name] for share in shares.values()]
        if len(rows) < 2 or len(wholes) > 1 or min(found) < 0:
            return {}
        allowed = Decimal(0) if name == "tax_incl" else Decimal("0.02") * len(rows)
        if abs(sum(found) - max(wholes)) > allowed:
            return {}
    return {
        key: {name: amount(value) for name, value in share.items()} for key, share in shares.items()
    }


def rest_of(row: Row) -> Any:
    """What the charged total leaves for shipping."""

    def of(name: Any, suffix: Any) -> Any:
        return Decimal(amount(row.get(f"{name}{suffix}")))

    return {
        suffix: of("total_paid_", suffix)
        - of("total_products", {"tax_incl": "_wt", "tax_excl": ""}[suffix])
        - of("total_wrapping_", suffix)
        + of("total_discounts_", suffix)
        for suffix in ("tax_incl", "tax_excl")
    }


def product(row: Row, combination: Any = None, option_names: Any = (), rate: Any = None) -> Any:
    """A canonical product: one document per thing that has a stock of its own.

    A combination that merely repeats its product's reference (as PrestaShop's own demo catalogue
    does) has none of its own.
    """
    own = combination or row
    number = text(own.get("reference"))
    if combination and number == text(row.get("reference")):
        number = ""
    name = text(row.get("name"))
    if option_names:
        name = f"{name} ({', '.join(option_names)})"
    extra = combination or {}
    price = Decimal(amount(row.get("price"))) + Decimal(amount(extra.get("price")))
    weight = Decimal(amount(row.get("weight"))) + Decimal(amount(extra.get("weight")))
    document = {
        "schema": "product/1",
        "id": text(row["id"]),
        "combination_id": text(extra.get("id")),
        "reference": number,
        "ean13": text(own.get("ean13")),
        "name": name,
        "price_tax_excl": amount(price),
        "weight": amount(weight),
        "virtual": flag(row.get("is_virtual")),
        "active": flag(row.get("active")),
    }
    if rate is not None:
        document["tax_rate"] = rate
    return document | ({"pack": True} if flag(row.get("cache_is_pack")) else {})

"""WooCommerce's records → the canonical form of ``shop_sync``. Every field present, nothing secret.

Lines come as they were charged: a coupon has lowered them already, each with its own tax. So the
coupons are named and nothing is taken off a second time.
"""

import html
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from odoo.addons.shop_sync.core import normaliser

from .pricing import CENT, ITEMS, Pricing, pricing_of
from .refunds import Charge, refunds_of

Row = dict[str, Any]

EPOCH = "1970-01-01T00:00:00"
# Where plugins keep a VAT number and a SIRET (WooCommerce itself knows neither).
VAT_KEYS = ("_billing_vat_number", "_vat_number", "billing_vat_number", "_billing_eu_vat_number",
            "_billing_vat", "vat_number")  # fmt: skip
SIRET_KEYS = ("_billing_siret", "billing_siret", "siret")
ON_DELIVERY = "cod"
LANGUAGE_KEYS = ("wpml_language", "_wpml_language", "pll_language")

text = normaliser.text
amount = normaliser.amount


def plain(value: Any, limit: int = 255) -> str:
    """Text as a person reads it: WordPress stores entities.

    >>> plain("Ship Your Idea &ndash; Black")
    'Ship Your Idea – Black'
    """
    return str(text(html.unescape(str(value)) if isinstance(value, str) else value, limit))


def key_of(value: Any) -> str:
    """An id as text; WordPress says 0 where there is none."""
    return str(normaliser.reference(value))


def moment(value: Any) -> str:
    """A date in GMT as the shop writes it → canonical; "never" is the epoch.

    >>> moment("2017-03-22T19:28:02"), moment(None)
    ('2017-03-22T19:28:02Z', '1970-01-01T00:00:00Z')
    """
    return f"{(text(value) or EPOCH).rstrip('Z')[:19]}Z"


def number(value: Any) -> Decimal:
    return Decimal(amount(value))


def order(row: Row, refs: Row, refunds: Sequence[Row] = ()) -> Row:
    """A canonical order.

    :param row: of ``orders``
    :param refs: ``{"settings": {…}, "tables": {name: {key: row}}}`` of the shop
    :param refunds: of ``orders/<id>/refunds``
    """
    meta, rates, unit = _meta(row), rates_of(row, refs), unit_of(refs)
    priced = pricing_of(row, unit)
    total = number(row.get("total"))
    net = total - number(row.get("total_tax"))
    if unit > CENT:
        net = _sum([item for name in ITEMS for item in row.get(name) or ()], priced)[1]
    document = {
        "schema": "order/1",
        "id": text(row["id"]),
        "reference": text(row.get("number")) or text(row["id"]),
        "created_at": moment(row.get("date_created_gmt")),
        "updated_at": moment(row.get("date_modified_gmt")),
        "currency": text(row.get("currency")).upper(),
        "language": _language(meta, refs),
        "state": state_of(row, refs),
        "customer": _customer(row, meta),
        **_addresses(row, meta),
        "lines": [_product_line(item, rates, priced, refs) for item in row.get("line_items") or ()]
        + [_fee(item, rates, priced) for item in row.get("fee_lines") or ()],
        "shipping": _shipping(row, rates, priced),
        "wrapping": {"gift": False, "message": "", "tax_incl": "0", "tax_excl": "0"},
        "discounts": [_coupon(item) for item in row.get("coupon_lines") or ()],
        "discount_total": {"tax_incl": "0", "tax_excl": "0"},
        "payment_method": _method(row),
        "payments": _payments(row),
        "totals": {"tax_incl": amount(total), "tax_excl": amount(net)},
        "messages": _messages(row),
        "note": _coupons_told(row),
    }
    given_back = refunds_of(refunds, charges_of(row, priced), unit)
    return document | ({"refunds": given_back} if given_back else {})


def unit_of(refs: Row) -> Decimal:
    """The smallest amount of the shop's prices; cents at least, for orders here have no less.

    >>> [unit_of({"settings": {"decimals": decimals}}) for decimals in ("", "0", "3")]
    [Decimal('0.01'), Decimal('1'), Decimal('0.01')]
    """
    decimals = text(refs.get("settings", {}).get("decimals"))
    return max(CENT, Decimal(1).scaleb(-int(decimals))) if decimals.isdigit() else CENT


def state_of(row: Row, refs: Row) -> Row:
    key = text(row.get("status"))
    known = refs.get("tables", {}).get("order_states", {}).get(key, {})
    return {"id": key, "name": text(known.get("name")) or key}


# -- taxes ------------------------------------------------------------------------------------------


def rates_of(row: Row, refs: Row) -> dict[str, str]:
    """``{rate id: percent}`` of an order: as it says itself (``rate_percent``, WooCommerce 3.7),
    else as the shop's table has it now. One that is charged on another one is none of its own."""
    table = refs.get("tables", {}).get("taxes", {})
    rates = {}
    for entry in row.get("tax_lines") or ():
        key = text(entry.get("rate_id"))
        percent = entry.get("rate_percent")
        if percent in (None, ""):
            percent = table.get(key, {}).get("rate")
        if percent not in (None, "") and not entry.get("compound"):
            rates[key] = amount(percent)
    return rates


def _tax_rates(item: Row, rates: Mapping[str, str]) -> list[str]:
    """Percents that were charged on this item; none where one of them is not known."""
    charged = [entry for entry in item.get("taxes") or () if text(entry.get("total"))]
    if any(number(entry["total"]) for entry in charged):
        charged = [entry for entry in charged if number(entry["total"])]
    keys = [text(entry.get("id")) for entry in charged]
    return [rates[key] for key in keys] if all(key in rates for key in keys) else []


# -- what was charged -------------------------------------------------------------------------------


def _line(item: Row, rates: Mapping[str, str], priced: Pricing) -> Row:
    included, excluded = priced(item)
    quantity = number(item.get("quantity")) or Decimal(1)
    return {
        "id": text(item["id"]),
        "product_id": key_of(item.get("product_id")),
        "combination_id": key_of(item.get("variation_id")),
        "reference": plain(item.get("sku")),
        "ean13": "",
        "name": plain(item.get("name"), 4000),
        "quantity": amount(quantity),
        "unit_tax_incl": amount(included / quantity),
        "unit_tax_excl": amount(excluded / quantity),
        "total_tax_incl": amount(included),
        "total_tax_excl": amount(excluded),
        "tax_rates": _tax_rates(item, rates),
        "ecotax": "0",
        "ecotax_rate": "0",
        **_choices(item),
    }


def _product_line(item: Row, rates: Mapping[str, str], priced: Pricing, refs: Row) -> Row:
    """A variation without a number of its own shows its product's: it has none then."""
    line = _line(item, rates, priced)
    parent = refs.get("parent_skus", {}).get(line["product_id"])
    if line["combination_id"] and line["reference"] == parent:
        line["reference"] = ""
    return line


def _fee(item: Row, rates: Mapping[str, str], priced: Pricing) -> Row:
    """A fee (or, below zero, something taken off): a line without goods."""
    fee = {**item, "product_id": 0, "variation_id": 0, "sku": "", "quantity": 1, "meta_data": []}
    return {**_line(fee, rates, priced), "virtual": True}


def _choices(item: Row) -> Row:
    """What the buyer chose or had written on it, beside what the name already says."""
    name, found = plain(item.get("name"), 4000), []
    for entry in item.get("meta_data") or ():
        label = plain(entry.get("display_key") or entry.get("key"))
        value = entry.get("display_value", entry.get("value"))
        if not label.startswith("_") and isinstance(value, str):
            shown = plain(value)
            if shown and shown.lower() not in name.lower():
                found.append({"label": label.removeprefix("pa_"), "text": shown, "image": ""})
    return {"customizations": found} if found else {}


def _shipping(row: Row, rates: Mapping[str, str], priced: Pricing) -> Row:
    items = row.get("shipping_lines") or []
    included, excluded = _sum(items, priced)
    declared = {tuple(_tax_rates(item, rates)) for item in items if number(item.get("total_tax"))}
    shipping = {
        "carrier_id": carrier_key(items[0]) if items else "",
        "carrier_name": ", ".join(plain(item.get("method_title")) for item in items)[:255],
        "tracking": "",
        "tax_incl": amount(included),
        "tax_excl": amount(excluded),
    }
    if len(declared) == 1 and next(iter(declared)):
        shipping["tax_rate"] = amount(sum(map(Decimal, next(iter(declared)))))
    return shipping


def carrier_key(item: Row) -> str:
    """
    >>> carrier_key({"method_id": "flat_rate", "instance_id": "4"})
    'flat_rate:4'
    """
    instance = key_of(item.get("instance_id"))
    method = text(item.get("method_id"))
    return f"{method}:{instance}" if instance and ":" not in method else str(method)


def _coupon(item: Row) -> Row:
    excluded = number(item.get("discount"))
    return {
        "id": text(item["id"]),
        "name": plain(item.get("code")),
        "free_shipping": bool(item.get("free_shipping")),
        "tax_incl": amount(excluded + number(item.get("discount_tax"))),
        "tax_excl": amount(excluded),
    }


def _coupons_told(row: Row) -> str:
    """Which coupons were used; what they took off stands in the lines already."""
    coupons = [_coupon(item) for item in row.get("coupon_lines") or ()]
    told = [f"{c['name']} (−{Decimal(c['tax_incl']):.2f} {row.get('currency')})" for c in coupons]
    return ", ".join(told)[:4000]


def _sum(items: Sequence[Row], priced: Pricing) -> tuple[Decimal, Decimal]:
    amounts = [priced(item) for item in items]
    return (
        sum((included for included, _excluded in amounts), Decimal(0)),
        sum((excluded for _included, excluded in amounts), Decimal(0)),
    )


def charges_of(row: Row, priced: Pricing) -> dict[str, Charge]:
    """What can be given back, by the number of the item; all shipping together as ``shipping``."""
    charges = {
        text(item["id"]): Charge(*priced(item))
        for name in ("line_items", "fee_lines")
        for item in row.get(name) or ()
    }
    return charges | {"shipping": Charge(*_sum(row.get("shipping_lines") or [], priced))}


# -- who --------------------------------------------------------------------------------------------


def _meta(row: Row) -> dict[str, str]:
    return {
        text(entry.get("key")): text(entry.get("value"))
        for entry in row.get("meta_data") or ()
        if isinstance(entry, dict)
    }


def _first(meta: Mapping[str, str], keys: Sequence[str]) -> str:
    return next((meta[key] for key in keys if meta.get(key)), "")


def _language(meta: Mapping[str, str], refs: Row) -> str:
    shop = text(refs.get("settings", {}).get("language"))
    return (_first(meta, LANGUAGE_KEYS) or shop)[:2].lower()


def _customer(row: Row, meta: Mapping[str, str]) -> Row:
    billing = row.get("billing") or {}
    customer = key_of(row.get("customer_id"))
    return {
        "id": customer,
        "guest": not customer,
        "email": plain(billing.get("email")),
        "firstname": plain(billing.get("first_name")),
        "lastname": plain(billing.get("last_name")),
        "company": plain(billing.get("company")),
        "siret": _first(meta, SIRET_KEYS),
        "group": "",
    }


def _addresses(row: Row, meta: Mapping[str, str]) -> Row:
    """Both addresses; what is not delivered has none of its own, and a delivery address seldom has
    a telephone."""
    billing, shipping = row.get("billing") or {}, row.get("shipping") or {}
    vat = _first(meta, VAT_KEYS)
    invoice = _address(billing, vat)
    told = any(plain(shipping.get(name)) for name in ("address_1", "postcode", "city"))
    delivery = _address(shipping, "") if told else _address(billing, "")
    delivery["phone"] = delivery["phone"] or invoice["phone"]
    return {"invoice_address": invoice, "delivery_address": delivery}


def _address(source: Row, vat: str) -> Row:
    return {
        "id": "",
        "company": plain(source.get("company")),
        "firstname": plain(source.get("first_name")),
        "lastname": plain(source.get("last_name")),
        "vat_number": vat,
        "street": plain(source.get("address_1")),
        "street2": plain(source.get("address_2")),
        "zip": plain(source.get("postcode")),
        "city": plain(source.get("city")),
        "state": plain(source.get("state")),
        "country": plain(source.get("country")),
        "phone": plain(source.get("phone")),
        "mobile": "",
        "other": "",
    }


# -- money and words --------------------------------------------------------------------------------


def _method(row: Row) -> Row:
    key = text(row.get("payment_method"))
    return {"id": key, "name": plain(row.get("payment_method_title")) or key}


def _payments(row: Row) -> list[Row]:
    """WooCommerce keeps one payment an order: that it was paid, when, by what, as what number. Paid
    on delivery, it is paid for the shop once we tell that it left; the carrier's money comes later.
    """
    if not text(row.get("date_paid_gmt")) or not number(row.get("total")):
        return []
    if text(row.get("payment_method")) == ON_DELIVERY:
        return []
    return [
        {
            "id": text(row["id"]),
            "method": _method(row)["name"],
            "amount": amount(row["total"]),
            "currency": text(row.get("currency")).upper(),
            "transaction_id": text(row.get("transaction_id")),
            "paid_at": moment(row["date_paid_gmt"]),
        }
    ]


def _messages(row: Row) -> list[Row]:
    written = plain(row.get("customer_note"), 4000)
    if not written:
        return []
    sent_at = moment(row.get("date_created_gmt"))
    return [{"id": "customer", "text": written, "private": False, "sent_at": sent_at}]

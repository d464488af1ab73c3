"""How a WooCommerce rounded an order.

It keeps six digits of each line and of its tax, and rounds either line by line (its default; where
prices include the tax, a half cent of tax is rounded down) or the whole order: the tax of goods, the
tax of shipping and the sum, each by itself. Which of them it was is not told: it is the way that
comes to the order's own total. A shop without decimals rounds to whole amounts (of yen) where others
round to cents.
"""

from collections.abc import Callable
from decimal import ROUND_HALF_DOWN, ROUND_HALF_UP, Decimal
from functools import partial
from typing import Any

from odoo.addons.shop_sync.core import normaliser

Row = dict[str, Any]
# (tax included, tax excluded) of an item.
Pricing = Callable[[Row], tuple[Decimal, Decimal]]

CENT = Decimal("0.01")
ITEMS = ("line_items", "fee_lines", "shipping_lines")


def number(value: Any) -> Decimal:
    return Decimal(normaliser.amount(value))


def rounded(value: Decimal, unit: Decimal, mode: str = ROUND_HALF_UP) -> Decimal:
    return value.quantize(unit, mode)


def exact(item: Row) -> tuple[Decimal, Decimal]:
    excluded = number(item.get("total"))
    return excluded + number(item.get("total_tax")), excluded


def by_line(item: Row, unit: Decimal = CENT, mode: str = ROUND_HALF_UP) -> tuple[Decimal, Decimal]:
    excluded = rounded(number(item.get("total")), unit)
    return excluded + rounded(number(item.get("total_tax")), unit, mode), excluded


def by_line_tax_down(item: Row, unit: Decimal = CENT) -> tuple[Decimal, Decimal]:
    return by_line(item, unit, ROUND_HALF_DOWN)


def pricing_of(row: Row, unit: Decimal = CENT) -> Pricing:
    """How an order was rounded.

    >>> lines = [{"total": "13.473", "total_tax": "2.6946"}] * 3
    >>> [str(amount) for amount in pricing_of({"total": "48.48", "line_items": lines})(lines[0])]
    ['16.16', '13.47']
    >>> [str(amount) for amount in pricing_of({"total": "48.51", "line_items": lines})(lines[0])]
    ['16.1676', '13.473']

    :param unit: the smallest amount of the shop's prices
    """
    total = number(row.get("total"))
    items = [item for name in ITEMS for item in row.get(name) or ()]
    pricing = _way_of(items, total, unit)
    return _in_whole(pricing, unit) if unit > CENT else pricing


def _way_of(items: list[Row], total: Decimal, unit: Decimal) -> Pricing:
    ways: list[Pricing] = [exact, partial(by_line, unit=unit), partial(by_line_tax_down, unit=unit)]
    for way in ways:
        amounts = [rounded(way(item)[0], unit) for item in items]
        if sum(amounts, Decimal(0)) == total:
            return way
    # Three roundings of a whole move it by half of the smallest amount each.
    moved = total - sum((exact(item)[0] for item in items), Decimal(0))
    if items and abs(moved) <= unit * 3 / 2:
        shown = [exact(item)[0] for item in items]
        if unit > CENT:
            shown = [rounded(amount, unit) for amount in shown]
        return _with_rest(items, total - sum(shown, Decimal(0)))
    return exact


def _with_rest(items: list[Row], rest: Decimal) -> Pricing:
    """Exact amounts, and what rounding the whole moved on the largest of them."""
    largest = max(items, key=lambda item: abs(number(item.get("total"))))

    def pricing(item: Row) -> tuple[Decimal, Decimal]:
        included, excluded = exact(item)
        return included + (rest if item.get("id") == largest.get("id") else 0), excluded

    return pricing


def _in_whole(pricing: Pricing, unit: Decimal) -> Pricing:
    """Whole amounts tax included, and beside them what their rate says: whole amounts without tax
    would be too far from any rate for `shop_sync`, which reckons in cents. Odoo rounds them."""

    def whole(item: Row) -> tuple[Decimal, Decimal]:
        included = rounded(pricing(item)[0], unit)
        told, excluded = exact(item)
        return included, excluded * included / told if told else included

    return whole

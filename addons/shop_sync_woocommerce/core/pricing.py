"""How a WooCommerce rounded an order.

It keeps six digits of each line and of its tax, and rounds either line by line (its default; where
prices include the tax, a half cent of tax is rounded down) or the whole order: the tax of goods, the
tax of shipping and the sum, each by itself. Which of them it was is not told: it is the way that
comes to the order's own total.
"""

from collections.abc import Callable
from decimal import ROUND_HALF_DOWN, ROUND_HALF_UP, Decimal
from typing import Any

from odoo.addons.shop_sync.core import normaliser

Row = dict[str, Any]
# (tax included, tax excluded) of an item.
Pricing = Callable[[Row], tuple[Decimal, Decimal]]

CENT = Decimal("0.01")
# Three roundings of a whole move it by half a cent each.
WHOLE = CENT * 3 / 2
ITEMS = ("line_items", "fee_lines", "shipping_lines")


def number(value: Any) -> Decimal:
    return Decimal(normaliser.amount(value))


def exact(item: Row) -> tuple[Decimal, Decimal]:
    excluded = number(item.get("total"))
    return excluded + number(item.get("total_tax")), excluded


def by_line(item: Row) -> tuple[Decimal, Decimal]:
    return _rounded(item, ROUND_HALF_UP)


def by_line_tax_down(item: Row) -> tuple[Decimal, Decimal]:
    return _rounded(item, ROUND_HALF_DOWN)


def _rounded(item: Row, mode: str) -> tuple[Decimal, Decimal]:
    excluded = number(item.get("total")).quantize(CENT, ROUND_HALF_UP)
    tax = number(item.get("total_tax")).quantize(CENT, mode)
    return excluded + tax, excluded


def pricing_of(row: Row) -> Pricing:
    """
    >>> lines = [{"total": "13.473", "total_tax": "2.6946"}] * 3
    >>> pricing_of({"total": "48.48", "line_items": lines}).__name__
    'by_line'
    >>> pricing_of({"total": "48.51", "line_items": lines}).__name__
    'exact'
    """
    total = number(row.get("total"))
    items = [item for name in ITEMS for item in row.get(name) or ()]
    for pricing in (exact, by_line, by_line_tax_down):
        amounts = [pricing(item)[0].quantize(CENT, ROUND_HALF_UP) for item in items]
        if sum(amounts, Decimal(0)) == total:
            return pricing
    rest = total - sum((exact(item)[0] for item in items), Decimal(0))
    return _with_rest(items, rest) if items and abs(rest) <= WHOLE else exact


def _with_rest(items: list[Row], rest: Decimal) -> Pricing:
    """Exact amounts, and what rounding the whole moved on the largest of them."""
    largest = max(items, key=lambda item: abs(number(item.get("total"))))

    def pricing(item: Row) -> tuple[Decimal, Decimal]:
        included, excluded = exact(item)
        return included + (rest if item.get("id") == largest.get("id") else 0), excluded

    return pricing

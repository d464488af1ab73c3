"""What a WooCommerce gave back, line by line.

A refund may name its lines, or only an amount (most do). What no line explains is given back on all
that was charged, in proportion and at the rates it was charged at; a refund of everything that is
left gives back exactly that.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from odoo.addons.shop_sync.core import normaliser

Row = dict[str, Any]

CENT = Decimal("0.01")
SHIPPING = "shipping"
# The mark that a refund's item bears: which item of the order it gives back (wc_create_refund).
SOURCE = "_refunded_item_id"

text = normaliser.text
amount = normaliser.amount


@dataclass
class Charge:
    """What was charged for an item and not yet given back."""

    included: Decimal
    excluded: Decimal

    def __post_init__(self) -> None:
        self.included, self.excluded = cents(self.included), cents(self.excluded)


@dataclass
class Share:
    """What one refund gives back of an item."""

    quantity: Decimal = Decimal(0)
    included: Decimal = Decimal(0)
    excluded: Decimal = Decimal(0)


def cents(value: Decimal) -> Decimal:
    return value.quantize(CENT, ROUND_HALF_UP)


def refunds_of(rows: Sequence[Row], charges: dict[str, Charge]) -> list[Row]:
    """Canonical credit slips, oldest first.

    :param rows: of ``orders/<id>/refunds``
    :param charges: what can be given back, by item; lowered here
    """
    slips = []
    for row in sorted(rows, key=lambda row: int(row["id"])):
        shares = _named(row)
        told = sum((share.included for share in shares.values()), Decimal(0))
        _take(charges, shares)
        rest = cents(Decimal(amount(row.get("amount"))) - told)
        for key, share in _spread(rest, charges).items():
            whole = shares.setdefault(key, Share())
            whole.included += share.included
            whole.excluded += share.excluded
            _take(charges, {key: share})
        slips.append(_slip(row, shares))
    return slips


def _named(row: Row) -> dict[str, Share]:
    """What the refund itself says of lines, fees and shipping; all of it below zero there."""
    shares: dict[str, Share] = {}
    for name in ("line_items", "fee_lines", "shipping_lines"):
        for item in row.get(name) or ():
            key = SHIPPING if name == "shipping_lines" else _source(item)
            excluded = abs(Decimal(amount(item.get("total"))))
            included = excluded + abs(Decimal(amount(item.get("total_tax"))))
            quantity = abs(Decimal(amount(item.get("quantity"))))
            if key and (included or quantity):
                share = shares.setdefault(key, Share())
                share.quantity += quantity
                share.included += cents(included)
                share.excluded += cents(excluded)
    return shares


def _source(item: Row) -> str:
    for entry in item.get("meta_data") or ():
        if entry.get("key") == SOURCE:
            return str(text(entry.get("value")))
    return ""


def _take(charges: dict[str, Charge], shares: dict[str, Share]) -> None:
    for key, share in shares.items():
        if key in charges:
            charges[key].included -= share.included
            charges[key].excluded -= share.excluded


def _spread(rest: Decimal, charges: dict[str, Charge]) -> dict[str, Share]:
    """An amount that names no line, on all that is left to give back.

    >>> from decimal import Decimal as D
    >>> left = {"1": Charge(D(12), D(10)), "2": Charge(D(24), D(20))}
    >>> {key: (share.included, share.excluded) for key, share in _spread(D(9), left).items()}
    {'1': (Decimal('3.00'), Decimal('2.50')), '2': (Decimal('6.00'), Decimal('5.00'))}
    """
    left = {key: charge for key, charge in charges.items() if charge.included > 0}
    if rest < CENT or not left:
        return {}
    whole = sum((charge.included for charge in left.values()), Decimal(0))
    heaviest = max(left, key=lambda key: left[key].included)
    included = {key: cents(rest * charge.included / whole) for key, charge in left.items()}
    included[heaviest] += rest - sum(included.values())
    return {
        key: Share(included=value, excluded=cents(value * left[key].excluded / left[key].included))
        for key, value in included.items()
        if value
    }


def _slip(row: Row, shares: dict[str, Share]) -> Row:
    shipping = shares.get(SHIPPING, Share())
    return {
        "id": text(row["id"]),
        "refunded_at": f"{(text(row.get('date_created_gmt')) or '1970-01-01T00:00:00')[:19]}Z",
        "shipping": {
            "tax_incl": amount(shipping.included),
            "tax_excl": amount(shipping.excluded),
        },
        "lines": [
            {
                "id": key,
                "quantity": amount(share.quantity),
                "tax_incl": amount(share.included),
                "tax_excl": amount(share.excluded),
            }
            for key, share in shares.items()
            if key != SHIPPING
        ],
    }

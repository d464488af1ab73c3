"""What a WooCommerce gave back, line by line.

A refund may name its lines, or only an amount (most do). What no line explains is given back on all
that was charged, in proportion and at the rates it was charged at; a refund of everything that is
left gives back exactly that. One of less than its lines (goods came back, and the shop kept
something of their price) gives back its amount, on those lines.
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


def cents(value: Decimal, unit: Decimal = CENT) -> Decimal:
    return value.quantize(unit, ROUND_HALF_UP)


def refunds_of(rows: Sequence[Row], charges: dict[str, Charge], unit: Decimal = CENT) -> list[Row]:
    """Canonical credit slips, oldest first.

    :param rows: of ``orders/<id>/refunds``
    :param charges: what can be given back, by item; lowered here
    :param unit: the smallest amount of the shop
    """
    slips = []
    for row in sorted(rows, key=lambda row: int(row["id"])):
        shares = _named(row)
        paid = cents(Decimal(amount(row.get("amount"))), unit)
        _lower(shares, paid, unit)
        _take(charges, shares)
        rest = paid - sum((share.included for share in shares.values()), Decimal(0))
        for key, share in _spread(rest, charges, unit).items():
            whole = shares.setdefault(key, Share())
            whole.included += share.included
            whole.excluded += share.excluded
            _take(charges, {key: share})
        slips.append(_slip(row, shares))
    return slips


def _named(row: Row) -> dict[str, Share]:
    """What the refund itself says of lines, fees and shipping: each amount times −1 there. What had
    been taken off the order, and no longer is, lowers what is given back."""
    shares: dict[str, Share] = {}
    for name in ("line_items", "fee_lines", "shipping_lines"):
        for item in row.get(name) or ():
            key = SHIPPING if name == "shipping_lines" else _source(item)
            excluded = -Decimal(amount(item.get("total")))
            included = excluded - Decimal(amount(item.get("total_tax")))
            quantity = -Decimal(amount(item.get("quantity")))
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


def _lower(shares: dict[str, Share], paid: Decimal, unit: Decimal) -> None:
    """Bring lines that say more than was paid out to that amount, each by as much.

    >>> from decimal import Decimal as D
    >>> shares = {"1": Share(D(1), D(60), D(50)), "2": Share(D(1), D(12), D(10))}
    >>> _lower(shares, D(60), CENT)
    >>> [(share.included, share.excluded) for share in shares.values()]
    [(Decimal('50.00'), Decimal('41.67')), (Decimal('10.00'), Decimal('8.33'))]
    """
    told = sum((share.included for share in shares.values()), Decimal(0))
    if told <= 0 or paid - told > -unit:
        return
    for share in shares.values():
        share.included = cents(share.included * paid / told, unit)
        share.excluded = cents(share.excluded * paid / told)
    largest = max(shares.values(), key=lambda share: share.included)
    largest.included += paid - sum((share.included for share in shares.values()), Decimal(0))


def _take(charges: dict[str, Charge], shares: dict[str, Share]) -> None:
    for key, share in shares.items():
        if key in charges:
            charges[key].included -= share.included
            charges[key].excluded -= share.excluded


def _spread(rest: Decimal, charges: dict[str, Charge], unit: Decimal = CENT) -> dict[str, Share]:
    """An amount that names no line, on all that is left to give back.

    >>> from decimal import Decimal as D
    >>> left = {"1": Charge(D(12), D(10)), "2": Charge(D(24), D(20))}
    >>> {key: (share.included, share.excluded) for key, share in _spread(D(9), left).items()}
    {'1': (Decimal('3.00'), Decimal('2.50')), '2': (Decimal('6.00'), Decimal('5.00'))}
    """
    if rest < unit:
        return {}
    if rest == sum((charge.included for charge in charges.values()), Decimal(0)):
        return {
            key: Share(included=charge.included, excluded=charge.excluded)
            for key, charge in charges.items()
            if charge.included
        }
    left = {key: charge for key, charge in charges.items() if charge.included > 0}
    if not left:
        return {}
    whole = sum((charge.included for charge in left.values()), Decimal(0))
    heaviest = max(left, key=lambda key: left[key].included)
    included = {key: cents(rest * charge.included / whole, unit) for key, charge in left.items()}
    included[heaviest] += rest - sum(included.values())
    return {
        key: Share(
            included=value,
            excluded=cents(value * left[key].excluded / left[key].included),
        )
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

"""Discounts that stand on a line of their own: do they take a book below its lawful price?

A global discount, a reward or a voucher of the shop is a line below zero beside the goods. It
lowers the goods that bear the same VAT, or any goods when none does. What is no book may take all
of it; a book only what is left above its floor.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from decimal import Decimal

ZERO = Decimal(0)


@dataclass(frozen=True)
class Line:
    """One line, all amounts with VAT.

    :param amount: what the customer pays for it; below zero for a discount
    :param floor: the lowest lawful amount; None for what has no fixed price
    :param taxes: what tells its VAT
    """

    amount: Decimal
    floor: Decimal | None = None
    taxes: Hashable = None

    @property
    def room(self) -> Decimal:
        """What a discount may take off this line."""
        return max(self.amount - (self.floor or ZERO), ZERO)


def find_excess(lines: Iterable[Line]) -> Decimal:
    """The part of the discounts that only books at their floor are left to bear.

    >>> book = Line(Decimal("20.00"), Decimal("19.00"), "5.5")
    >>> find_excess([book, Line(Decimal("-2.00"), taxes="5.5")])
    Decimal('1.00')
    >>> find_excess([book, Line(Decimal("30.00"), taxes="20"), Line(Decimal("-2.00"), taxes="20")])
    Decimal('0')
    """
    room: dict[Hashable, Decimal] = defaultdict(Decimal)
    discounts: dict[Hashable, Decimal] = defaultdict(Decimal)
    for line in lines:
        if line.amount < 0:
            discounts[line.taxes] -= line.amount
        else:
            room[line.taxes] += line.room
    excess, free = ZERO, ZERO
    for taxes, discount in discounts.items():
        if taxes in room:
            excess += max(discount - room[taxes], ZERO)
            room[taxes] = max(room[taxes] - discount, ZERO)
        else:
            free += discount
    return excess + max(free - sum(room.values(), ZERO), ZERO)

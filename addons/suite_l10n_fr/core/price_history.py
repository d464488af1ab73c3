"""The earlier price of a reduction (C. conso. L112-1-1): the lowest one of the last days."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal


@dataclass(frozen=True)
class Price:
    """A price and the day since when it was asked."""

    since: date
    amount: Decimal


def lowest_before(prices: Iterable[Price], begins: date, days: int) -> Decimal | None:
    """The lowest price asked in the ``days`` before the reduction begins.

    A price holds until the next one: the one in force when the window opens counts too.

    >>> kept = [Price(date(2026, 1, 1), Decimal(20)), Price(date(2026, 5, 20), Decimal(25))]
    >>> lowest_before(kept, date(2026, 6, 1), 30), lowest_before(kept, date(2026, 6, 20), 30)
    (Decimal('20'), Decimal('25'))

    :return: None when no price is known for that time
    """
    opens = begins - timedelta(days=days)
    ordered = sorted(prices, key=lambda price: price.since)
    found = [price.amount for price in ordered if opens <= price.since < begins]
    earlier = [price for price in ordered if price.since < opens]
    starts_at_opening = any(price.since == opens for price in ordered)
    if earlier and not starts_at_opening:
        found.append(earlier[-1].amount)
    return min(found, default=None)

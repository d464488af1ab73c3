"""The demand of each month out of what moved: returns taken off, months without stock unknown."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date


def add_months(month: date, count: int) -> date:
    """Return the first day of the month ``count`` months later.

    >>> add_months(date(2026, 11, 1), 3), add_months(date(2026, 1, 31), -1)
    (datetime.date(2027, 2, 1), datetime.date(2025, 12, 1))
    """
    place = month.year * 12 + month.month - 1 + count
    return date(place // 12, place % 12 + 1, 1)


def months_between(first: date, until: date) -> list[date]:
    """Return the months from the one of ``first`` to before the one of ``until``."""
    months, month = [], first.replace(day=1)
    while month < until.replace(day=1):
        months.append(month)
        month = add_months(month, 1)
    return months


@dataclass
class Demand:
    """What is known of one product: its months, what was asked in each (None: nothing to sell)."""

    months: list[date] = field(default_factory=list)
    values: list[float | None] = field(default_factory=list)


Flow = tuple[date, date | None, float, float]
"""``(month, month of the delivery that came back, demand, net gain of the stock)``"""


def build_demand(flows: Iterable[Flow], until: date, on_hand: float | None = None) -> Demand:
    """Return the demand of every month from the first delivery to before ``until``.

    A return belongs to the month of its delivery: that sale was none. A month is unknown when
    nothing was sold and there was nothing in stock at its beginning nor at its end.

    :param on_hand: the stock today, from which the stock of each month is reckoned back; None for
        what is not kept in stock
    """
    asked: dict[date, float] = {}
    gained: dict[date, float] = {}
    for month, delivered, demand, net in flows:
        asked[delivered or month] = asked.get(delivered or month, 0.0) + demand
        gained[month] = gained.get(month, 0.0) + net
    sold = [month for month, demand in asked.items() if demand > 0 and month < until]
    if not sold:
        return Demand()
    found = Demand(months_between(min(sold), until))
    level = (on_hand or 0.0) - sum(net for month, net in gained.items() if month >= min(sold))
    for month in found.months:
        before, level = level, level + gained.get(month, 0.0)
        demand = max(asked.get(month, 0.0), 0.0)
        empty = on_hand is not None and not demand and before <= 0 and level <= 0
        found.values.append(None if empty else demand)
    return found

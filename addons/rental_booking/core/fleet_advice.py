"""What a forecast says about the fleet: buy, sub-rent, or sell what nobody will ask for."""

from collections.abc import Sequence
from datetime import date
from math import ceil, floor
from typing import NamedTuple

SURE_MONTHS = 12
"""Nothing is bought or sold before a whole year is known: each season has had its turn."""
MOST = 500


class Fleet(NamedTuple):
    """The units of one article in one shop, and what one brings and costs.

    ``day_cost`` is what a colleague charges a unit and day (None: nobody knows); ``payback`` the
    months in which a unit has to earn its price.
    """

    owned: float
    price: float
    day_revenue: float
    day_cost: float | None = None
    payback: float = 24


class Coming(NamedTuple):
    """One coming month: the peak that is expected, its upper bound, (units wanted, days)."""

    month: date
    peak: float
    high: float
    levels: Sequence[tuple[float, float]]


class Advice(NamedTuple):
    """So many units, the days they would be out in the coming months, and the money of it."""

    kind: str
    units: int
    days: float = 0.0
    revenue: float = 0.0
    cost: float = 0.0


def count_lacks(owned: float, wanted: float) -> int:
    """Whole units that are too few; half a unit is one.

    >>> count_lacks(3, 4.6), count_lacks(3, 3.4), count_lacks(3, 1)
    (2, 0, 0)
    """
    return max(0, floor(wanted - owned + 0.5))


def count_days(coming: Sequence[Coming], number: float) -> float:
    """Days on which the ``number``-th unit is wanted; half a unit is wanted or not."""
    return sum(days for month in coming for level, days in month.levels if level >= number - 0.5)


def judge(fleet: Fleet, coming: Sequence[Coming], past_peak: float, known: int) -> list[Advice]:
    """What to do about one article in one shop; nothing where there is nothing to win.

    :param past_peak: the most that was wanted at once in the last twelve months
    :param known: months of which the demand is known
    """
    lack = max((count_lacks(fleet.owned, month.peak) for month in coming), default=0)
    found = []
    bought = _find_worth_buying(fleet, coming, min(lack, MOST)) if known >= SURE_MONTHS else 0
    if bought:
        days = _count_more(fleet, coming, 0, bought)
        found.append(Advice("buy", bought, days, days * fleet.day_revenue, bought * fleet.price))
    rest = lack - bought
    if rest > 0:
        found += _judge_subrent(fleet, coming, bought, min(rest, MOST))
    idle = _count_idle(fleet, coming, past_peak, known)
    if idle:
        found.append(Advice("sell", idle, revenue=idle * fleet.price))
    return found


def _find_worth_buying(fleet: Fleet, coming: Sequence[Coming], lack: int) -> int:
    """One unit after another, as long as the next one earns its price in time."""
    if fleet.price <= 0 or not coming:
        return 0
    years = fleet.payback / len(coming)
    for number in range(1, lack + 1):
        days = count_days(coming, fleet.owned + number)
        if days * fleet.day_revenue * years < fleet.price:
            return number - 1
    return lack


def _count_more(fleet: Fleet, coming: Sequence[Coming], first: int, last: int) -> float:
    """Unit-days of the units from ``first`` + 1 to ``last`` more than are owned."""
    return sum(count_days(coming, fleet.owned + number) for number in range(first + 1, last + 1))


def _judge_subrent(fleet: Fleet, coming: Sequence[Coming], bought: int, rest: int) -> list[Advice]:
    days = _count_more(fleet, coming, bought, bought + rest)
    if days < 0.5 or (fleet.day_cost is not None and fleet.day_cost >= fleet.day_revenue):
        return []
    cost = days * (fleet.day_cost or 0.0)
    return [Advice("subrent", rest, days, days * fleet.day_revenue, cost)]


def _count_idle(fleet: Fleet, coming: Sequence[Coming], past_peak: float, known: int) -> int:
    if known < SURE_MONTHS or not coming:
        return 0
    most = max(past_peak, *(month.high for month in coming))
    return max(0, floor(fleet.owned - ceil(round(most, 1))))

"""What customers wanted, month by month: unit-days, the peak, and how long each number was wanted."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time
from typing import NamedTuple

from odoo.addons.suite_base.core.forecasting.demand import add_months

DAY = 86400.0


class Want(NamedTuple):
    """Units wanted on ``[start, end)`` of the shop's wall clock; ``lost``: there was none for it."""

    start: datetime
    end: datetime
    quantity: float
    lost: bool = False


class Month(NamedTuple):
    """One month: unit-days wanted and lost, the most wanted at once, {units wanted: days}."""

    days: float = 0.0
    lost: float = 0.0
    peak: float = 0.0
    levels: Mapping[float, float] = {}


def count_months(wants: Iterable[Want]) -> dict[date, Month]:
    """Each month in which something was wanted.

    What ends at the moment something else begins does not add up.

    >>> wants = [Want(datetime(2027, 3, 30), datetime(2027, 4, 2), 2, True)]
    >>> for first, month in count_months(wants).items():
    ...     print(first, month)
    2027-03-01 Month(days=4.0, lost=4.0, peak=2.0, levels={2.0: 2.0})
    2027-04-01 Month(days=2.0, lost=2.0, peak=2.0, levels={2.0: 1.0})
    """
    changes: dict[datetime, float] = defaultdict(float)
    lost: dict[date, float] = defaultdict(float)
    for want in wants:
        changes[want.start] += want.quantity
        changes[want.end] -= want.quantity
        if want.lost:
            for first, days in _cut(want.start, want.end):
                lost[first] += want.quantity * days
    levels = _sweep(changes)
    return {
        first: Month(
            sum(level * days for level, days in own.items()),
            lost[first],
            max(own),
            dict(own),
        )
        for first, own in sorted(levels.items())
    }


def _sweep(changes: Mapping[datetime, float]) -> dict[date, dict[float, float]]:
    """{month: {units wanted at once: days}}"""
    found: dict[date, dict[float, float]] = {}
    level, before = 0.0, None
    for moment in sorted(changes):
        if before is not None and level > 0:
            for first, days in _cut(before, moment):
                own = found.setdefault(first, defaultdict(float))
                own[level] += days
        level, before = level + changes[moment], moment
    return found


def _cut(start: datetime, end: datetime) -> Iterator[tuple[date, float]]:
    """(month, days of ``[start, end)`` in it)"""
    while start < end:
        first = start.date().replace(day=1)
        border = min(end, datetime.combine(add_months(first, 1), time()))
        yield first, (border - start).total_seconds() / DAY
        start = border


def fill(months: Mapping[date, Month], until: date) -> list[tuple[date, Month]]:
    """Every month from the first one that is known to before ``until``."""
    known = [first for first in months if first < until]
    found, first = [], min(known, default=until)
    while first < until:
        found.append((first, months.get(first, Month())))
        first = add_months(first, 1)
    return found


class Expected(NamedTuple):
    """What is expected of one month, and between which bounds."""

    expected: float
    low: float
    high: float


def blend(said: Expected, booked: float) -> Expected:
    """What is booked already is part of what the past lets expect; where it is more, so much is.

    >>> blend(Expected(4, 2, 6), 3), blend(Expected(4, 2, 6), 5)
    (Expected(expected=4, low=3, high=6), Expected(expected=5, low=5, high=7))
    """
    more = max(booked - said.expected, 0)
    return Expected(said.expected + more, max(said.low, booked), said.high + more)


def scale_levels(
    levels: Mapping[float, float], peak: float, expected: float
) -> list[tuple[float, float]]:
    """(units, days) of a month like the one known, at another height.

    >>> scale_levels({1: 10.0, 4: 2.0}, 4, 6)
    [(1.5, 10.0), (6.0, 2.0)]
    """
    if not peak:
        return []
    return [(level * expected / peak, days) for level, days in sorted(levels.items())]


def find_like(months: Mapping[date, Month], first: date) -> Month:
    """The last known month of the same name with a demand; without one, the mean of all."""
    alike = [
        own
        for own, month in months.items()
        if own.month == first.month and own < first and month.peak
    ]
    if alike:
        return months[max(alike)]
    known = [month for own, month in months.items() if own < first]
    return _mean(known) if known else Month()


def _mean(months: Sequence[Month]) -> Month:
    levels: dict[float, float] = defaultdict(float)
    for month in months:
        for level, days in month.levels.items():
            levels[level] += days / len(months)
    return Month(
        sum(month.days for month in months) / len(months),
        sum(month.lost for month in months) / len(months),
        max(month.peak for month in months),
        dict(levels),
    )

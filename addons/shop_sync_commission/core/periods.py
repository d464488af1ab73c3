"""Periods for which an agent is settled."""

from collections.abc import Iterator
from datetime import date, timedelta

MONTHS = {"monthly": 1, "quaterly": 3, "semi": 6, "annual": 12}
DAY = timedelta(days=1)
MIDDLE = 15


def get_period(kind: str, day: date) -> tuple[date, date]:
    """Return first and last day of the period in which a day lies.

    >>> get_period("monthly", date(2026, 2, 10))
    (datetime.date(2026, 2, 1), datetime.date(2026, 2, 28))
    >>> get_period("quaterly", date(2026, 12, 31))
    (datetime.date(2026, 10, 1), datetime.date(2026, 12, 31))
    >>> get_period("biweekly", date(2026, 2, 16))
    (datetime.date(2026, 2, 16), datetime.date(2026, 2, 28))
    """
    if kind == "biweekly":
        if day.day <= MIDDLE:
            return day.replace(day=1), day.replace(day=MIDDLE)
        return day.replace(day=MIDDLE + 1), get_period("monthly", day)[1]
    months = MONTHS[kind]
    first = date(day.year, (day.month - 1) // months * months + 1, 1)
    following = first.month + months
    after = date(first.year + (following - 1) // 12, (following - 1) % 12 + 1, 1)
    return first, after - DAY


def walk_periods(kind: str, start: date, until: date) -> Iterator[tuple[date, date]]:
    """Yield the periods that end by a day; the first one begins where the last settled one ended.

    >>> [last.isoformat() for _first, last in
    ...  walk_periods("monthly", date(2026, 1, 20), date(2026, 3, 30))]
    ['2026-01-31', '2026-02-28']
    """
    while start <= until:
        _first, last = get_period(kind, start)
        if last > until:
            return
        yield start, last
        start = last + DAY

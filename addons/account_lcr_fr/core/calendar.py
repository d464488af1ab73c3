"""Days on which a bill can be paid in France."""

from datetime import date, timedelta
from functools import cache

FIXED = ((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25), (12, 26))
"""Legal holidays (C. trav. L3133-1) and 26 December, when the euro payment system is closed."""
AFTER_EASTER = (-2, 1, 39, 50)
"""Good Friday (payment system), Easter Monday, Ascension, Whit Monday."""


def easter(year: int) -> date:
    """Return Easter Sunday (the anonymous Gregorian algorithm).

    >>> easter(2026), easter(2027)
    (datetime.date(2026, 4, 5), datetime.date(2027, 3, 28))
    """
    golden, (century, rest) = year % 19, divmod(year, 100)
    leaps, spare = divmod(century, 4)
    shift = (century - (century + 8) // 25 + 1) // 3
    moon = (19 * golden + century - leaps - shift + 15) % 30
    quarter, left = divmod(rest, 4)
    sunday = (32 + 2 * spare + 2 * quarter - moon - left) % 7
    late = (golden + 11 * moon + 22 * sunday) // 451
    month, day = divmod(moon + sunday - 7 * late + 114, 31)
    return date(year, month, day + 1)


@cache
def holidays(year: int) -> frozenset[date]:
    """Return the days of a year on which banks do not pay, weekends aside."""
    fixed = {date(year, month, day) for month, day in FIXED}
    return frozenset(fixed | {easter(year) + timedelta(days=days) for days in AFTER_EASTER})


def is_banking_day(day: date) -> bool:
    """Tell whether a bill can be paid on a day.

    >>> is_banking_day(date(2026, 7, 14)), is_banking_day(date(2026, 7, 15))
    (False, True)
    """
    return day.weekday() < 5 and day not in holidays(day.year)


def next_banking_day(day: date) -> date:
    """Return the day, or the first after it on which a bill can be paid (C. com. L511-77 f.).

    >>> next_banking_day(date(2026, 12, 25))
    datetime.date(2026, 12, 28)
    """
    while not is_banking_day(day):
        day += timedelta(days=1)
    return day


def add_banking_days(day: date, count: int) -> date:
    """Return the banking day that comes so many banking days after a day.

    >>> add_banking_days(date(2026, 12, 24), 1)
    datetime.date(2026, 12, 28)
    """
    day = next_banking_day(day)
    for _day in range(count):
        day = next_banking_day(day + timedelta(days=1))
    return day

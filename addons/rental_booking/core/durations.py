"""How long people rent: the periods that a counter offers with one touch, in the shop's hours.

Moments are on the shop's wall clock. ``hours`` are the opening hours from the first day asked on,
sorted.
"""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from .half_days import NOON

Hours = Sequence[tuple[datetime, datetime]]

DURATIONS = ("half_day", "day", "two_days", "weekend", "week")
HOURS_NEEDED = 25  # days of opening hours that any of them looks at, holidays included
FRIDAY, SATURDAY = 4, 5
WEEKEND_FROM, WEEKEND_TO = time(16), time(10)


def _begin(moment: datetime, hours: Hours) -> datetime:
    """The moment, or the next opening; at closing time it is too late for a rental to begin."""
    return next((max(moment, opens) for opens, closes in hours if moment < closes), moment)


def _fit(moment: datetime, hours: Hours) -> datetime:
    """The moment itself when the shop is open, else its next opening."""
    return next((max(moment, opens) for opens, closes in hours if moment <= closes), moment)


def _close(day: date, hours: Hours) -> datetime | None:
    """When the shop closes on a day; None: it is closed all day."""
    return max((closes for opens, closes in hours if opens.date() == day), default=None)


def _end_on(day: date, hours: Hours) -> datetime:
    """The end of a day's rental: at closing time, else when the shop opens again."""
    return _close(day, hours) or _fit(datetime.combine(day, time(18)), hours)


def _half_day(start: datetime, hours: Hours) -> datetime:
    """At the end of the morning, if the shop takes goods back then; else in the evening."""
    noon = datetime.combine(start.date(), NOON)
    taken_back = [min(closes, noon) for opens, closes in hours if opens <= noon]
    of_morning = [end for end in taken_back if start < end and end.date() == start.date()]
    return max(of_morning, default=None) or _end_on(start.date(), hours)


def _weekend(start: datetime, hours: Hours) -> tuple[datetime, datetime]:
    friday = start.date() + timedelta(days=(FRIDAY - start.weekday()) % 7)
    if start.weekday() >= SATURDAY:  # it has begun
        friday = start.date() - timedelta(days=start.weekday() - FRIDAY)
    else:
        leaves = datetime.combine(friday, WEEKEND_FROM)
        open_until = [min(closes, leaves) for opens, closes in hours if opens <= leaves]
        start = max([start, *open_until])
    return start, _fit(datetime.combine(friday + timedelta(days=3), WEEKEND_TO), hours)


def get_period(duration: str, start: datetime, hours: Hours) -> tuple[datetime, datetime]:
    """(start, end) of a rental of that duration that begins at ``start`` or as soon as it can.

    >>> nine = datetime(2026, 6, 1, 9)  # a Monday
    >>> hours = [(nine + timedelta(days=n), nine + timedelta(days=n, hours=9)) for n in range(9)]
    >>> [str(moment) for moment in get_period("half_day", nine, hours)]
    ['2026-06-01 09:00:00', '2026-06-01 13:00:00']
    >>> [str(moment) for moment in get_period("weekend", nine, hours)]
    ['2026-06-05 16:00:00', '2026-06-08 10:00:00']
    """
    start = _begin(start, hours)
    if duration == "half_day":
        return start, _half_day(start, hours)
    if duration == "weekend":
        return _weekend(start, hours)
    if duration == "week":
        return start, _fit(start + timedelta(days=7), hours)
    following = 1 if duration == "two_days" else 0
    end = _end_on(start.date() + timedelta(days=following), hours)
    return start, end

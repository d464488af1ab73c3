"""Until when a thing is under warranty: sold, given back, sold again, repaired.

A delivery starts the warranty; what comes from us in exchange is another thing with a delivery of
its own, so a replacement starts anew by itself. A repair under warranty lengthens it.
"""

import calendar
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

SOLD, BACK, REPAIRED = "sold", "back", "repaired"
PRESUMED_MONTHS, PRESUMED_MONTHS_USED = 24, 12
"""How long a fault is taken to have been there at the delivery to a consumer: L217-7 of the Code de
la consommation, for new and for second-hand goods."""


class Event(NamedTuple):
    day: date
    kind: str


def add_months(day: date, months: int) -> date:
    """The same day ``months`` later, or the last one of a shorter month.

    >>> add_months(date(2026, 8, 31), 6)
    datetime.date(2027, 2, 28)
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def warranty_end(events: Iterable[Event], months: int, longer: int) -> date | None:
    """The last day of the warranty; None: not with a customer, or without warranty.

    :param events: those of one day in the order of their time
    :param longer: months that each repair adds, when it was done under warranty

    >>> warranty_end([Event(date(2026, 1, 10), SOLD), Event(date(2026, 5, 2), REPAIRED)], 24, 6)
    datetime.date(2028, 7, 10)
    """
    start: date | None = None
    repairs = 0
    for event in sorted(events, key=lambda one: one.day):
        if event.kind == SOLD:
            start, repairs = event.day, 0
        elif event.kind == BACK:
            start, repairs = None, 0
        elif start and event.day <= add_months(start, months + longer * repairs):
            repairs += 1
    if start is None or months <= 0:
        return None
    return add_months(start, months + longer * repairs)


def presumption_end(events: Iterable[Event], is_used: bool) -> date | None:
    """The last day on which a consumer proves nothing; a repair does not move it, a replacement does.

    >>> presumption_end([Event(date(2026, 1, 10), SOLD), Event(date(2026, 5, 2), REPAIRED)], True)
    datetime.date(2027, 1, 10)
    """
    return warranty_end(events, PRESUMED_MONTHS_USED if is_used else PRESUMED_MONTHS, 0)

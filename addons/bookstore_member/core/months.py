"""Days on which contributions fall due."""

from collections.abc import Iterator
from datetime import date

LAST_DAY = 28  # every month has it


def find_first_due(start: date, day: int) -> date:
    """The first due day on or after ``start``.

    >>> find_first_due(date(2026, 3, 10), 5), find_first_due(date(2026, 3, 5), 5)
    (datetime.date(2026, 4, 5), datetime.date(2026, 3, 5))
    """
    due = start.replace(day=day)
    return due if due >= start else find_next_due(due, day)


def find_next_due(due: date, day: int) -> date:
    """The due day of the month after that of ``due``.

    >>> find_next_due(date(2025, 12, 5), 10)
    datetime.date(2026, 1, 10)
    """
    years, month = divmod(due.month, 12)
    return date(due.year + years, month + 1, day)


def list_dues(first: date, day: int, today: date) -> Iterator[date]:
    """Due days from ``first`` up to ``today``, one a month.

    >>> [due.month for due in list_dues(date(2026, 1, 5), 5, date(2026, 3, 4))]
    [1, 2]
    """
    due = first
    while due <= today:
        yield due
        due = find_next_due(due, day)

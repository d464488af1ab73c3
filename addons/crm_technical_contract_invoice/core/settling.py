"""What is still to be invoiced of a contract: what is due for each period, less what is booked.

Said once: a period is known by its first day. It is ripe on its first day, or on the day after its
last one where the contract is invoiced in arrears. What was booked of a period stays booked as long
as the schedule has this period; when it has not any more, all of it is given back. A period in which
a pause without end lies waits until the pause or the period is over: nobody knows yet what it costs.
"""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from odoo.addons.crm_technical_contract.core.schedule import Due

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Booked:
    """What documents say of one period: those of the customer's, less those that give back."""

    end: date
    amount: Decimal


@dataclass(frozen=True)
class Difference:
    """What is to be invoiced for one period, or given back where it is negative.

    :param is_first: nothing was booked of the period yet
    """

    start: date
    end: date
    amount: Decimal
    is_first: bool
    paused: int = 0


def settle(
    dues: Sequence[Due],
    booked: Mapping[date, Booked],
    since: date,
    day: date,
    arrears: bool = False,
    resting: date | None = None,
) -> list[Difference]:
    """Return what is to be invoiced on ``day``, by period.

    :param since: periods that begin earlier are invoiced elsewhere
    :param resting: first day of a pause without end

    >>> jan = Due(date(2026, 1, 1), date(2026, 1, 31), Decimal(31), 0)
    >>> [str(one.amount) for one in settle([jan], {}, jan.start, jan.start)]
    ['31']
    >>> found = {jan.start: Booked(jan.end, Decimal(31))}
    >>> settle([jan], found, jan.start, jan.end)
    []
    >>> [str(one.amount) for one in settle([], found, jan.start, jan.end)]
    ['-31']
    """
    found = []
    for due in dues:
        was = booked.get(due.start)
        ripe = due.start >= since and get_day(due, arrears) <= day
        if (was or ripe) and not _is_waiting(due, day, resting):
            amount = due.amount - (was.amount if was else 0)
            if amount:
                found.append(Difference(due.start, due.end, amount, not was, due.paused))
    starts = {due.start for due in dues}
    for start, was in booked.items():
        if start not in starts and was.amount:
            found.append(Difference(start, was.end, -was.amount, False))
    return sorted(found, key=lambda one: one.start)


def get_day(due: Due, arrears: bool) -> date:
    """Return the day from which a period is invoiced."""
    return due.end + DAY if arrears else due.start


def _is_waiting(due: Due, day: date, resting: date | None) -> bool:
    return resting is not None and due.end >= resting and due.end >= day


def find_next(
    dues: Sequence[Due],
    since: date,
    day: date,
    arrears: bool,
    resting: date | None = None,
    booked: Container[date] = (),
) -> Due | None:
    """Return the first period that is invoiced after ``day`` and was not ahead of its day."""
    some = (due for due in dues if due.start >= since and get_day(due, arrears) > day)
    free = (due for due in some if due.start not in booked)
    return next((due for due in free if resting is None or due.end < resting), None)


def find_current(dues: Sequence[Due], day: date) -> date | None:
    """Return the first day of the period in which ``day`` lies, or of the first one to come."""
    return next((due.start for due in dues if due.end >= day), None)

"""Late interest between professionals (C. com. L441-10): a rate a half-year, day by day.

Interest runs from the day after the due date to the day of payment, that one included: what is due
on 31 March and paid on 15 May is 45 days late. So a payment lowers the debt from the day after it.
The rate is the one in force on 1 January or 1 July. A year has 365 days, a leap year 366.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise

_DAY = timedelta(days=1)
_CENT = Decimal("0.01")

FindRate = Callable[[date], Decimal | None]
"""The rate in % a year, given the first day of a half-year; None when nobody has entered it."""


@dataclass(frozen=True)
class Debt:
    """One due amount and what was paid of it: ``[(day, amount)]``."""

    due: date
    amount: Decimal
    payments: Sequence[tuple[date, Decimal]] = ()


@dataclass(frozen=True)
class Span:
    """Days, both included, with one rate and one remaining debt."""

    first: date
    last: date
    base: Decimal
    rate: Decimal

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def amount(self) -> Decimal:
        """Not rounded: the sum is."""
        return self.base * self.rate * self.days / 100 / days_of_year(self.first.year)


class RateMissing(Exception):
    """Nobody has entered the rate of the half-year that begins on ``day``."""

    def __init__(self, day: date) -> None:
        super().__init__(day)
        self.day = day


def days_of_year(year: int) -> int:
    """
    >>> days_of_year(2024), days_of_year(2025), days_of_year(2100)
    (366, 365, 365)
    """
    return 366 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 365


def half_year(day: date) -> date:
    """The first day of the half-year of a day.

    >>> half_year(date(2026, 6, 30)), half_year(date(2026, 7, 1))
    (datetime.date(2026, 1, 1), datetime.date(2026, 7, 1))
    """
    return date(day.year, 1 if day.month < 7 else 7, 1)


def find_spans(debt: Debt, until: date, find_rate: FindRate) -> list[Span]:
    """The spans of interest of a debt, up to a day, that one included.

    :raises RateMissing: for a half-year in which something was owed
    """
    found = []
    for first, last in _cut(debt, until):
        paid = sum((amount for day, amount in debt.payments if day < first), Decimal(0))
        base = debt.amount - paid
        if base <= 0:
            continue
        rate = find_rate(half_year(first))
        if rate is None:
            raise RateMissing(half_year(first))
        found.append(Span(first, last, base, rate))
    return found


def sum_interest(spans: Sequence[Span]) -> Decimal:
    """The interest of some spans, in cents."""
    return sum((span.amount for span in spans), Decimal(0)).quantize(_CENT, ROUND_HALF_UP)


def _cut(debt: Debt, until: date) -> Iterator[tuple[date, date]]:
    """Cut the days of the delay where the rate, the debt or the year changes."""
    start = debt.due + _DAY
    if until < start:
        return
    marks = {start, until + _DAY}
    marks |= {day + _DAY for day, _amount in debt.payments if start <= day < until}
    for year in range(start.year, until.year + 1):
        marks |= {day for day in (date(year, 1, 1), date(year, 7, 1)) if start < day <= until}
    days = sorted(marks)
    for first, following in pairwise(days):
        yield first, following - _DAY

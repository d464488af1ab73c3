"""What is due for each period of a contract: amounts that change, days that are paused.

Said once: periods are reckoned from the first day of the contract, as terms are. A day costs its
amount divided by the days of its whole period; a paused day costs nothing; each period is rounded to
the cent once. Another recurrence ends the period on the day before and begins a new one.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from .terms import DAY, Pause, add_months, paused_days


@dataclass(frozen=True)
class Rate:
    """From ``start`` on, ``amount`` is due every so many months."""

    start: date
    amount: Decimal
    every: int


@dataclass(frozen=True)
class Due:
    """What one period costs, its first and last day included."""

    start: date
    end: date
    amount: Decimal
    paused: int


def schedule(
    anchor: date, until: date, rates: Sequence[Rate], pauses: Sequence[Pause] = ()
) -> list[Due]:
    """Return the periods from ``anchor`` to ``until``; the last one may be a part of one.

    >>> year = [Rate(date(2026, 1, 1), Decimal("1200"), 6)]
    >>> [str(one.amount) for one in schedule(date(2026, 1, 1), date(2026, 12, 31), year)]
    ['1200.00', '1200.00']
    """
    rates = sorted(rates, key=lambda rate: rate.start)
    dues = []
    for start, end, every in _stretches(anchor, until, rates):
        count = 0
        while (first := add_months(start, count * every)) <= end:
            count += 1
            whole = add_months(start, count * every) - DAY
            dues.append(_reckon(first, min(whole, end), (whole - first).days + 1, rates, pauses))
    return dues


def _stretches(
    anchor: date, until: date, rates: Sequence[Rate]
) -> Iterator[tuple[date, date, int]]:
    """Yield ``(first day, last day, months)`` of each stretch with one recurrence."""
    changes = [rates[0]]
    for rate in rates[1:]:
        if rate.every != changes[-1].every:
            changes.append(rate)
    for place, rate in enumerate(changes):
        start = rate.start if place else anchor
        end = changes[place + 1].start - DAY if place + 1 < len(changes) else until
        yield start, min(end, until), rate.every


def _reckon(
    start: date, end: date, whole: int, rates: Sequence[Rate], pauses: Sequence[Pause]
) -> Due:
    amount = Decimal(0)
    for place, rate in enumerate(rates):
        first = max(start, rate.start) if place else start
        last = min(end, rates[place + 1].start - DAY) if place + 1 < len(rates) else end
        if first <= last:
            days = (last - first).days + 1 - paused_days(first, last, pauses)
            amount += rate.amount * days / whole
    cents = amount.quantize(Decimal("0.01"), ROUND_HALF_UP)
    return Due(start, end, cents, paused_days(start, end, pauses))

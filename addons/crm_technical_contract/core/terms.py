"""Terms of a contract: when one ends and the next begins, until when one may leave.

Said once, for every place: a term runs from its first day to its last day, both included. All terms
are reckoned from the first day of the contract, so that a month end does not wander: monthly terms
from 31 January begin on 31 January, 28 February, 31 March. A notice of n months is in time when n
whole months lie between the day it is given and the first day after the term. A pause that lengthens
the contract adds its days to the term in which they lie, and moves what follows.
"""

from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain, repeat

DAY = timedelta(days=1)


def add_months(day: date, count: int) -> date:
    """Return the same day ``count`` months later; the last one of a month that has no such day.

    >>> add_months(date(2026, 1, 31), 1), add_months(date(2024, 2, 29), 12)
    (datetime.date(2026, 2, 28), datetime.date(2025, 2, 28))
    """
    place = day.year * 12 + day.month - 1 + count
    year, month = place // 12, place % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


@dataclass(frozen=True)
class Term:
    """One term, its first and last day included."""

    start: date
    end: date

    @property
    def after(self) -> date:
        """The first day that the term does not cover."""
        return self.end + DAY


@dataclass(frozen=True)
class Pause:
    """Days on which the contract rests, both included."""

    start: date
    end: date


def paused_days(start: date, end: date, pauses: Sequence[Pause]) -> int:
    """Return how many of the days from ``start`` to ``end`` are paused; pauses do not overlap.

    >>> paused_days(date(2026, 1, 1), date(2026, 1, 31), [Pause(date(2026, 1, 30), date(2026, 2, 5))])
    2
    """
    shared = ((min(end, one.end) - max(start, one.start)).days + 1 for one in pauses)
    return sum(max(0, days) for days in shared)


def _lengthen(start: date, end: date, pauses: Sequence[Pause]) -> date:
    """Return the last day of a term that is longer by the paused days in it."""
    longer = end
    while (found := end + timedelta(days=paused_days(start, longer, pauses))) != longer:
        longer = found
    return longer


def terms(
    anchor: date,
    first_months: int,
    next_months: int,
    pauses: Sequence[Pause] = (),
    begun: Sequence[int] = (),
) -> Iterator[Term]:
    """Yield the terms of a contract without end: the first, then its renewals.

    :param next_months: 0 where the contract is not renewed
    :param pauses: those that lengthen the contract
    :param begun: months of the terms that have begun, which were agreed otherwise perhaps
    """
    months, shift = 0, timedelta()
    for length in chain(begun or (first_months,), repeat(next_months)):
        if length <= 0:
            return
        start = add_months(anchor, months) + shift
        usual = add_months(anchor, months + length) + shift - DAY
        end = _lengthen(start, usual, pauses)
        yield Term(start, end)
        months, shift = months + length, shift + (end - usual)


def term_after(
    anchor: date,
    first_months: int,
    next_months: int,
    day: date,
    pauses: Sequence[Pause] = (),
    begun: Sequence[int] = (),
) -> Term | None:
    """Return the first term that begins after ``day``; None where there is none."""
    some = terms(anchor, first_months, next_months, pauses, begun)
    return next((one for one in some if one.start > day), None)


def last_day_for_notice(end: date, months: int, days: int = 0) -> date:
    """Return the last day on which a notice still ends the term.

    >>> last_day_for_notice(date(2026, 12, 31), 2)
    datetime.date(2026, 10, 31)
    >>> last_day_for_notice(date(2026, 2, 28), 3), last_day_for_notice(date(2026, 12, 31), 0, 30)
    (datetime.date(2025, 11, 30), datetime.date(2026, 12, 1))
    """
    return add_months(end + DAY, -months) - DAY - timedelta(days=days)


def information_window(last_day: date, earliest: int, latest: int) -> tuple[date, date]:
    """Return the days between which a customer is told that he may still leave.

    :param last_day: until when he may refuse the renewal
    :param earliest: not more than so many months before it
    :param latest: not less than so many months before it
    """
    first = add_months(last_day, -earliest)
    if add_months(first, earliest) < last_day:
        first += DAY  # the month was too short: a day earlier would be too early
    return first, add_months(last_day, -latest)


def is_told(letter: date | None, window: tuple[date, date]) -> bool:
    """Return whether a letter left in time; the first and the last day are in time.

    >>> window = information_window(date(2025, 10, 31), 3, 1)
    >>> [is_told(date(2025, month, 30), window) for month in (7, 8, 9, 10)]
    [False, True, True, False]
    """
    return letter is not None and window[0] <= letter <= window[1]


def leaving_day(
    anchor: date,
    first_months: int,
    next_months: int,
    notice: date,
    months: int,
    days: int = 0,
    pauses: Sequence[Pause] = (),
    begun: Sequence[int] = (),
    free_from: date | None = None,
) -> date:
    """Return the last day of a contract ended by a notice: of the first term it is in time for.

    :param free_from: day of a renewal of which a consumer was not told in time. From then on he
        leaves on the day of his notice; one given earlier ends the contract before that day.

    >>> leaving_day(date(2026, 1, 1), 12, 12, date(2026, 10, 31), 2)
    datetime.date(2026, 12, 31)
    >>> leaving_day(date(2026, 1, 1), 12, 12, date(2026, 11, 1), 2)
    datetime.date(2027, 12, 31)
    >>> renewed = date(2027, 1, 1)
    >>> leaving_day(date(2026, 1, 1), 12, 12, date(2027, 3, 5), 2, free_from=renewed)
    datetime.date(2027, 3, 5)
    """
    end = anchor
    for one in terms(anchor, first_months, next_months, pauses, begun):
        end = one.end
        if notice <= last_day_for_notice(end, months, days):
            break
    return end if free_from is None else min(end, max(notice, free_from - DAY))

"""How long a certificate is worth something, and which families it is asked for."""

from calendar import monthrange
from collections.abc import Iterable, Mapping
from datetime import date, timedelta

WARNED_DAYS = 30
"""A certificate that ends within so many days is expiring: its holder is told once."""


def valid_until(obtained: date, months: int) -> date | None:
    """Return the last day of a certificate; nothing when it is for ever.

    >>> valid_until(date(2026, 8, 31), 6)
    datetime.date(2027, 2, 28)
    """
    if months <= 0:
        return None
    year, month = divmod(obtained.year * 12 + obtained.month - 1 + months, 12)
    return date(year, month + 1, min(obtained.day, monthrange(year, month + 1)[1]))


def state_of(until: date | None, today: date) -> str:
    """Return ``valid``, ``expiring`` or ``expired``; the last day is still valid.

    >>> state_of(date(2026, 3, 11), date(2026, 3, 11))
    'expiring'
    """
    if until and until < today:
        return "expired"
    if until and until <= today + timedelta(days=WARNED_DAYS):
        return "expiring"
    return "valid"


def trained_above(path: str, trained: Iterable[int]) -> list[int]:
    """Return the trained families among a family and those above it, the nearest first.

    >>> trained_above("1/4/9/", {1, 9})
    [9, 1]
    """
    asked = set(trained)
    return [
        key for key in (int(part) for part in reversed(path.split("/")) if part) if key in asked
    ]


def missing(
    paths: Mapping[int, str], trained: Iterable[int], held: Iterable[int]
) -> dict[int, int]:
    """Return ``{nearest trained family: a family that asks for it}`` where no certificate covers.

    A certificate of a family covers those below it.

    :param paths: path of each family that is sold
    :param trained: families that have a course with a test
    :param held: families with a valid certificate
    """
    asked, covered = set(trained), set(held)
    lacking: dict[int, int] = {}
    for family, path in paths.items():
        above = trained_above(path, asked)
        if above and not covered.intersection(above):
            lacking.setdefault(above[0], family)
    return lacking

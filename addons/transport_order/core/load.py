"""How many cars are on one truck at once."""

from collections.abc import Hashable, Iterable
from datetime import datetime
from typing import NamedTuple


class Stay(NamedTuple):
    """Cars of one order on a truck, from its pick-up to before its delivery."""

    order: Hashable
    start: datetime
    end: datetime
    cars: int


def find_peaks(stays: Iterable[Stay]) -> dict[Hashable, int]:
    """Return for each order the most cars that are on the truck during its own stay.

    A stay that ends when another one begins gives its places back first. The most cars are on board
    at the moment somebody's stay begins, so these moments alone are looked at.

    >>> day = lambda number: datetime(2026, 11, number)
    >>> find_peaks([Stay("A", day(1), day(3), 5), Stay("B", day(2), day(4), 4)])
    {'A': 9, 'B': 9}
    >>> find_peaks([Stay("A", day(1), day(2), 5), Stay("B", day(2), day(4), 4)])
    {'A': 5, 'B': 4}
    """
    stays = list(stays)
    peaks: dict[Hashable, int] = {}
    for own in stays:
        moments = [own.start, *(s.start for s in stays if own.start <= s.start < own.end)]
        peaks[own.order] = max(
            own.cars
            + sum(
                other.cars
                for other in stays
                if other is not own and other.start <= moment < other.end
            )
            for moment in moments
        )
    return peaks

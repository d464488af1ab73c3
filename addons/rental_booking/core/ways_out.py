"""Ways out of a shortage: what would help, and in which order the desk should look at them."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

# The less the customer and the house feel of it, the earlier it stands.
KINDS = ("unit", "transfer", "substitute", "later", "subrent")
STEP, AHEAD = timedelta(hours=1), timedelta(days=14)


class Way(NamedTuple):
    """One way out: how many of the missing units it brings, and what it costs the house."""

    kind: str
    quantity: float
    missing: float
    cost: float = 0.0
    delay: timedelta = timedelta()
    declared: bool = True

    @property
    def is_enough(self) -> bool:
        return self.quantity >= self.missing


def rank(way: Way) -> tuple[bool, int, bool, timedelta, float, float]:
    """Sort key: what is enough first, then what costs least trouble.

    >>> part = Way("transfer", 1, missing=2)
    >>> whole = Way("subrent", 2, missing=2, cost=50.0)
    >>> sorted([part, whole], key=rank)[0].kind
    'subrent'
    """
    return (
        not way.is_enough,
        KINDS.index(way.kind),
        not way.declared,
        way.delay,
        way.cost,
        -way.quantity,
    )


def later_starts(start: datetime) -> Iterator[datetime]:
    """Hour by hour for a day, then the same hour of the next days.

    >>> moments = list(later_starts(datetime(2027, 3, 1, 9)))
    >>> moments[0], moments[-1]
    (datetime.datetime(2027, 3, 1, 10, 0), datetime.datetime(2027, 3, 15, 9, 0))
    """
    moment = start + STEP
    while moment < start + timedelta(days=1):
        yield moment
        moment += STEP
    while moment <= start + AHEAD:
        yield moment
        moment += timedelta(days=1)


def choose(ways: Iterable[Way]) -> list[bool]:
    """Which ways to tick at first, in their order: the fewest that bring what is missing.

    Another unit mends its own choice and nothing else: it is ticked, and the rest beside it.

    >>> choose([Way("transfer", 1, 2), Way("substitute", 2, 2)])
    [False, True]
    >>> choose([Way("transfer", 1, 3), Way("substitute", 1, 3), Way("subrent", 1, 3)])
    [True, True, True]
    >>> choose([Way("unit", 1, 1), Way("transfer", 2, 2), Way("later", 2, 2)])
    [True, True, False]
    """
    ordered = list(ways)
    others = [way for way in ordered if way.kind != "unit"]
    ticks = iter(_choose_enough(others))
    return [True if way.kind == "unit" else next(ticks) for way in ordered]


def _choose_enough(ways: list[Way]) -> list[bool]:
    enough = [way.is_enough for way in ways]
    if any(enough):
        first = enough.index(True)
        return [number == first for number in range(len(ways))]
    chosen, brought = [], 0.0
    for way in ways:
        taken = way.kind != "later" and brought < way.missing
        chosen.append(taken)
        brought += way.quantity if taken else 0.0
    return chosen

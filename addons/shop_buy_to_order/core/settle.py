"""What should be bought for one customer's line, and what of it is his: pure arithmetic.

A need is what a customer still is to get. It is covered by purchase lines, each with a part that is
his (`mine`), and by pieces that a supplier refused and a person has not decided about yet
(`refused`). `settle` says what each part should be; whoever carries it out writes the difference.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

NOISE = 1e-6


@dataclass(frozen=True)
class Part:
    """A purchase line's part for this customer."""

    key: int
    mine: float
    coming: float
    """Pieces of the line that came or still may come."""
    soft: bool
    """The supplier has not confirmed it: it may be lessened without asking him."""
    spare: float = 0
    """Pieces of the line that are nobody's: what was kept for the shelf, or ordered for it."""


@dataclass(frozen=True)
class Plan:
    mine: dict[int, float]
    refused: float
    buy: float
    """Pieces that no line and no refusal stand for: to be bought."""
    surplus: float
    """Pieces bought for him that he no longer wants and the supplier has confirmed."""


def settle(wanted: float, refused: float, parts: Sequence[Part]) -> Plan:
    """What does not come any more waits for a decision; what is not wanted any more is taken first
    from what waits, then from what the supplier has not confirmed, the newest line first. What is
    wanted more is taken from the spare of his own lines before anything is bought.

    >>> settle(3, 0, []).buy
    3
    >>> settle(2, 0, [Part(1, 3, 3, soft=True)]).mine
    {1: 2}
    >>> settle(2, 0, [Part(1, 3, 3, soft=False)]).surplus
    1
    >>> settle(3, 0, [Part(1, 3, 1, soft=False)]).refused
    2
    >>> settle(3, 0, [Part(1, 1, 3, soft=False, spare=1)])
    Plan(mine={1: 2}, refused=0, buy=1, surplus=0)
    """
    mine = {}
    for part in parts:
        mine[part.key] = min(part.mine, max(part.coming, 0))
        refused += part.mine - mine[part.key]
    over = max(sum(mine.values()) + refused - wanted, 0)
    cut = min(refused, over)
    refused, over = refused - cut, over - cut
    for part in reversed([part for part in parts if part.soft]):
        cut = min(mine[part.key], over)
        mine[part.key], over = mine[part.key] - cut, over - cut
    buy = max(wanted - sum(mine.values()) - refused, 0)
    for part in parts:
        more = min(part.spare, buy)
        mine[part.key], buy = mine[part.key] + more, buy - more
    return Plan(mine, _clean(refused), _clean(buy), _clean(over))


def lessen(total: float, parts: Iterable[tuple[int, float]]) -> dict[int, float]:
    """Take pieces away from parts, the last ones first.

    >>> lessen(3, [(1, 2), (2, 2)])
    {2: 2, 1: 1}
    """
    taken = {}
    for key, pieces in reversed(list(parts)):
        cut = min(pieces, total)
        if cut > NOISE:
            taken[key] = cut
            total -= cut
    return taken


def serve(pieces: float, demands: Sequence[float]) -> list[float]:
    """Pieces that arrived, for demands of which the oldest stand first; what is more than all asked
    for stays with the last.

    >>> serve(3, [1, 1, 2])
    [1, 1, 1]
    >>> serve(6, [1, 1, 2])
    [1, 1, 4]
    """
    served = []
    for demand in demands:
        share = min(pieces, demand)
        served.append(share)
        pieces -= share
    if served and pieces > NOISE:
        served[-1] += pieces
    return served


def is_late(promised: date | None, expected: date | None, today: date) -> bool:
    """Whether the customer gets it later than he was told.

    >>> is_late(date(2026, 12, 4), date(2026, 12, 8), date(2026, 12, 1))
    True
    """
    return promised is not None and max(expected or today, today) > promised


def _clean(pieces: float) -> float:
    return pieces if pieces > NOISE else 0

"""How many copies are to be ordered, and for which reason.

Every reason is a target that follows from what is there, what is promised and what is on order:
the need is moved towards it, whatever happened, so that nothing is ordered twice or forgotten.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from .outlook import whole_copies

REASONS = ("client", "deposit", "threshold", "sales", "mark")
"""What is kept first when fewer copies are ordered than all reasons ask for."""


@dataclass(frozen=True)
class Threshold:
    """A least number of copies, in one place or (``place`` None) in the whole shop."""

    minimum: float
    place: int | None = None


@dataclass(frozen=True)
class TitleState:
    """One title of one shop.

    :param places: copies by place, below zero when more were sold than were there
    :param spare: places whose copies may be brought to any other one (the reserve)
    :param promised: copies that customers ordered and did not get yet
    :param on_order: copies ordered and still to come
    :param marked: copies that somebody wants ordered
    :param lacking: copies that an automatic deposit lacks, on order included
    :param expected: copies that will be sold before the shop orders again
    """

    places: Mapping[int, float] = field(default_factory=dict)
    spare: frozenset[int] = frozenset()
    promised: float = 0.0
    on_order: float = 0.0
    marked: float = 0.0
    thresholds: Sequence[Threshold] = ()
    lacking: float = 0.0
    expected: float = 0.0


def find_needs(state: TitleState) -> dict[str, float]:
    """Copies to order by reason: ``client``, ``deposit``, ``threshold``, ``sales``; only those
    above zero.

    >>> find_needs(TitleState({1: 1.0}, promised=2.0, thresholds=[Threshold(3)]))
    {'client': 1.0, 'threshold': 3.0}
    """
    coming = state.on_order + state.marked
    client = max(state.promised - count_here(state) - coming, 0.0)
    free = count_free(state)
    deposit = max(state.lacking, 0.0)
    threshold = max(
        (_find_lack(state, level, free, coming) for level in state.thresholds), default=0.0
    )
    threshold = max(threshold - deposit, 0.0)
    sales = float(whole_copies(state.expected - free - deposit - threshold))
    found = {"client": client, "deposit": deposit, "threshold": threshold, "sales": sales}
    return {reason: copies for reason, copies in found.items() if copies > 0}


def count_here(state: TitleState) -> float:
    """Copies in the shop. Below zero, more were sold than the software knew of: nobody waits for
    these."""
    return max(sum(state.places.values()), 0.0)


def count_free(state: TitleState) -> float:
    """Copies here or to come that nobody was promised."""
    return max(count_here(state) + state.on_order + state.marked - state.promised, 0.0)


def share_copies(total: float, wanted: Mapping[str, float]) -> dict[str, float]:
    """Share the copies that somebody orders among the reasons of a title.

    Fewer than wanted: the last reasons of ``REASONS`` get less. More: the others were marked.

    >>> share_copies(2, {"client": 1, "sales": 3})
    {'client': 1, 'sales': 1}
    >>> share_copies(5, {"client": 1, "sales": 3})
    {'client': 1, 'sales': 3, 'mark': 1}
    """
    shares: dict[str, float] = {}
    rest = total
    for reason in REASONS:
        if reason in wanted:
            shares[reason] = min(wanted[reason], rest)
            rest -= shares[reason]
    if rest > 0:
        shares["mark"] = shares.get("mark", 0) + rest
    return shares


def _find_lack(state: TitleState, level: Threshold, free: float, coming: float) -> float:
    if level.place is None:
        return level.minimum - free
    here = state.places.get(level.place, 0.0)
    spare = sum(
        max(state.places.get(place, 0.0), 0.0) for place in state.spare if place != level.place
    )
    return level.minimum - min(here + spare + coming, free)

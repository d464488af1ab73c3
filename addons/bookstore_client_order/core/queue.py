"""Whose copies are these? Customers of one title served in the order they came.

The copies set aside are a target: it follows from what customers still wait for, what lies in the
place of set-aside copies and what is free in the shop. Whatever happened, the same computation
says what should be, and the stock is moved towards it – once more changes nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

EPSILON = 1e-6


@dataclass(frozen=True)
class Waiting:
    """One customer who waits for copies of a title.

    :param key: of the order
    :param open: copies still to be handed over
    :param aside: copies that were set aside so far
    :param told: the customer was told that they are here
    """

    key: int
    open: float
    aside: float = 0.0
    told: bool = False


def set_aside(orders: Sequence[Waiting], inside: float, free: float) -> dict[int, float]:
    """Copies that each customer should have set aside.

    Who has copies keeps them, also when someone who waits longer wants more. What left the place
    by other ways is missed by the newest who was not told, at last by those who were.

    :param orders: of one title, the oldest first
    :param inside: copies in the place of set-aside copies
    :param free: copies in the shop that nobody was promised

    >>> set_aside([Waiting(1, 2), Waiting(2, 1)], inside=0, free=2)
    {1: 2.0, 2: 0.0}
    >>> set_aside([Waiting(1, 2, 1), Waiting(2, 1, 1)], inside=2, free=1)
    {1: 2, 2: 1}
    >>> set_aside([Waiting(1, 1, 1, told=True), Waiting(2, 1, 1)], inside=1, free=0)
    {1: 1, 2: 0.0}
    """
    held = {order.key: max(min(order.aside, order.open), 0.0) for order in orders}
    lost = sum(held.values()) - max(inside, 0.0)
    for order in sorted(reversed(orders), key=lambda order: order.told):
        missed = min(held[order.key], max(lost, 0.0))
        held[order.key] -= missed
        lost -= missed
    spare = max(inside, 0.0) - sum(held.values()) + max(free + min(inside, 0.0), 0.0)
    for order in orders:
        got = min(max(order.open - held[order.key], 0.0), max(spare, 0.0))
        held[order.key] += got
        spare -= got
    return held


def cover(lacks: Iterable[tuple[int, float]], coming: float) -> set[int]:
    """Who gets all he lacks from the copies that are on their way, the oldest first.

    >>> sorted(cover([(1, 1), (2, 2), (3, 1)], coming=2))
    [1]
    """
    covered = set()
    for key, lack in lacks:
        coming -= lack
        if lack > EPSILON and coming >= -EPSILON:
            covered.add(key)
    return covered


def find_state(order: Waiting, covered: bool, refused: bool) -> str:
    """Where an order is.

    :param covered: what lacks is on its way
    :param refused: nobody will order what lacks

    >>> find_state(Waiting(1, 1, 1), covered=False, refused=False)
    'arrived'
    """
    if order.open <= EPSILON:
        return "done"
    if order.aside >= order.open - EPSILON:
        return "told" if order.told else "arrived"
    if covered:
        return "ordered"
    return "unavailable" if refused else "to_order"


def take_from(copies: float, places: Mapping[int, float]) -> dict[int, float]:
    """Where copies are fetched, from the first place on.

    >>> take_from(3, {7: 2, 8: 5})
    {7: 2, 8: 1}
    """
    taken: dict[int, float] = {}
    for place, here in places.items():
        part = min(max(here, 0.0), copies)
        if part > EPSILON:
            taken[place] = part
            copies -= part
    return taken

"""Where copies for a stand are taken from, and where they go when they come home."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

EPSILON = 1e-6

Why = Literal["shop_empty", "below_least", "origin", "unknown"]


def take_from(
    copies: float, free: Mapping[int, float], preferred: int | None, fallback: int
) -> dict[int, float]:
    """The places that ``copies`` are taken from: the preferred one, then the fullest.

    >>> take_from(3, {1: 1, 2: 5}, preferred=1, fallback=1)
    {1: 1.0, 2: 2.0}
    >>> take_from(2, {}, preferred=None, fallback=9)
    {9: 2.0}
    """
    taken: dict[int, float] = {}
    left = float(copies)
    for place in sorted(free, key=lambda place: (place != preferred, -free[place], place)):
        here = min(left, float(free[place]))
        if here > EPSILON:
            taken[place] = here
            left -= here
    if left > EPSILON:
        place = fallback if preferred is None else preferred
        taken[place] = taken.get(place, 0.0) + left
    return taken


@dataclass(frozen=True)
class Shop:
    """A place where customers buy: what it has now, and what it should have."""

    have: float = 0.0
    least: float = 1.0


@dataclass(frozen=True)
class Home:
    """Copies that come home: where to, and why there."""

    place: int
    copies: float
    why: Why


def bring_home(
    copies: float, origins: Mapping[int, float], shops: Mapping[int, Shop], fallback: int
) -> list[Home]:
    """Where copies come home to: first to a shop that lacks them, else where they came from.

    Sold copies took no origin with them: what comes home goes to the origin with most left.

    :param origins: copies that left each place and are not back there yet
    :param shops: the sale points, the main one first
    :param fallback: for copies that nobody knows the origin of

    >>> bring_home(3, {5: 3}, {1: Shop(have=0.0, least=1.0)}, fallback=1)
    [Home(place=1, copies=1.0, why='shop_empty'), Home(place=5, copies=2.0, why='origin')]
    """
    homes: list[Home] = []
    away = {place: float(left) for place, left in origins.items() if left > EPSILON}
    rest = float(copies)
    for place, shop in shops.items():
        lacking = min(rest, max(shop.least - max(shop.have, 0.0), 0.0))
        if lacking > EPSILON:
            why: Why = "shop_empty" if shop.have <= EPSILON else "below_least"
            homes.append(Home(place, lacking, why))
            rest -= lacking
            _use_origin(away, place, lacking)
    while rest > EPSILON and away:
        place = max(away, key=lambda place: (away[place], -place))
        here = min(rest, away.pop(place))
        homes.append(Home(place, here, "origin"))
        rest -= here
    if rest > EPSILON:
        homes.append(Home(fallback, rest, "unknown"))
    return homes


def _use_origin(away: dict[int, float], place: int, copies: float) -> None:
    """One origin less is waited for: the shop's own first, else the one with most left."""
    left = copies
    for origin in sorted(away, key=lambda origin: (origin != place, -away[origin], origin)):
        used = min(left, away[origin])
        away[origin] -= used
        left -= used
        if away[origin] <= EPSILON:
            del away[origin]

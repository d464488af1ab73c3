"""Rates of few events told with their interval, and reasons in the order of their weight."""

from collections.abc import Iterable
from math import sqrt
from typing import NamedTuple

Z_95 = 1.959963984540054


class Rate(NamedTuple):
    """A share with its 95 % interval; ``None`` of ``measure``: the sample is too small."""

    share: float
    low: float
    high: float


def wilson(hits: float, sample: float, z: float = Z_95) -> Rate:
    """Wilson's interval, which stays inside 0 … 1 and is right for few hits.

    >>> tuple(round(100 * value, 1) for value in wilson(3, 20))
    (15.0, 5.2, 36.0)
    >>> tuple(round(100 * value, 1) for value in wilson(0, 12))
    (0.0, 0.0, 24.2)

    :raises ValueError: the hits are not part of the sample
    """
    if sample <= 0 or not 0 <= hits <= sample:
        raise ValueError(f"{hits} of {sample}")
    share = hits / sample
    spread = z * z / sample
    centre = share + spread / 2
    half = z * sqrt(share * (1 - share) / sample + spread / (4 * sample))
    low, high = (centre - half) / (1 + spread), (centre + half) / (1 + spread)
    return Rate(share, 0.0 if hits == 0 else low, 1.0 if hits == sample else high)


def measure(hits: float, sample: float, least: float) -> Rate | None:
    """The rate, or None when fewer than ``least`` were sold.

    More returned than sold in the period (sold before it) counts as all of them.
    """
    if sample <= 0 or sample < least:
        return None
    return wilson(min(hits, sample), sample)


class Share(NamedTuple):
    key: object
    weight: float
    share: float
    running: float


def pareto(weights: Iterable[tuple[object, float]]) -> list[Share]:
    """Heaviest first, with the share of each and of all down to it.

    >>> [(one.key, one.running) for one in pareto([("a", 1), ("b", 3)])]
    [('b', 0.75), ('a', 1.0)]
    """
    ordered = sorted((one for one in weights if one[1] > 0), key=lambda one: -one[1])
    total = sum(weight for _key, weight in ordered)
    shares: list[Share] = []
    running = 0.0
    for key, weight in ordered:
        running += weight
        shares.append(Share(key, weight, weight / total, running / total))
    return shares

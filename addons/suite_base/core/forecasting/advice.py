"""What a forecast says about the stock: when to order, how much, what lies too long."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, sqrt

DAYS = 365.25 / 12
Z_80 = 1.2816
SERVICE = {90: 1.2816, 95: 1.6449, 98: 2.0537, 99: 2.3263}
"""How many standard deviations of safety keep the promise in so many of 100 cases."""


@dataclass(frozen=True)
class OrderPoint:
    """Order when less than ``least`` remains, up to ``most``."""

    least: float
    most: float
    safety: float


def ceil_to(quantity: float, step: float) -> float:
    """Round up to a whole number of packs.

    >>> ceil_to(7.2, 1), ceil_to(7.2, 5), ceil_to(-1, 1)
    (8.0, 10.0, 0.0)
    """
    return max(ceil(round(quantity / step, 9)) * step, 0.0) * 1.0


def find_order_point(
    expected: Sequence[float],
    high: Sequence[float],
    delay_days: float,
    service: int = 95,
    step: float = 1.0,
    review_days: float = 30,
) -> OrderPoint:
    """Return when to order so that stock lasts through the supplier's delay.

    :param expected: demand of the coming months
    :param high: upper bound of each (80 % interval: one in ten lies above)
    :param service: percent of the cases in which nothing is missing
    """
    months = delay_days / DAYS
    spread = sqrt(
        sum(((above - one) / Z_80) ** 2 for one, above in zip(expected, high, strict=True))
        / len(expected)
    )
    safety = SERVICE[service] * spread * sqrt(max(months, 1 / DAYS))
    least = ceil_to(take(expected, months) + safety, step)
    most = ceil_to(
        least + max(take(expected, months + review_days / DAYS) - take(expected, months), step),
        step,
    )
    return OrderPoint(least, most, safety)


def take(expected: Sequence[float], months: float) -> float:
    """Return the demand of the next months, a part of one in proportion.

    >>> take([10, 20], 1.5), take([10, 20], 3)
    (20.0, 50.0)
    """
    total, left = 0.0, months
    for demand in expected:
        total += demand * min(left, 1)
        left -= min(left, 1)
    return total + left * (expected[-1] if expected else 0.0)


def find_excess(on_hand: float, expected: Sequence[float], high: Sequence[float]) -> float:
    """Return what even a good year will not sell: the stock beyond twelve months' upper bound."""
    year = take(list(high), 12) if high else 0.0
    return max(on_hand - max(year, take(list(expected), 12)), 0.0)


def find_markdown(price: float, cost: float, step: int = 5, most: int = 50) -> int:
    """Return the largest discount in percent, in whole steps, that still brings what goods cost.

    :param price: what a piece sells for, without tax
    :param cost: what a piece cost

    >>> find_markdown(100, 70), find_markdown(100, 71), find_markdown(100, 20), find_markdown(100, 100)
    (30, 25, 50, 0)
    """
    if price <= 0:
        return 0
    room = 100 * (1 - max(cost, 0) / price)
    return max(min(int(round(room, 6) // step) * step, most), 0)


def differs(one: float, other: float, part: float = 0.1) -> bool:
    """Tell whether a proposal is worth a person's time: more than a tenth apart.

    >>> differs(100, 105), differs(100, 120), differs(0, 1)
    (False, True, True)
    """
    return abs(one - other) > part * max(abs(one), abs(other))

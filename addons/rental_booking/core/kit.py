"""Kits: which articles a kit takes, how many kits are free, and each part's share of the price."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

MOST = 500
TRIES = 2000
"""Choices looked at for one question: parts that share many articles are a puzzle."""


class Part(NamedTuple):
    """One part of a kit: the articles to choose from, and how many of one of them it needs."""

    options: Sequence[int]
    quantity: int = 1


def choose_parts(
    parts: Sequence[Part], free: Mapping[int, float], kits: float = 1
) -> list[int] | None:
    """The article of each part, so that all are free together; None when some part is short.

    The first article that is free is taken, a later one where another part needs that one; an
    article in two parts counts in both.

    >>> choose_parts([Part([1, 2]), Part([3], 4)], {1: 0, 2: 1, 3: 4})
    [2, 3]
    >>> choose_parts([Part([1, 2]), Part([1])], {1: 1, 2: 1})
    [2, 1]
    """
    return _choose(list(parts), dict(free), kits, iter(range(TRIES)))


def _choose(
    parts: list[Part], left: dict[int, float], kits: float, tries: Iterator[int]
) -> list[int] | None:
    if not parts:
        return []
    part, needed = parts[0], kits * parts[0].quantity
    for key in part.options:
        if left.get(key, 0.0) < needed or next(tries, None) is None:
            continue
        rest = _choose(parts[1:], {**left, key: left[key] - needed}, kits, tries)
        if rest is not None:
            return [key, *rest]
    return None


def count_kits(parts: Sequence[Part], free: Mapping[int, float]) -> int:
    """Whole kits that are free.

    >>> count_kits([Part([1]), Part([3], 4)], {1: 5, 3: 9})
    2
    """
    number = 0
    while parts and number < MOST and choose_parts(parts, free, number + 1):
        number += 1
    return number


def share_price(price: float, parts: Sequence[tuple[float, int]], rounding: float) -> list[float]:
    """Price of one unit of each part, so that all units together cost what the kit costs.

    :param parts: (price of one unit alone, units of it in a kit)
    :param rounding: smallest coin; a rest stays only where every part comes in several units

    >>> share_price(100.0, [(60.0, 1), (20.0, 2)], 0.01)
    [60.0, 20.0]
    >>> share_price(100.0, [(1.0, 1), (1.0, 1), (1.0, 1)], 0.01)
    [33.34, 33.33, 33.33]
    """
    weights = [weight for weight, _quantity in parts]
    if not any(weights):
        weights = [1.0] * len(parts)
    total = sum(weight * quantity for weight, (_own, quantity) in zip(weights, parts, strict=True))
    coins = round(price / rounding)
    units = [int(coins * weight / total) for weight in weights]
    rest = coins - sum(own * part[1] for own, part in zip(units, parts, strict=True))
    order = sorted(range(len(parts)), key=lambda number: -parts[number][1])
    for number in order:
        more = min(1, rest // parts[number][1])
        units[number] += more
        rest -= more * parts[number][1]
    if rest and parts[order[-1]][1] == 1:
        units[order[-1]] += rest
    return [round(own * rounding, 6) for own in units]

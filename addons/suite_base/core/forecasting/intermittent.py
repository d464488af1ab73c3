"""Demand that is mostly nothing: spare parts, slow sellers."""

from collections.abc import Sequence

MOSTLY_NOTHING = 0.4
RISE, FADE = 0.1, 0.05


def is_intermittent(history: Sequence[float]) -> bool:
    """Tell whether so many periods had no demand that a rate says more than a curve."""
    return sum(not value for value in history) > MOSTLY_NOTHING * len(history)


def steady_rate(history: Sequence[float]) -> float:
    """Return the expected demand of one period (Teunter, Syntetos and Babai).

    The chance of a demand fades with each period without one, so a product that nobody buys any
    more comes to rest; its size is smoothed where there was one.
    """
    sizes = [value for value in history if value]
    if not sizes:
        return 0.0
    chance, size = len(sizes) / len(history), sum(sizes) / len(sizes)
    for value in history:
        chance += FADE * ((1.0 if value else 0.0) - chance)
        if value:
            size += RISE * (value - size)
    return chance * size

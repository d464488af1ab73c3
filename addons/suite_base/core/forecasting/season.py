"""Is there a season in a history, how strong is it, and what remains without it?"""

from collections.abc import Sequence
from dataclasses import dataclass

from .smoothing import mean

STRONG = 0.2
"""Less than this share of the variation explained is no season."""
FADE = 0.7
"""What a season counts less than the one after it: seasons move."""


@dataclass(frozen=True)
class Season:
    """What each place of the period adds to the level, or multiplies it by.

    ``factors[0]`` belongs to the first value of the history.
    """

    factors: tuple[float, ...]
    multiplies: bool

    def remove(self, history: Sequence[float]) -> list[float]:
        """Return the history as it would be without a season."""
        return [self._without(value, place) for place, value in enumerate(history)]

    def _without(self, value: float, place: int) -> float:
        factor = self.factors[place % len(self.factors)]
        return value / factor if self.multiplies else value - factor

    def put_back(self, forecast: Sequence[float], start: int) -> list[float]:
        """Return the forecast with the season, its first value at place ``start``."""
        factors, period = self.factors, len(self.factors)
        if self.multiplies:
            return [value * factors[(start + step) % period] for step, value in enumerate(forecast)]
        return [value + factors[(start + step) % period] for step, value in enumerate(forecast)]


def moving_average(history: Sequence[float], period: int) -> list[float | None]:
    """Return the centred average over one period; None near the ends.

    >>> moving_average([1, 2, 3, 4, 5], 2)
    [None, 2.0, 3.0, 4.0, None]
    """
    half, count = period // 2, len(history)
    averages: list[float | None] = [None] * count
    for place in range(half, count - half):
        window = history[place - half : place + half + 1]
        total = sum(window)
        if period % 2 == 0:
            total -= (window[0] + window[-1]) / 2
        averages[place] = total / period
    return averages


def find_season(history: Sequence[float], period: int) -> Season | None:
    """Return the season of a history; None where there is none, or too little history to tell."""
    if period < 2 or len(history) < 2 * period + period // 2:
        return None
    multiplies = min(history) > 0
    apart = _set_apart(history, period, multiplies)
    places = [[value for place, value in apart if place % period == one] for one in range(period)]
    if not all(places):
        return None
    strength = _strength(apart, places, period)
    if strength < STRONG:
        return None
    return _level_out([_centre(values) for values in places], multiplies)


def _set_apart(history: Sequence[float], period: int, multiplies: bool) -> list[tuple[int, float]]:
    """Return what deviates from the moving average, by place."""
    return [
        (place, value / average if multiplies and average else value - average)
        for place, (value, average) in enumerate(
            zip(history, moving_average(history, period), strict=True)
        )
        if average is not None
    ]


def _strength(apart: list[tuple[int, float]], places: list[list[float]], period: int) -> float:
    """Return the share of the variation that the places explain, corrected for their number."""
    count = len(apart)
    whole = mean([value for _place, value in apart])
    total = sum((value - whole) ** 2 for _place, value in apart)
    centres = [mean(values) for values in places]
    rest = sum((value - centres[place % period]) ** 2 for place, value in apart)
    if not total or count <= period:
        return 0.0
    return 1 - (rest / (count - period)) / (total / (count - 1))


def _centre(values: list[float]) -> float:
    """Return the mean of one place over the seasons, the last ones before the first ones."""
    weights = [FADE ** (len(values) - 1 - age) for age in range(len(values))]
    weighted = sum(weight * value for weight, value in zip(weights, values, strict=True))
    return weighted / sum(weights)


def _level_out(factors: list[float], multiplies: bool) -> Season | None:
    middle = mean(factors)
    if not multiplies:
        return Season(tuple(factor - middle for factor in factors), False)
    if min(factors) <= 0 or not middle:
        return None
    return Season(tuple(factor / middle for factor in factors), True)

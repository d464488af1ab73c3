"""Classic methods of exponential smoothing: each takes a history and returns a forecast.

No method sees what it is measured on; each one takes plain floats, oldest first, without gaps.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

Method = Callable[[Sequence[float], int, int], list[float]]
"""``(history, horizon, period)`` → the forecast of the next ``horizon`` values."""

ALPHAS = (0.05, 0.1, 0.2, 0.3, 0.45, 0.6, 0.8, 0.95)
TREND_ALPHAS = (0.1, 0.25, 0.45, 0.7, 0.95)
TREND_BETAS = (0.03, 0.1, 0.3)
DAMPINGS = (0.9, 0.97)
SEASON_ALPHAS = (0.1, 0.3, 0.6)
SEASON_BETAS = (0.03, 0.15)
SEASON_GAMMAS = (0.05, 0.2, 0.4)


def mean(values: Sequence[float]) -> float:
    """Return the arithmetic mean; 0 of nothing.

    >>> mean([1, 2, 6]), mean([])
    (3.0, 0.0)
    """
    return sum(values) / len(values) if values else 0.0


def flat(history: Sequence[float], horizon: int, period: int) -> list[float]:
    """Repeat the mean of the last season."""
    return [mean(history[-period:])] * horizon


def seasonal_naive(history: Sequence[float], horizon: int, period: int) -> list[float]:
    """Repeat the last season; what a planner without a tool does.

    >>> seasonal_naive([1, 2, 3, 4], 3, 2)
    [3, 4, 3]
    """
    if len(history) < period:
        return [history[-1]] * horizon
    return [history[len(history) - period + step % period] for step in range(horizon)]


def simple(history: Sequence[float], horizon: int, period: int) -> list[float]:
    """Smooth to one level: no trend, no season."""
    return [_best_level(history)[0]] * horizon


def _best_level(history: Sequence[float]) -> tuple[float, float]:
    """Return the level after the last value with the smoothing that would have erred least."""
    best = (float("inf"), 0.0, 0.0)
    start = mean(history[:3])
    for alpha in ALPHAS:
        level, errors = start, 0.0
        for value in history:
            error = value - level
            errors += error * error
            level += alpha * error
        best = min(best, (errors, level, alpha))
    return best[1], best[2]


def slope(history: Sequence[float]) -> float:
    """Return the slope of the line of least squares through equally spaced values.

    >>> slope([1, 3, 5])
    2.0
    """
    count = len(history)
    if count < 2:
        return 0.0
    middle, average = (count - 1) / 2, mean(history)
    above = sum((place - middle) * (value - average) for place, value in enumerate(history))
    return above / (count * (count * count - 1) / 12)


def theta(history: Sequence[float], horizon: int, period: int) -> list[float]:
    """The Theta method: the level goes on with half of the long-run slope."""
    level, alpha = _best_level(history)
    drift = slope(history) / 2
    lag = (1 - (1 - alpha) ** len(history)) / alpha
    return [level + drift * (step + lag) for step in range(horizon)]


class _Trend(NamedTuple):
    level: float
    trend: float
    damping: float


def damped(history: Sequence[float], horizon: int, period: int) -> list[float]:
    """Holt's method with a trend that fades out."""
    fitted = _best_trend(history)
    forecast, step, reach = [], fitted.damping, 0.0
    for _ahead in range(horizon):
        reach += step
        step *= fitted.damping
        forecast.append(fitted.level + reach * fitted.trend)
    return forecast


def _best_trend(history: Sequence[float]) -> _Trend:
    start = mean(history[:4])
    first = slope(history[:12])
    best, least = _Trend(history[-1], 0.0, 0.9), float("inf")
    for damping in DAMPINGS:
        for alpha in TREND_ALPHAS:
            for beta in TREND_BETAS:
                level, trend, errors = start - 1.5 * first, first, 0.0
                gain = alpha * beta
                for value in history:
                    expected = level + damping * trend
                    error = value - expected
                    errors += error * error
                    level = expected + alpha * error
                    trend = damping * trend + gain * error
                if errors < least:
                    best, least = _Trend(level, trend, damping), errors
    return best


def holt_winters(
    history: Sequence[float], horizon: int, period: int, factors: Sequence[float], multiplies: bool
) -> list[float]:
    """Holt-Winters: level, fading trend and a season that all go on learning.

    :param factors: the season to begin with, its first place that of the first value
    """
    best: tuple[float, list[float]] = (float("inf"), [history[-1]] * horizon)
    for alpha in SEASON_ALPHAS:
        for gamma in SEASON_GAMMAS:
            for beta in SEASON_BETAS:
                tried = _run_winters(
                    history, horizon, list(factors), multiplies, (alpha, beta, gamma)
                )
                best = min(best, tried, key=lambda one: one[0])
    return best[1]


def _run_winters(
    history: Sequence[float],
    horizon: int,
    factors: list[float],
    multiplies: bool,
    gains: tuple[float, float, float],
) -> tuple[float, list[float]]:
    """Return the sum of squared errors over the history, and the forecast after it."""
    alpha, beta, gamma = gains
    period, damping = len(factors), 0.97
    first = [
        value / factor if multiplies else value - factor
        for value, factor in zip(history, factors, strict=False)
    ]
    level, trend, errors = mean(first), 0.0, 0.0
    for place, value in enumerate(history):
        factor = factors[place % period]
        ahead = level + damping * trend
        error = value - (ahead * factor if multiplies else ahead + factor)
        errors += error * error
        plain = error / factor if multiplies else error
        level = ahead + alpha * plain
        trend = damping * trend + alpha * beta * plain
        if multiplies:
            factors[place % period] = max(factor + gamma * error / max(ahead, 1e-9), 1e-3)
        else:
            factors[place % period] = factor + gamma * error
    forecast, step, reach = [], damping, 0.0
    for ahead_by in range(horizon):
        reach += step
        step *= damping
        value, factor = level + reach * trend, factors[(len(history) + ahead_by) % period]
        forecast.append(value * factor if multiplies else value + factor)
    return errors, forecast

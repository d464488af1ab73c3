"""A forecast with its interval and its own measured accuracy: plain Python, no library.

Several methods forecast the last months that are known; each counts the more, the less it erred
there; what they say together is the forecast, and their errors make its interval. A history that
is mostly zeros goes another way (:mod:`intermittent`); one that is too short is said to be.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from . import smoothing
from .intermittent import is_intermittent, steady_rate
from .season import find_season
from .smoothing import mean

SHORT = 6
"""Fewer values than this tell a mean, nothing more."""
Z_80 = 1.2816
"""A normal error lies within this many standard deviations in 80 of 100 cases."""
METHODS: dict[str, smoothing.Method] = {
    "simple": smoothing.simple,
    "theta": smoothing.theta,
    "damped": smoothing.damped,
}
TINY = 1e-9
"""A scale smaller than this part of the values is rounding, nothing to compare with."""
SHARPNESS = 2
"""How fast a method that errs loses its say."""
SURE_SEASONS = 5
"""With fewer, a season may be there that could not be proved: last year keeps its say."""


@dataclass(frozen=True)
class Forecast:
    """What is expected of each coming period, between which bounds, and how far to trust it.

    ``mase`` is the error in the known past compared with "as last year" (below 1 is better);
    ``bias`` the mean of forecast minus actual there. Both are None where nothing was measured.
    """

    method: str
    expected: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    mase: float | None = None
    bias: float | None = None


def fill_gaps(history: Sequence[float | None], period: int) -> list[float]:
    """Return the history with what is unknown (a stock-out) put in from its neighbours.

    A gap takes what the same place of the other seasons suggests, at the level around it.

    >>> fill_gaps([4.0, None, 6.0], 12)
    [4.0, 5.0, 6.0]
    """
    known = [place for place, value in enumerate(history) if value is not None]
    if not known:
        return []
    filled = []
    for place, value in enumerate(history):
        if value is not None:
            filled.append(float(value))
            continue
        before = max((one for one in known if one < place), default=None)
        after = min((one for one in known if one > place), default=None)
        filled.append(_between(history, place, before, after))
    return filled


def _between(
    history: Sequence[float | None], place: int, before: int | None, after: int | None
) -> float:
    if before is None or after is None:
        (edge,) = {before, after} - {None}
        return float(history[edge] or 0.0)  # type: ignore[index]
    start, stop = history[before] or 0.0, history[after] or 0.0
    return start + (stop - start) * (place - before) / (after - before)


def forecast(history: Sequence[float | None], horizon: int, period: int = 12) -> Forecast:
    """Return the forecast of the next ``horizon`` periods.

    :param history: the demand of each period, oldest first; None where it is unknown
    :param period: periods of one season (12 months, 52 weeks)
    """
    values = fill_gaps(history, period)
    first = next((place for place, value in enumerate(values) if value), len(values))
    values = values[first:]  # before the first sale there was no product
    if not values:
        return _constant("none", 0.0, 0.0, horizon)
    if len(values) < SHORT:
        spread = max(values) - min(values)
        return _constant("short", mean(values), spread, horizon)
    if is_intermittent(values):
        rate = steady_rate(values)
        spread = Z_80 * (mean([(value - rate) ** 2 for value in values]) ** 0.5)
        return _constant("intermittent", rate, spread, horizon)
    return _combine(values, horizon, period)


def _constant(method: str, rate: float, spread: float, horizon: int) -> Forecast:
    return Forecast(
        method,
        (rate,) * horizon,
        (max(rate - spread, 0.0),) * horizon,
        (rate + spread,) * horizon,
    )


def _predict(values: Sequence[float], horizon: int, period: int) -> dict[str, list[float]]:
    """Return what each method says, seasons taken off before and put back after."""
    season = find_season(values, period)
    plain = season.remove(values) if season else list(values)
    said = {}
    for name, method in METHODS.items():
        forecast = method(plain, horizon, period)
        said[name] = season.put_back(forecast, len(values)) if season else forecast
    if season or period <= len(values) < SURE_SEASONS * period:
        said["last_year"] = smoothing.seasonal_naive(values, horizon, period)
    if season:
        said["winters"] = smoothing.holt_winters(
            values, horizon, period, season.factors, season.multiplies
        )
    return said


def _origins(count: int, horizon: int, period: int) -> list[int]:
    """Return after how many values the methods are tried: twice where the history allows it."""
    ahead = min(horizon, period, count // 4)  # one at least: a history is not SHORT
    least = max(SHORT, 2 * period + period // 2 if count - ahead >= 2 * period + period // 2 else 0)
    return [cut for cut in (count - ahead, count - ahead - max(ahead // 2, 1)) if cut >= least]


def _combine(values: list[float], horizon: int, period: int) -> Forecast:
    errors: dict[str, list[float]] = {}
    tried: list[tuple[int, dict[str, list[float]]]] = []
    for cut in _origins(len(values), horizon, period):
        said = _predict(values[:cut], min(horizon, len(values) - cut), period)
        tried.append((cut, said))
        for name, forecast in said.items():
            errors.setdefault(name, []).extend(
                abs(one - actual) for one, actual in zip(forecast, values[cut:], strict=False)
            )
    said = _predict(values, horizon, period)
    weights = _weigh({name: errors.get(name, []) for name in said})
    expected = _blend(said, weights, horizon)
    missed = _misses(values, tried, weights)
    return _finish(values, expected, missed, period)


def _weigh(errors: dict[str, list[float]]) -> dict[str, float]:
    """Return the share of each method: the smaller its errors, the larger."""
    means = {name: mean(values) for name, values in errors.items() if values}
    floor = max(means.values(), default=0.0) * 1e-3 + 1e-12
    raw = {name: 1 / max(error, floor) ** SHARPNESS for name, error in means.items()}
    if not raw:
        return dict.fromkeys(errors, 1 / len(errors))
    total = sum(raw.values())
    return {name: weight / total for name, weight in raw.items()}


def _blend(said: dict[str, list[float]], weights: dict[str, float], horizon: int) -> list[float]:
    known = {name: weight for name, weight in weights.items() if name in said}
    total = sum(known.values())
    return [
        sum(weight * said[name][step] for name, weight in known.items()) / total
        for step in range(horizon)
    ]


def _misses(
    values: list[float],
    tried: list[tuple[int, dict[str, list[float]]]],
    weights: dict[str, float],
) -> list[float]:
    """Return forecast minus actual where the blend was tried on the known past."""
    missed = []
    for cut, said in tried:
        known = {name: weights[name] for name in said if name in weights}
        if known:
            ahead = len(next(iter(said.values())))
            blended = _blend(said, known, ahead)
            missed += [
                one - actual
                for one, actual in zip(blended, values[cut : cut + ahead], strict=False)
            ]
    return missed


def scale_of(values: Sequence[float], period: int) -> float:
    """Return the mean error of "as a season ago" within the history (the scale of MASE)."""
    lag = period if len(values) > period else 1
    return mean([abs(now - then) for now, then in zip(values[lag:], values, strict=False)])


def _finish(
    values: list[float], expected: list[float], missed: list[float], period: int
) -> Forecast:
    scale = scale_of(values, period)
    error = mean([abs(one) for one in missed])
    spread = 1.2533 * (0.6 * error + 0.4 * scale if missed else scale)
    spreads = [Z_80 * spread * (1 + 0.02 * step) for step in range(len(expected))]
    floor = 0.0 if min(values) >= 0 else float("-inf")
    pairs = list(zip(expected, spreads, strict=True))
    return Forecast(
        "combined",
        tuple(max(one, floor) for one in expected),
        tuple(max(one - width, floor) for one, width in pairs),
        tuple(one + width for one, width in pairs),
        mase=error / scale if missed and scale > TINY * max(map(abs, values)) else None,
        bias=mean(missed) if missed else None,
    )

"""Each method beside its textbook: the recursions written out here another way, on random demand."""

from datetime import date
from itertools import pairwise
from math import sqrt
from random import Random
from statistics import NormalDist

import pytest

from odoo.addons.suite_base.core.forecasting import advice, engine, intermittent, season, smoothing
from odoo.addons.suite_base.core.forecasting.advice import SERVICE, find_order_point
from odoo.addons.suite_base.core.forecasting.demand import add_months, build_demand, months_between

close = pytest.approx


def demand(seed, count, low=5, high=60):
    dice = Random(seed)
    return [dice.uniform(low, high) + place % 5 for place in range(count)]


HISTORIES = [demand(seed, count) for seed, count in ((1, 3), (2, 5), (3, 12), (4, 13), (5, 30))]


# -- textbooks ----------------------------------------------------------------------------------------


def line_through(values):
    count, xs = len(values), range(len(values))
    sxy = sum(x * y for x, y in zip(xs, values, strict=True))
    sxx = sum(x * x for x in xs)
    return (count * sxy - sum(xs) * sum(values)) / (count * sxx - sum(xs) ** 2)


def smooth(values, alpha):
    level, squares = sum(values[:3]) / len(values[:3]), 0
    for value in values:
        squares += (value - level) ** 2
        level = alpha * value + (1 - alpha) * level
    return squares, level, alpha


def best_smooth(values):
    return min(smooth(values, alpha) for alpha in smoothing.ALPHAS)


def holt(values, phi, alpha, beta):
    head = values[:12]
    trend = line_through(head)
    level, squares = sum(values[:4]) / len(values[:4]) - 1.5 * trend, 0
    for value in values:
        ahead = level + phi * trend
        squares += (value - ahead) ** 2
        before, level = level, alpha * value + (1 - alpha) * ahead
        trend = beta * (level - before) + (1 - beta) * phi * trend
    return squares, level, trend, phi


def winters(values, factors, multiplies, alpha, beta, gamma, phi=0.97):
    factors, period = list(factors), len(factors)
    plain = [v / f if multiplies else v - f for v, f in zip(values, factors, strict=False)]
    level, trend, squares = sum(plain) / len(plain), 0, 0
    for place, value in enumerate(values):
        factor, ahead = factors[place % period], level + phi * trend
        seen = value / factor if multiplies else value - factor
        squares += (value - (ahead * factor if multiplies else ahead + factor)) ** 2
        before, level = level, alpha * seen + (1 - alpha) * ahead
        trend = beta * (level - before) + (1 - beta) * phi * trend
        fresh = value / ahead if multiplies else value - ahead
        factors[place % period] = gamma * fresh + (1 - gamma) * factor
    return squares, level, trend, factors


@pytest.mark.parametrize("values", HISTORIES)
def test_smoothing_is_that_of_the_textbook(values):
    _squares, level, alpha = best_smooth(values)
    assert smoothing.simple(values, 3, 12) == close([level] * 3)
    drift = line_through(values) / 2
    lag = sum((1 - alpha) ** age for age in range(len(values)))
    assert smoothing.theta(values, 3, 12) == close([level + drift * (h + lag) for h in range(3)])
    assert smoothing.slope(values) == close(line_through(values))


@pytest.mark.parametrize("values", HISTORIES)
def test_a_fading_trend_is_that_of_the_textbook(values):
    _squares, level, trend, phi = min(
        (
            holt(values, phi, alpha, beta)
            for phi in smoothing.DAMPINGS
            for alpha in smoothing.TREND_ALPHAS
            for beta in smoothing.TREND_BETAS
        ),
        key=lambda one: one[0],
    )
    said = [level + trend * sum(phi**i for i in range(1, h + 1)) for h in range(1, 5)]
    assert smoothing.damped(values, 4, 12) == close(said)


@pytest.mark.parametrize("multiplies", [True, False])
@pytest.mark.parametrize("count", [4, 9, 21])
def test_a_learning_season_is_that_of_the_textbook(multiplies, count):
    values = demand(count, count)
    factors = [1.2, 0.7, 1.1, 1.0] if multiplies else [6.0, -9.0, 2.0, 1.0]
    tried = [
        winters(values, factors, multiplies, alpha, beta, gamma)
        for alpha in smoothing.SEASON_ALPHAS
        for gamma in smoothing.SEASON_GAMMAS
        for beta in smoothing.SEASON_BETAS
    ]
    _squares, level, trend, learnt = min(tried, key=lambda one: one[0])
    said = []
    for ahead in range(1, 7):
        plain = level + trend * sum(0.97**i for i in range(1, ahead + 1))
        factor = learnt[(count + ahead - 1) % 4]
        said.append(plain * factor if multiplies else plain + factor)
    assert smoothing.holt_winters(values, 6, 4, factors, multiplies) == close(said)


@pytest.mark.parametrize(
    "grid",
    [
        "ALPHAS",
        "TREND_ALPHAS",
        "TREND_BETAS",
        "DAMPINGS",
        "SEASON_ALPHAS",
        "SEASON_BETAS",
        "SEASON_GAMMAS",
    ],
)
def test_what_a_method_forgets_is_a_part(grid):
    """Beyond nought and one a recursion runs away; from one step to the next it fits more closely."""
    steps = getattr(smoothing, grid)
    assert all(0 < step < 1 for step in steps)
    assert list(steps) == sorted(set(steps))
    assert all(smoothing.mean([one, other]) < other for one, other in pairwise(steps))


def test_the_plain_methods():
    assert smoothing.flat([1, 2, 4, 6], 2, 3) == [4, 4]
    assert smoothing.seasonal_naive([1, 2, 3], 5, 3) == [1, 2, 3, 1, 2]
    assert smoothing.seasonal_naive([1, 2, 3], 4, 2) == [2, 3, 2, 3]
    assert smoothing.seasonal_naive([1, 2, 3], 2, 4) == [3, 3]
    assert (smoothing.slope([4, 1]), smoothing.slope([])) == (-3, 0)


@pytest.mark.parametrize("seed", range(4))
def test_a_rate_is_that_of_teunter_syntetos_and_babai(seed):
    dice = Random(seed)
    history = [dice.choice((0, 0, 0, dice.randint(1, 9))) for _month in range(30)] + [4]
    sizes = [value for value in history if value]
    chance, size = len(sizes) / len(history), sum(sizes) / len(sizes)
    for value in history:
        chance = 0.95 * chance + (0.05 if value else 0)
        size = 0.9 * size + 0.1 * value if value else size
    assert intermittent.steady_rate(history) == close(chance * size)


@pytest.mark.parametrize(
    ("zeros", "of", "rare"), [(4, 10, False), (5, 10, True), (2, 5, False), (3, 5, True)]
)
def test_mostly_nothing_is_more_than_four_in_ten(zeros, of, rare):
    assert intermittent.is_intermittent([0] * zeros + [1] * (of - zeros)) is rare


# -- seasons ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("period", [2, 3, 4, 5, 12])
def test_the_average_of_a_whole_season(period):
    values = demand(7, 40)
    half = period // 2
    found = season.moving_average(values, period)
    assert len(found) == 40
    for place, average in enumerate(found):
        if not half <= place < 40 - half:
            assert average is None
        elif period % 2:
            assert average == close(sum(values[place - half : place + half + 1]) / period)
        else:
            one = sum(values[place - half : place + half]) / period
            other = sum(values[place - half + 1 : place + half + 1]) / period
            assert average == close((one + other) / 2)


@pytest.mark.parametrize("lift", [0.0, -30.0])
def test_a_season_is_what_stands_apart_from_the_average(lift):
    period, dice = 4, Random(3)
    values = [20 + (9, -6, 1, -4)[n % 4] + n / 5 + dice.uniform(-1, 1) + lift for n in range(22)]
    found = season.find_season(values, period)
    multiplies = lift == 0
    assert found.multiplies is multiplies
    averages = season.moving_average(values, period)
    apart = {
        n: values[n] / one if multiplies else values[n] - one
        for n, one in enumerate(averages)
        if one is not None
    }
    centres = []
    for place in range(period):
        seen = [value for n, value in apart.items() if n % period == place]
        weights = [0.7**age for age in range(len(seen))][::-1]
        centres.append(sum(w * v for w, v in zip(weights, seen, strict=True)) / sum(weights))
    middle = sum(centres) / period
    wanted = [one / middle if multiplies else one - middle for one in centres]
    assert found.factors == close(wanted)
    plain = found.remove(values)
    assert plain[5] == close(values[5] / wanted[1] if multiplies else values[5] - wanted[1])
    assert found.put_back(plain, 0) == close(values)
    assert found.put_back(plain[6:], 6) == close(values[6:])


def test_how_much_a_season_explains():
    apart = [(0, 1.0), (1, 5.0), (2, 2.0), (3, 5.5), (4, 1.5)]
    places = [[1.0, 2.0, 1.5], [5.0, 5.5]]
    rest = (0.25 + 0.25 + 0 + 0.0625 + 0.0625) / 3
    whole = sum((value - 3) ** 2 for _place, value in apart) / 4
    assert season._strength(apart, places, 2) == close(1 - rest / whole)
    assert season._strength(apart[:2], [[1.0], [5.0]], 2) == 0
    assert season._strength([(n, 1.0) for n in range(5)], [[1.0], [1.0]], 2) == 0


@pytest.mark.parametrize(
    ("count", "period", "found"),
    [(9, 4, False), (10, 4, True), (20, 1, False), (6, 2, True), (4, 2, False)],
)
def test_a_season_needs_two_and_a_half(count, period, found):
    values = [10.0 if place % period else 20.0 for place in range(count)]
    assert (season.find_season(values, period) is not None) is found


def test_a_season_that_explains_little_is_none(monkeypatch):
    values = [10.0, 20.0] * 6
    for strength, found in ((0.2, True), (0.19, False)):
        monkeypatch.setattr(season, "_strength", lambda *_args, strength=strength: strength)
        assert (season.find_season(values, 2) is not None) is found
    assert season._level_out([1.0, 0.0], True) is None
    assert season._level_out([1.0, 0.5], True).factors == close((4 / 3, 2 / 3))
    assert season._level_out([1.0, -1.0], False).factors == (1.0, -1.0)


# -- the engine ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("count", "horizon", "cuts"),
    [
        (6, 12, []),
        (7, 12, [6]),
        (8, 12, [6]),
        (9, 12, [7, 6]),
        (20, 12, [15, 13]),
        (36, 12, [27, 23]),
        (42, 6, [36, 33]),
        (41, 12, [31]),  # a second try would have less than two and a half seasons
        (48, 12, [36, 30]),
        (48, 1, [47, 46]),
        (100, 30, [88, 82]),
    ],
)
def test_where_the_methods_are_tried(count, horizon, cuts):
    assert engine._origins(count, horizon, 12) == cuts


def test_a_method_counts_by_the_square_of_its_errors():
    weights = engine._weigh({"a": [1, 3], "b": [4], "c": []})
    assert weights == close({"a": 0.8, "b": 0.2})
    assert engine._weigh({"a": [], "b": []}) == {"a": 0.5, "b": 0.5}
    assert engine._weigh({"a": [0], "b": [0]}) == close({"a": 0.5, "b": 0.5})
    sure = engine._weigh({"a": [0], "b": [1]})
    assert sure["a"] == close(1e6 / (1e6 + 1), rel=1e-6)
    said = {"a": [1.0, 2.0], "b": [3.0, 6.0], "x": [99.0, 99.0]}
    assert engine._blend(said, {"a": 0.25, "b": 0.25, "gone": 0.5}, 2) == [2, 4]


def test_a_forecast_of_two_methods_by_hand(monkeypatch):
    methods = {"one": lambda _v, h, _p: [10.0] * h, "two": lambda _v, h, _p: [20.0] * h}
    monkeypatch.setattr(engine, "METHODS", methods)
    values = [11.0, 13.0] * 4
    said = engine.forecast(values, 3)
    # tried after six: errors 1 and 3 (2 on average), 9 and 7 (8): sixteen to one
    expected = (16 * 10 + 20) / 17
    missed = [expected - 11, expected - 13]
    error, scale = (abs(missed[0]) + abs(missed[1])) / 2, 2.0
    width = 1.2816 * 1.2533 * (0.6 * error + 0.4 * scale)
    assert said.method == "combined"
    assert said.expected == close((expected,) * 3)
    widths = [width * (1 + 0.02 * step) for step in range(3)]
    assert said.low == close(tuple(expected - one for one in widths))
    assert said.high == close(tuple(expected + one for one in widths))
    assert (said.mase, said.bias) == (close(error / scale), close(sum(missed) / 2))


def test_what_was_never_tried_has_the_width_of_its_history():
    said = engine._finish([1.0, 3.0, 1.0], [2.0, 0.5], [], 12)
    width = 1.2816 * 1.2533 * 2
    assert said.high == close((2 + width, 0.5 + width * 1.02))
    assert said.low == (0, 0)
    assert (said.mase, said.bias) == (None, None)
    below = engine._finish([-1.0, 3.0], [-2.0], [1.0], 12)
    assert below.expected == (-2.0,)
    assert below.low[0] < -2
    assert below.mase == close(0.25)


@pytest.mark.parametrize(
    ("history", "method", "rate", "spread"),
    [
        ([], "none", 0, 0),
        ([None, 0, None], "none", 0, 0),
        ([0, 0, 4, 8], "short", 6, 4),
        ([2, 4, 3, 5, 6], "short", 4, 4),
        ([None, 4, None], "short", 4, 0),
    ],
)
def test_what_tells_a_mean_and_nothing_more(history, method, rate, spread):
    said = engine.forecast(history, 2)
    assert (said.method, said.expected) == (method, (rate,) * 2)
    assert said.high == (rate + spread,) * 2
    assert said.low == (max(rate - spread, 0),) * 2
    assert engine.forecast([2, 4, 3, 5, 6, 4], 2).method == "combined"


def test_a_rare_demand_has_its_spread():
    history = [5.0, 0, 0, 4.0, 0, 0, 0, 6.0]
    rate = intermittent.steady_rate(history)
    spread = 1.2816 * sqrt(sum((value - rate) ** 2 for value in history) / 8)
    said = engine.forecast(history, 1)
    assert (said.method, said.expected) == ("intermittent", (rate,))
    assert said.high == close((rate + spread,))


@pytest.mark.parametrize(
    ("history", "filled"),
    [
        ([None, 2.0, None, None, 8.0, None], [2, 2, 4, 6, 8, 8]),
        ([0.0, None, 3.0], [0, 1.5, 3]),
        ([9.0, None, None, None, 1.0], [9, 7, 5, 3, 1]),
        ([4.0, None, 0.0], [4, 2, 0]),
        ([0.0, None, None], [0, 0, 0]),
        ([None, 0.0], [0, 0]),
    ],
)
def test_gaps_lie_on_the_line_between_their_neighbours(history, filled):
    assert engine.fill_gaps(history, 12) == close(filled)


@pytest.mark.parametrize(
    ("count", "names"),
    [(11, []), (12, ["last_year"]), (59, ["last_year"]), (60, []), (72, [])],
)
def test_last_year_keeps_its_say_while_a_season_may_hide(monkeypatch, count, names):
    monkeypatch.setattr(engine, "find_season", lambda _values, _period: None)
    said = engine._predict(demand(1, count), 2, 12)
    assert list(said) == ["simple", "theta", "damped", *names]


def test_with_a_season_the_methods_see_what_remains():
    values = [100 + (40 if place % 4 == 0 else -10) for place in range(24)]
    found = season.find_season(values, 4)
    said = engine._predict(values, 5, 4)
    assert list(said) == ["simple", "theta", "damped", "last_year", "winters"]
    plain = found.remove(values)
    assert said["damped"] == close(found.put_back(smoothing.damped(plain, 5, 4), 24))
    assert said["last_year"] == smoothing.seasonal_naive(values, 5, 4)
    winters_said = smoothing.holt_winters(values, 5, 4, found.factors, found.multiplies)
    assert said["winters"] == close(winters_said)


@pytest.mark.parametrize(
    ("values", "period", "scale"),
    [([1, 4, 2], 2, 1), ([1, 4], 2, 3), ([1, 4, 9], 3, 4), ([1, 4, 9, 5], 3, 4), ([5], 3, 0)],
)
def test_as_a_season_ago(values, period, scale):
    assert engine.scale_of(values, period) == scale


# -- advice -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("service", SERVICE)
@pytest.mark.parametrize(("delay", "step"), [(0, 1.0), (10, 1.0), (45, 6.0), (200, 5.0)])
def test_an_order_point_by_its_formula(service, delay, step):
    expected, high = [30.0, 40.0, 20.0], [42.0, 44.0, 29.0]
    spread = sqrt(sum(((h - e) / 1.2816) ** 2 for e, h in zip(expected, high, strict=True)) / 3)
    days = 365.25 / 12
    safety = SERVICE[service] * spread * sqrt(max(delay / days, 1 / days))
    point = find_order_point(expected, high, delay, service, step, review_days=20)

    def taken(months):
        whole = int(months)
        demand = expected + [expected[-1]] * 20
        return sum(demand[:whole]) + demand[whole] * (months - whole)

    def up(quantity):
        return -(-round(quantity / step, 9) // 1) * step

    assert point.safety == close(safety)
    assert point.least == close(up(taken(delay / days) + safety))
    review = taken((delay + 20) / days) - taken(delay / days)
    assert point.most == close(up(point.least + max(review, step)))
    assert find_order_point(expected, high, delay, step=step) == find_order_point(
        expected, high, delay, 95, step, 30
    )


def test_the_usual_promise_is_nineteen_in_twenty():
    for service, deviations in SERVICE.items():
        assert deviations == close(NormalDist().inv_cdf(service / 100), abs=5e-5)
    assert abs(advice.Z_80 - NormalDist().inv_cdf(0.9)) < 5e-5


@pytest.mark.parametrize(
    ("quantity", "step", "up"),
    [(0, 1, 0), (-0.5, 1, 0), (5, 5, 5), (5.0000000001, 5, 5), (5.00001, 5, 10), (0.1, 0.25, 0.25)],
)
def test_whole_packs(quantity, step, up):
    assert advice.ceil_to(quantity, step) == up
    assert isinstance(advice.ceil_to(quantity, step), float)


@pytest.mark.parametrize(
    ("months", "taken"), [(0, 0), (0.5, 5), (1, 10), (1.25, 15), (2, 30), (2.5, 40), (4, 70)]
)
def test_the_last_month_goes_on(months, taken):
    assert advice.take([10, 20], months) == taken


def test_what_lies_too_long_and_what_is_worth_a_look():
    assert advice.find_excess(130, [10], [9]) == 10  # never less than what is expected
    assert advice.find_excess(130, [9], [10]) == 10
    assert advice.find_excess(100, [9], [10]) == 0
    assert advice.find_excess(100, [], [10]) == 0
    assert [advice.differs(100, other) for other in (90, 89.9, 111.1, 111.2)] == [
        False,
        True,
        False,
        True,
    ]
    assert advice.differs(-100, 100)
    assert not advice.differs(10, 12, part=0.2)


# -- demand -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("month", "count", "later"),
    [
        (date(2026, 12, 31), 1, date(2027, 1, 1)),
        (date(2026, 1, 1), -1, date(2025, 12, 1)),
        (date(2026, 1, 1), 11, date(2026, 12, 1)),
        (date(2026, 1, 1), 12, date(2027, 1, 1)),
        (date(2026, 6, 9), 0, date(2026, 6, 1)),
        (date(2026, 12, 1), -12, date(2025, 12, 1)),
    ],
)
def test_months_later(month, count, later):
    assert add_months(month, count) == later


MONTHS = [date(2026, month, 1) for month in range(1, 7)]


def test_demand_is_known_where_there_was_something_to_sell():
    flows = [
        (MONTHS[0], None, 4.0, -4.0),
        (MONTHS[1], None, 0.0, 6.0),
        (MONTHS[2], None, 6.0, -6.0),
        (MONTHS[3], MONTHS[2], -1.0, 1.0),
        (MONTHS[4], None, 1.0, -1.0),
    ]
    # stock at the ends of the months: 0, 6, 0, 1, 0, 0
    assert build_demand(flows, date(2026, 7, 1), 0).values == [4, 0, 5, 0, 1, None]
    assert build_demand(flows, date(2026, 7, 1)).values == [4, 0, 5, 0, 1, 0]
    assert build_demand(flows, date(2026, 7, 1), -1).values == [4, 0, 5, None, 1, None]
    assert build_demand(flows, date(2026, 5, 1), 0).months == MONTHS[:4]
    early = [(date(2025, 12, 1), None, 0.0, 50.0), *flows]
    assert build_demand(early, date(2026, 7, 1), 0).values == [4, 0, 5, 0, 1, None]


def test_what_came_back_was_not_sold():
    flows = [(MONTHS[0], None, 2.0, -2.0), (MONTHS[1], MONTHS[0], -3.0, 3.0)]
    assert build_demand(flows, MONTHS[3], 1).months == []
    flows.append((MONTHS[1], None, 2.0, -2.0))
    assert build_demand(flows, MONTHS[3], 1).values == [2, 0]
    assert build_demand([(MONTHS[0], None, 0.0, 5.0)], MONTHS[3], 5).months == []
    assert build_demand(flows, MONTHS[1], 1).months == []
    assert months_between(MONTHS[2], MONTHS[2]) == []

from datetime import date
from itertools import pairwise
from math import cos, pi
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.suite_base.core.forecasting import smoothing
from odoo.addons.suite_base.core.forecasting.advice import (
    ceil_to,
    differs,
    find_excess,
    find_order_point,
    take,
)
from odoo.addons.suite_base.core.forecasting.demand import build_demand, months_between
from odoo.addons.suite_base.core.forecasting.engine import fill_gaps, forecast, scale_of
from odoo.addons.suite_base.core.forecasting.intermittent import is_intermittent, steady_rate
from odoo.addons.suite_base.core.forecasting.season import find_season, moving_average

amounts = st.lists(st.floats(0, 1e6), max_size=60)


def wave(months, level=100.0, size=0.5, growth=0.0):
    return [
        (level + growth * place) * (1 + size * cos(2 * pi * place / 12)) for place in range(months)
    ]


@given(amounts, st.integers(1, 24))
def test_every_history_has_a_forecast_between_its_bounds(history, horizon):
    said = forecast(history, horizon)
    assert len(said.expected) == len(said.low) == len(said.high) == horizon
    for low, one, high in zip(said.low, said.expected, said.high, strict=True):
        assert 0 <= low <= one <= high


def test_a_pure_season_goes_on():
    history = wave(48)
    said = forecast(history, 12)
    assert said.method == "combined"
    for one, actual in zip(said.expected, wave(60)[48:], strict=True):
        assert abs(one - actual) < 6
    assert said.mase is None, "as last year is exact: there is nothing to compare with"


def test_a_growing_season_keeps_its_shape():
    history, coming = wave(60, growth=2)[:48], wave(60, growth=2)[48:]
    said = forecast(history, 12)
    naive = smoothing.seasonal_naive(history, 12, 12)
    missed = sum(abs(one - actual) for one, actual in zip(said.expected, coming, strict=True))
    assert missed < 0.6 * sum(abs(one - actual) for one, actual in zip(naive, coming, strict=True))


def test_a_level_stays_level():
    chooser = Random(3)
    said = forecast([50 + chooser.uniform(-5, 5) for _month in range(40)], 6)
    assert all(abs(one - 50) < 5 for one in said.expected)
    assert said.low[0] < 50 < said.high[0]


def test_what_is_short_or_rare_or_never_sold_says_so():
    assert forecast([], 3).method == "none"
    assert forecast([0, 0, 0], 3).method == "none"
    assert forecast([4, 6], 2).expected == (5, 5)
    assert forecast([4, 6], 2).method == "short"
    rare = forecast([0, 0, 5, 0, 0, 0, 5, 0, 0, 0, 0, 5], 2)
    assert rare.method == "intermittent"
    assert 0.8 < rare.expected[0] < 1.7
    assert forecast([0] * 30 + [8, 9, 8, 9, 8, 9, 8], 1).method == "combined"


def test_a_month_without_stock_is_no_month_without_demand():
    full = forecast([20.0] * 24, 3).expected[0]
    torn = [20.0] * 24
    torn[10] = torn[11] = None
    assert forecast(torn, 3).expected[0] == pytest.approx(full)
    assert fill_gaps([None, 4.0, None], 12) == [4.0, 4.0, 4.0]
    assert fill_gaps([2.0, None, None, 8.0], 12) == [2.0, 4.0, 6.0, 8.0]
    assert fill_gaps([None, None], 12) == []


def test_a_dying_product_comes_to_rest():
    sold = [1, 0, 1, 0, 1, 0] + [0] * 30
    assert is_intermittent(sold)
    assert not is_intermittent([1, 0, 1, 1, 0])
    assert steady_rate(sold) < 0.15
    assert steady_rate([0, 0]) == 0
    assert steady_rate([2, 2, 2]) == pytest.approx(2)


def test_noise_is_no_season_and_a_wave_is():
    chooser = Random(11)
    found = sum(
        find_season([chooser.gauss(100, 10) for _month in range(60)], 12) is not None
        for _series in range(60)
    )
    assert found < 15
    season = find_season(wave(48), 12)
    assert season.multiplies
    assert season.factors[0] > 1.4 > 0.6 > season.factors[6]
    plain = season.remove(wave(48))
    assert max(plain) - min(plain) < 3
    assert season.put_back(plain, 0) == pytest.approx(wave(48))


def test_a_season_that_falls_below_zero_is_added_and_not_multiplied():
    history = [10 * cos(2 * pi * place / 12) for place in range(48)]
    season = find_season(history, 12)
    assert not season.multiplies
    assert sum(season.factors) == pytest.approx(0)
    assert season.remove([5.0])[0] == pytest.approx(5 - season.factors[0])
    assert season.put_back([1.0], 1)[0] == pytest.approx(1 + season.factors[1])
    assert find_season(wave(29), 12) is None


def test_the_centred_average_takes_one_whole_season():
    averages = moving_average(wave(36), 12)
    assert averages[5] is None and averages[30] is None
    assert averages[6] == pytest.approx(100, abs=1)
    assert moving_average([1, 2, 6], 3) == [None, 3, None]


def test_the_classic_methods_do_what_their_books_say():
    assert smoothing.slope([2, 4, 6, 8]) == 2
    assert smoothing.slope([5]) == 0
    assert smoothing.flat([1, 2, 3, 5], 2, 2) == [4, 4]
    assert smoothing.simple([7] * 10, 2, 12) == [7, 7]
    assert smoothing.theta([7] * 10, 2, 12) == [7, 7]
    line = smoothing.theta([float(one) for one in range(20)], 4, 12)
    assert line == sorted(line) and 18 < line[0] < 20.5
    fading = smoothing.damped([float(one) for one in range(30)], 6, 12)
    steps = [one - other for other, one in pairwise(fading)]
    assert steps == sorted(steps, reverse=True) and 0 < steps[-1] < 1 < fading[0]
    assert smoothing.seasonal_naive([1, 2], 2, 12) == [2, 2]
    assert scale_of([1, 2, 3, 4], 12) == 1
    assert scale_of([1, 1, 2, 3], 2) == 1.5


@pytest.mark.parametrize("multiplies", [True, False])
def test_winters_learns_the_season_on(multiplies):
    history = wave(60, growth=1)
    factors = [1 + 0.5 * cos(2 * pi * place / 12) for place in range(12)]
    if not multiplies:
        factors = [50 * cos(2 * pi * place / 12) for place in range(12)]
    said = smoothing.holt_winters(history[:48], 12, 12, factors, multiplies)
    missed = [abs(one - actual) for one, actual in zip(said, history[48:], strict=True)]
    assert max(missed) < 25


MARCH = date(2026, 3, 1)


def test_a_return_takes_the_demand_of_the_month_it_was_delivered_in():
    demand = build_demand(
        [
            (date(2026, 1, 1), None, 10, -10),
            (date(2026, 2, 1), date(2026, 1, 1), -4, 4),
            (date(2026, 2, 1), None, 3, -3),
        ],
        MARCH,
        on_hand=20,
    )
    assert demand.months == [date(2026, 1, 1), date(2026, 2, 1)]
    assert demand.values == [6, 3]


def test_months_with_nothing_to_sell_are_unknown():
    flows = [
        (date(2025, 11, 1), None, 5, -5),
        (date(2026, 2, 1), None, 0, 8),
        (date(2026, 3, 1), None, 2, -2),
    ]
    assert build_demand(flows, MARCH, on_hand=6).values == [5, None, None, 0]
    assert build_demand(flows, MARCH).values == [5, 0, 0, 0]
    assert build_demand([(date(2026, 3, 1), None, 2, -2)], MARCH, 1).months == []


def test_months_run_over_the_end_of_a_year():
    assert months_between(date(2025, 11, 20), date(2026, 2, 5)) == [
        date(2025, 11, 1),
        date(2025, 12, 1),
        date(2026, 1, 1),
    ]


def test_an_order_point_covers_the_delay_and_the_surprises():
    steady = find_order_point([30.4375] * 6, [30.4375] * 6, 10)
    assert (steady.least, steady.safety) == (10, 0)
    assert steady.most == 40
    unsure = find_order_point([30] * 6, [42.816] * 6, 30, service=95)
    assert unsure.safety == pytest.approx(1.6449 * 10 * (30 / 30.4375) ** 0.5)
    assert find_order_point([30] * 6, [42.816] * 6, 30, service=99).least > unsure.least
    assert find_order_point([7], [7], 30, step=6).least == 12


def test_money_lies_only_beyond_a_good_year():
    assert find_excess(200, [10] * 6, [12] * 6) == 56
    assert find_excess(100, [10] * 6, [12] * 6) == 0
    assert find_excess(5, [], []) == 5
    assert take([], 3) == 0
    assert ceil_to(3.0000000001, 1) == 3
    assert not differs(0, 0)

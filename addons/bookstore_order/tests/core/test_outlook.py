from datetime import date

import pytest

from odoo.addons.bookstore_order.core.needs import TitleState, find_needs, share_copies
from odoo.addons.bookstore_order.core.outlook import AHEAD, PAST, look_ahead, take_months
from odoo.addons.suite_base.core.forecasting.demand import Demand, months_between


def outlook(values, until=date(2026, 12, 1)):
    first = until.year * 12 + until.month - 1 - len(values)
    months = months_between(date(first // 12, first % 12 + 1, 1), until)
    return look_ahead(Demand(months, list(values)))


def test_a_title_nobody_bought_says_nothing():
    found = look_ahead(Demand())
    assert found.method == "none"
    assert found.sold == (0.0,) * PAST
    assert take_months(found, 3).expected == 0


def test_a_short_history_is_a_mean_without_measured_error():
    found = outlook([2, 4, 3])
    assert (found.method, found.known, found.error) == ("short", 3, None)
    assert found.sold == (0.0,) * (PAST - 3) + (2, 4, 3)
    assert take_months(found, 2).expected == pytest.approx(6)


def test_a_slow_seller_has_a_rate():
    found = outlook([0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 1] * 2)
    assert found.method == "intermittent"
    span = take_months(found, 3)
    assert 0 < span.expected < 1.5
    assert span.low == 0


def test_steady_sales_have_their_error_in_copies():
    values = [4 + place * 3 % 5 for place in range(31)]
    found = outlook(values)
    assert found.method == "combined"
    assert len(found.sold) == PAST
    assert found.sold == tuple(values[-PAST:])
    assert len(found.expected) == AHEAD
    assert 0 < found.error < 3
    assert 9 < take_months(found, 2).expected < 15


def test_sales_as_last_year_leave_nothing_to_compare_with():
    assert outlook([5 + place % 2 for place in range(30)]).error is None


def test_what_is_over_of_this_month_is_taken_of_the_last():
    found = outlook([4, 6] * 18)
    first, half, last = (take_months(found, 1, elapsed) for elapsed in (0.0, 0.5, 1.0))
    assert first.expected == pytest.approx(found.expected[0])
    assert half.expected == pytest.approx((found.expected[0] + found.expected[1]) / 2)
    assert last.expected == pytest.approx(found.expected[1])


def test_months_without_stock_are_shown_as_such():
    assert outlook([3, 3, 3, None, 3, 3, 3, 3]).sold[-5] is None


def test_bounds_of_months_together_are_narrower_than_their_sum():
    found = outlook([5 + place % 3 for place in range(36)])
    span = take_months(found, 4)
    apart = sum(found.high[:4]) - sum(found.expected[:4])
    assert span.high - span.expected < apart


def test_sales_to_come_ask_for_what_nothing_else_does():
    assert find_needs(TitleState({1: 1.0}, expected=4.4)) == {"sales": 3.0}
    assert find_needs(TitleState({1: 1.0}, expected=1.4)) == {}
    assert find_needs(TitleState({1: 1.0}, on_order=4.0, expected=4.4)) == {}
    assert find_needs(TitleState({1: 2.0}, promised=2.0, expected=1.0)) == {"sales": 1.0}


@pytest.mark.parametrize(
    ("total", "shares"),
    [
        (0, {"client": 0, "threshold": 0, "mark": 0}),
        (1, {"client": 1, "threshold": 0, "mark": 0}),
        (4, {"client": 1, "threshold": 2, "mark": 1}),
        (9, {"client": 1, "threshold": 2, "mark": 6}),
    ],
)
def test_a_number_is_shared_among_its_reasons(total, shares):
    assert share_copies(total, {"mark": 3, "threshold": 2, "client": 1}) == shares

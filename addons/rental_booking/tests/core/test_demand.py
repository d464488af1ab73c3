from datetime import date, datetime, timedelta
from math import isclose

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.rental_booking.core.demand import (
    Expected,
    Month,
    Want,
    blend,
    count_months,
    fill,
    find_like,
    scale_levels,
)

START = datetime(2026, 11, 20)
moments = st.integers(0, 24 * 90).map(lambda hours: START + timedelta(hours=hours))


@st.composite
def wants(draw):
    start = draw(moments)
    length = timedelta(hours=draw(st.integers(1, 24 * 45)))
    return Want(start, start + length, draw(st.integers(1, 5)), draw(st.booleans()))


def count_by_hours(found):
    """The independent model: look at every hour, one after another."""
    months = {}
    hour, last = START, START + timedelta(days=140)
    while hour < last:
        out = [want for want in found if want.start <= hour < want.end]
        level = sum(want.quantity for want in out)
        if level:
            own = months.setdefault(date(hour.year, hour.month, 1), [0, 0, 0, {}])
            own[0] += level / 24
            own[1] += sum(want.quantity for want in out if want.lost) / 24
            own[2] = max(own[2], level)
            own[3][level] = own[3].get(level, 0) + 1 / 24
        hour += timedelta(hours=1)
    return months


@given(st.lists(wants(), max_size=7))
def test_the_sweep_says_what_a_look_at_every_hour_says(found):
    counted, expected = count_months(found), count_by_hours(found)
    assert set(counted) == set(expected)
    for first, month in counted.items():
        days, lost, peak, levels = expected[first]
        assert isclose(month.days, days) and isclose(month.lost, lost, abs_tol=1e-9)
        assert month.peak == peak
        assert set(month.levels) == set(levels)
        assert all(isclose(month.levels[level], levels[level]) for level in levels)


def test_what_ends_when_the_next_begins_is_one_unit():
    noon = datetime(2027, 5, 4, 12)
    day = timedelta(days=1)
    months = count_months([Want(noon, noon + day, 1), Want(noon + day, noon + 2 * day, 1)])
    assert months == {date(2027, 5, 1): Month(2.0, 0.0, 1, {1: 2.0})}


def test_months_without_a_wish_are_zero_and_none_stands_before_the_first():
    months = {date(2027, 1, 1): Month(3.0), date(2027, 4, 1): Month(1.0)}
    found = fill(months, date(2027, 6, 1))
    assert [first.month for first, _month in found] == [1, 2, 3, 4, 5]
    assert [month.days for _first, month in found] == [3.0, 0.0, 0.0, 1.0, 0.0]
    assert fill(months, date(2027, 1, 1)) == []


def test_a_month_is_like_its_last_namesake_or_like_the_mean():
    summer = Month(90.0, 0.0, 6, {3: 20.0, 6: 5.0})
    months = {date(2025, 7, 1): Month(1.0), date(2026, 7, 1): summer, date(2026, 11, 1): Month()}
    assert find_like(months, date(2027, 7, 1)) is summer
    spring = find_like(months, date(2027, 3, 1))
    assert spring.peak == 6 and isclose(spring.levels[6], 5 / 3)
    assert find_like({}, date(2027, 7, 1)) == Month()
    assert scale_levels(summer.levels, 6, 3) == [(1.5, 20.0), (3.0, 5.0)]
    assert scale_levels({}, 0, 3) == []


@given(st.tuples(*[st.floats(0, 100)] * 3), st.floats(0, 200))
def test_what_is_booked_is_never_below_the_lower_bound(values, booked):
    low, expected, high = sorted(values)
    found = blend(Expected(expected, low, high), booked)
    assert found.low >= booked and found.expected >= max(expected, booked) - 1e-9
    assert found.low <= found.expected + 1e-9
    assert found.expected <= found.high + 1e-9

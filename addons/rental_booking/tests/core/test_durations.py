from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.rental_booking.core.durations import DURATIONS, HOURS_NEEDED, get_period

MONDAY = date(2026, 6, 1)
WEEK = {day: [(9, 18)] for day in range(5)}  # closed on Saturday and Sunday


def hours(week=None, first=MONDAY, days=HOURS_NEEDED):
    """Opening hours of a shop: {weekday: [(from, to)]}."""
    week = WEEK if week is None else week
    dates = [first + timedelta(days=n) for n in range(days)]
    return [
        (datetime.combine(day, time(opens)), datetime.combine(day, time(closes)))
        for day in dates
        for opens, closes in week.get(day.weekday(), ())
    ]


def at(day, hour, minute=0):
    return datetime(2026, 6, day, hour, minute)


@pytest.mark.parametrize(
    ("duration", "start", "expected"),
    [
        ("half_day", at(1, 9), (at(1, 9), at(1, 13))),
        ("half_day", at(1, 13), (at(1, 13), at(1, 18))),
        ("half_day", at(1, 7), (at(1, 9), at(1, 13))),
        ("day", at(1, 9), (at(1, 9), at(1, 18))),
        ("day", at(1, 14), (at(1, 14), at(1, 18))),
        ("day", at(1, 18), (at(2, 9), at(2, 18))),  # at closing time it is tomorrow's
        ("day", at(6, 10), (at(8, 9), at(8, 18))),  # a Saturday: from Monday's opening
        ("two_days", at(1, 9), (at(1, 9), at(2, 18))),
        ("two_days", at(5, 9), (at(5, 9), at(8, 9))),  # Friday: back when it opens again
        ("weekend", at(1, 9), (at(5, 16), at(8, 10))),
        ("weekend", at(5, 17), (at(5, 17), at(8, 10))),
        ("week", at(1, 9, 30), (at(1, 9, 30), at(8, 9, 30))),
    ],
)
def test_a_duration_is_a_period_in_the_hours_of_the_shop(duration, start, expected):
    assert get_period(duration, start, hours()) == expected


def test_a_weekend_that_has_begun_ends_on_its_own_monday():
    open_daily = hours({day: [(9, 18)] for day in range(7)})
    assert get_period("weekend", at(6, 11), open_daily) == (at(6, 11), at(8, 10))
    assert get_period("weekend", at(7, 11), open_daily) == (at(7, 11), at(8, 10))


def test_a_shop_that_closes_early_on_friday_gives_the_weekend_at_closing_time():
    early = hours({**WEEK, 4: [(9, 15)]})
    assert get_period("weekend", at(1, 9), early) == (at(5, 15), at(8, 10))


def test_a_shop_that_is_closed_on_monday_takes_the_weekend_back_on_tuesday():
    closed = hours({day: [(10, 18)] for day in range(1, 6)})
    assert get_period("weekend", at(2, 10), closed) == (at(5, 16), at(9, 10))


def test_a_morning_ends_before_lunch_where_the_shop_closes_for_it():
    lunch = hours({day: [(9, 12), (14, 18)] for day in range(5)})
    assert get_period("half_day", at(1, 9), lunch) == (at(1, 9), at(1, 12))
    assert get_period("half_day", at(1, 12, 30), lunch) == (at(1, 14), at(1, 18))


@given(
    duration=st.sampled_from(DURATIONS),
    minutes=st.integers(0, 7 * 24 * 4 - 1),
    week=st.dictionaries(
        st.integers(0, 6),
        st.sampled_from([[(8, 20)], [(9, 12), (14, 18)], [(10, 13)], [(15, 19)]]),
        min_size=1,
    ),
)
def test_it_begins_and_ends_while_the_shop_is_open(duration, minutes, week):
    asked = datetime.combine(MONDAY, time()) + timedelta(minutes=15 * minutes)
    known = hours(week)
    start, end = get_period(duration, asked, known)
    assert asked <= start < end
    for moment in (start, end):
        assert any(opens <= moment <= closes for opens, closes in known)

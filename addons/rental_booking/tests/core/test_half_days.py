from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.rental_booking.core.half_days import (
    day_bounds,
    late_half_days,
    to_local,
    to_utc,
    touched,
    touched_days,
)

PARIS = "Europe/Paris"


def paris(*moment):
    return to_utc(datetime(*moment), PARIS)


def test_due_on_monday_evening_back_on_tuesday_morning_is_one_half_day():
    """The example of the seed document."""
    assert late_half_days(paris(2026, 3, 2, 18), paris(2026, 3, 3, 9, 30), PARIS) == 1


@pytest.mark.parametrize(
    ("back", "tolerance", "expected"),
    [
        (paris(2026, 3, 2, 18, 40), 60, 0),
        (paris(2026, 3, 2, 17), 0, 0),
        (paris(2026, 3, 3, 14), 0, 2),
        (paris(2026, 3, 4, 9), 0, 3),
        (paris(2026, 3, 2, 20), 0, 0),
    ],
)
def test_late_half_days_start_after_the_half_day_that_is_paid(back, tolerance, expected):
    assert late_half_days(paris(2026, 3, 2, 18), back, PARIS, tolerance) == expected


def test_closed_days_are_not_charged():
    sunday = date(2026, 3, 8)
    late = late_half_days(
        paris(2026, 3, 7, 18), paris(2026, 3, 9, 9), PARIS, 0, lambda day: day != sunday
    )
    assert late == 1


@pytest.mark.parametrize("day", [(2026, 3, 29), (2026, 10, 25)])
def test_a_day_with_a_clock_change_still_has_two_half_days(day):
    start, end = datetime(*day, 9), datetime(*day, 18)
    assert touched(start, end) == 2
    left, right = day_bounds(date(*day), 1, PARIS)
    assert right - left in (timedelta(hours=23), timedelta(hours=25))


@given(st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)))
def test_utc_to_paris_and_back_is_the_same_moment(moment):
    local = to_local(moment, PARIS)
    assert abs(to_utc(local, PARIS) - moment) <= timedelta(hours=1)


def test_an_empty_or_reversed_period_touches_nothing():
    assert touched(datetime(2026, 3, 2, 9), datetime(2026, 3, 2, 9)) == 0
    assert touched_days(datetime(2026, 3, 3), datetime(2026, 3, 2)) == 0


def test_back_on_the_border_of_two_half_days_is_late_for_the_first_only():
    due = paris(2026, 3, 2, 9)
    assert late_half_days(due, paris(2026, 3, 2, 13), PARIS) == 0
    assert late_half_days(due, paris(2026, 3, 2, 13, 1), PARIS) == 1
    assert late_half_days(due, paris(2026, 3, 3, 0), PARIS) == 1
    assert late_half_days(due, paris(2026, 3, 3, 0, 1), PARIS) == 2
    assert late_half_days(paris(2026, 3, 2, 13), paris(2026, 3, 2, 14), PARIS) == 1
    assert late_half_days(due, paris(2026, 3, 3, 0, 30), PARIS, tolerance_minutes=30) == 1


def test_a_period_of_no_length_touches_nothing_at_midnight_either():
    midnight = datetime(2026, 3, 2)
    assert touched(midnight, midnight) == 0
    assert touched_days(midnight, midnight) == 0

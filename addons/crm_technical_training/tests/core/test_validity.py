from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.crm_technical_training.core.validity import (
    WARNED_DAYS,
    missing,
    state_of,
    trained_above,
    valid_until,
)

days = st.dates(date(2000, 1, 1), date(2060, 12, 31))


@given(days, st.integers(1, 60))
def test_months_are_counted_on_the_calendar(day, months):
    until = valid_until(day, months)
    assert (until.year - day.year) * 12 + until.month - day.month == months
    following = until + timedelta(days=1)
    assert until.day == day.day or (until.day < day.day and following.month != until.month)


def test_leap_days_and_no_end():
    assert valid_until(date(2028, 2, 29), 12) == date(2029, 2, 28)
    assert valid_until(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert valid_until(date(2026, 1, 31), 0) is None
    assert valid_until(date(2026, 1, 31), -3) is None


@given(days, st.integers(-400, 400))
def test_a_certificate_lives_through_its_states_in_order(until, away):
    today = until - timedelta(days=away)
    expected = "expired" if away < 0 else "expiring" if away <= WARNED_DAYS else "valid"
    assert state_of(until, today) == expected
    assert state_of(None, today) == "valid"


def test_a_family_asks_for_the_nearest_course_above():
    paths = {9: "1/4/9/", 7: "1/7/", 3: "3/"}
    assert missing(paths, {1, 4}, set()) == {4: 9, 1: 7}
    assert missing(paths, {1, 4}, {1}) == {}
    assert missing(paths, {1, 4}, {4}) == {1: 7}
    assert missing(paths, {9}, {7, 3}) == {9: 9}
    assert missing(paths, set(), set()) == {}
    assert trained_above("", {1}) == []

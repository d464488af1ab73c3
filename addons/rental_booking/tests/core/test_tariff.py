from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.rental_booking.core.tariff import Terms, Tier, billed_half_days, coefficient

MONDAY = datetime(2026, 3, 2)
HALF = Terms(half_day_ratio=0.6)


def billed(start, end, terms):
    return billed_half_days(start, end, "UTC", terms)


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (8, 12, 1),
        (8, 18, 2),
        (14, 18, 1),
        (14, 24 + 10, 2),
        (8, 24 + 18, 4),
    ],
)
def test_calendar_half_days_are_those_touched(start, end, expected):
    assert billed(MONDAY + timedelta(hours=start), MONDAY + timedelta(hours=end), HALF) == expected


def test_leeway_forgives_a_late_end():
    terms = Terms(leeway_minutes=30)
    assert billed(MONDAY.replace(hour=8), MONDAY.replace(hour=13, minute=20), terms) == 1
    assert billed(MONDAY.replace(hour=8), MONDAY.replace(hour=13, minute=40), terms) == 2


def test_the_24_hour_clock_counts_blocks_from_the_departure():
    terms = Terms(unit="day", clock="hours")
    assert billed(MONDAY.replace(hour=18), MONDAY + timedelta(days=1, hours=17), terms) == 2
    assert billed(MONDAY.replace(hour=18), MONDAY + timedelta(days=1, hours=19), terms) == 4


def test_calendar_days_count_each_date():
    terms = Terms(unit="day")
    assert billed(MONDAY.replace(hour=18), MONDAY + timedelta(days=1, hours=9), terms) == 4


def test_the_minimum_is_charged():
    assert billed(MONDAY.replace(hour=8), MONDAY.replace(hour=10), Terms(minimum_half_days=2)) == 2


def test_a_weekend_costs_its_package():
    terms = Terms(weekend_half_days=2)
    friday_evening, monday_morning = datetime(2026, 3, 6, 17), datetime(2026, 3, 9, 9)
    assert billed(friday_evening, monday_morning, terms) == 2
    assert billed(friday_evening, monday_morning, Terms()) == 6


def test_days_around_the_weekend_are_added_to_the_package():
    terms = Terms(weekend_half_days=2)
    assert billed(datetime(2026, 3, 5, 9), datetime(2026, 3, 10, 18), terms) == 4 + 2 + 4


@pytest.mark.parametrize(
    ("half_days", "expected"), [(0, 0), (1, 0.6), (2, 1.0), (3, 1.6), (4, 2.0)]
)
def test_an_odd_half_day_costs_its_share(half_days, expected):
    assert coefficient(half_days, HALF) == pytest.approx(expected)


def test_degressive_days_cost_less_from_their_tier_on():
    terms = Terms(tiers=(Tier(3, 0.5),))
    assert coefficient(8, terms) == pytest.approx(1 + 1 + 0.5 + 0.5)


def test_a_longer_rental_is_never_dearer_than_the_next_package():
    terms = Terms(tiers=(Tier(7, 4.0, "total"),))
    assert coefficient(12, terms) == 4.0
    assert coefficient(16, terms) == 5.0


@given(
    st.integers(0, 60),
    st.lists(
        st.builds(Tier, st.integers(1, 20), st.floats(0, 1), st.sampled_from(["per_day"])),
        max_size=3,
    ),
)
def test_one_more_half_day_never_makes_a_rental_cheaper(half_days, tiers):
    terms = Terms(tiers=tuple(tiers))
    assert coefficient(half_days + 1, terms) >= coefficient(half_days, terms) - 1e-9


@given(st.integers(1, 400), st.integers(0, 120))
def test_billed_half_days_grow_with_the_period(hours, leeway):
    terms = Terms(weekend_half_days=2, leeway_minutes=leeway)
    end = MONDAY + timedelta(hours=hours)
    assert billed(MONDAY, end + timedelta(hours=12), terms) >= billed(MONDAY, end, terms)


def test_terms_survive_being_frozen_as_json():
    terms = Terms(unit="day", tiers=(Tier(3, 0.5), Tier(7, 4.0, "total")))
    assert Terms.from_dict(terms.to_dict()) == terms

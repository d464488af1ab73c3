import json
from datetime import date, datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from odoo.addons.rental_booking.core.tariff import (
    Package,
    Terms,
    Tier,
    billed_half_days,
    coefficient,
    is_too_long,
)

MONDAY = datetime(2026, 3, 2)
JULY = datetime(2027, 7, 1)  # a Thursday
HALF = Terms(half_day_ratio=0.6)
WEEKEND = Terms(weekend_half_days=2)


def billed(start, end, terms=WEEKEND, closed=()):
    return billed_half_days(start, end, "UTC", terms, closed)


def july(day, hour, minute=0):
    return datetime(2027, 7, day, hour, minute)


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [(8, 12, 1), (8, 18, 2), (14, 18, 1), (14, 24 + 10, 2), (8, 24 + 18, 4)],
)
def test_calendar_half_days_are_those_touched(start, end, expected):
    assert billed(MONDAY + timedelta(hours=start), MONDAY + timedelta(hours=end), HALF) == expected


def test_one_in_the_afternoon_sharp_is_the_border():
    assert billed(MONDAY.replace(hour=8), MONDAY.replace(hour=13), HALF) == 1
    assert billed(MONDAY.replace(hour=8), MONDAY.replace(hour=13, minute=1), HALF) == 2
    assert billed(MONDAY.replace(hour=13), MONDAY.replace(hour=18), HALF) == 1
    assert billed(MONDAY.replace(hour=12, minute=59), MONDAY.replace(hour=18), HALF) == 2


def test_leeway_forgives_a_late_end():
    terms = Terms(leeway_minutes=30)
    assert billed(MONDAY.replace(hour=8), MONDAY.replace(hour=13, minute=30), terms) == 1
    assert billed(MONDAY.replace(hour=8), MONDAY.replace(hour=13, minute=31), terms) == 2
    assert billed(MONDAY.replace(hour=8), MONDAY.replace(hour=8, minute=10), terms) == 1


def test_the_24_hour_clock_counts_blocks_from_the_departure():
    terms = Terms(unit="day", clock="hours")
    assert billed(MONDAY.replace(hour=18), MONDAY + timedelta(days=1, hours=17), terms) == 2
    assert billed(MONDAY.replace(hour=18), MONDAY + timedelta(days=1, hours=18), terms) == 2
    assert billed(MONDAY.replace(hour=18), MONDAY + timedelta(days=1, hours=19), terms) == 4
    terms = Terms(clock="hours")
    assert billed(MONDAY.replace(hour=8), MONDAY.replace(hour=20), terms) == 1
    assert billed(MONDAY.replace(hour=8), MONDAY.replace(hour=21), terms) == 2


def test_calendar_days_count_each_date():
    terms = Terms(unit="day")
    assert billed(MONDAY.replace(hour=18), MONDAY + timedelta(days=1, hours=9), terms) == 4
    assert billed(MONDAY.replace(hour=8), MONDAY + timedelta(days=1), terms) == 2


def test_the_minimum_is_charged_also_under_a_package():
    assert billed(MONDAY.replace(hour=8), MONDAY.replace(hour=10), Terms(minimum_half_days=2)) == 2
    terms = Terms(minimum_half_days=3, weekend_half_days=2)
    assert billed(datetime(2026, 3, 6, 17), datetime(2026, 3, 9, 9), terms) == 3


# The weekend package -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (july(2, 8, 30), july(2, 17, 30), 2),  # one Friday
        (july(5, 8), july(5, 11, 30), 1),  # one Monday morning
        (july(5, 9), july(5, 18), 2),
        (july(1, 9), july(2, 18), 4),
        (july(5, 9), july(6, 18), 4),
        (july(2, 17), july(5, 9), 2),  # the weekend itself
        (july(2, 16), july(5, 10), 2),
        (july(2, 15, 59), july(5, 10), 3),  # Friday's afternoon is outside
        (july(2, 16), july(5, 10, 1), 3),  # Monday's morning is outside
        (july(3, 9), july(3, 12), 1),  # less than the package: it is not used
        (july(2, 17), july(12, 9), 2 + 10 + 2),  # two weekends and the week between
    ],
)
def test_a_package_replaces_the_slots_it_covers_where_that_is_cheaper(start, end, expected):
    assert billed(start, end) == expected


def test_one_monday_costs_one_day_with_the_unit_day():
    assert billed(july(5, 8), july(5, 18), Terms(unit="day", weekend_half_days=2)) == 2


def test_days_around_the_weekend_are_added_to_the_package():
    assert billed(datetime(2026, 3, 5, 9), datetime(2026, 3, 10, 18)) == 4 + 2 + 4


def test_several_packages_are_combined_and_the_cheapest_counts():
    midweek = Package(from_day=1, from_hour=8, to_day=3, to_hour=20, half_days=4)
    week = Package(from_day=0, from_hour=8, to_day=4, to_hour=20, half_days=6)
    terms = Terms(weekend_half_days=2, packages=(midweek, week))
    assert billed(july(6, 9), july(8, 18), terms) == 4
    assert billed(july(5, 9), july(9, 18), terms) == 6
    assert billed(july(5, 9), july(12, 9), Terms(weekend_half_days=2, packages=(week,))) == 8
    assert billed(july(5, 9), july(9, 18), Terms(packages=(midweek,))) == 2 + 4 + 2


def test_a_package_of_exactly_seven_days_runs_a_whole_week():
    terms = Terms(packages=(Package(0, 8, 0, 8, 5),))
    assert billed(july(5, 8), july(12, 8), terms) == 5
    assert billed(july(5, 8), july(12, 14), terms) == 7
    assert billed(july(5, 7), july(12, 8), terms) == 5, "before eight it is night"
    assert billed(july(4, 19), july(12, 8), terms) == 6


# Free days and the longest rental ------------------------------------------------------------


def test_free_weekdays_and_closed_days_count_nothing():
    sundays = Terms(free_weekdays=(6,))
    assert billed(july(3, 9), july(5, 18), sundays) == 4
    holidays = Terms(free_closed_days=True)
    assert billed(july(13, 9), july(15, 18), holidays, {date(2027, 7, 14)}) == 4
    assert billed(july(13, 9), july(15, 18), Terms(), {date(2027, 7, 14)}) == 6
    assert billed(july(4, 9), july(4, 18), sundays) == 1, "the minimum stays"


@pytest.mark.parametrize("clock", ["calendar", "hours"])
def test_a_tariff_has_a_longest_rental(clock):
    terms = Terms(max_days=14, clock=clock)
    assert not is_too_long(july(1, 9), july(14, 18), "UTC", terms)
    assert is_too_long(july(1, 9), july(15, 18), "UTC", terms)
    assert not is_too_long(july(1, 9), july(31, 9), "UTC", Terms(clock=clock))
    assert is_too_long(july(1, 9), july(15, 9), "UTC", terms) == (clock == "calendar")


# Coefficients --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("half_days", "expected"), [(0, 0), (1, 0.6), (2, 1.0), (3, 1.6), (4, 2.0)]
)
def test_an_odd_half_day_costs_its_share(half_days, expected):
    assert coefficient(half_days, HALF) == pytest.approx(expected)


def test_without_a_word_of_the_tariff_a_half_day_is_half_a_day():
    assert coefficient(1, Terms()) == 0.5


def test_a_half_day_never_costs_more_than_its_day():
    assert coefficient(1, Terms(half_day_ratio=3.0)) == 1.0


def test_degressive_days_cost_less_from_their_tier_on():
    terms = Terms(tiers=(Tier(3, 0.5),))
    assert [coefficient(2 * days, terms) for days in (1, 2, 3, 4)] == [1, 2, 2.5, 3]


def test_a_longer_rental_is_never_dearer_than_the_next_total():
    terms = Terms(tiers=(Tier(7, 4.0, "total"), Tier(8, 0.4)))
    assert [coefficient(2 * days, terms) for days in (3, 4, 5, 6, 7)] == [3, 4, 4, 4, 4]
    assert coefficient(16, terms) == pytest.approx(4.4)
    assert coefficient(13, terms) == 4.0


def test_a_total_that_is_dearer_than_its_days_changes_nothing():
    assert coefficient(14, Terms(tiers=(Tier(7, 10.0, "total"),))) == 7.0


def test_terms_survive_being_frozen_as_json():
    terms = Terms(
        unit="day",
        tiers=(Tier(3, 0.5), Tier(7, 4.0, "total")),
        packages=(Package(1, 8.0, 3, 20.0, 4),),
        max_days=14,
        free_weekdays=(5, 6),
        free_closed_days=True,
    )
    assert Terms.from_dict(json.loads(json.dumps(terms.to_dict()))) == terms


def test_terms_frozen_by_an_earlier_version_are_read():
    old = Terms().to_dict()
    for name in ("packages", "max_days", "free_weekdays", "free_closed_days"):
        del old[name]
    assert Terms.from_dict(old) == Terms()


# Properties ----------------------------------------------------------------------------------

HOURS = st.integers(0, 23)
MOMENTS = st.builds(lambda quarter: JULY + timedelta(minutes=15 * quarter), st.integers(0, 2700))
PACKAGES = st.builds(
    Package, st.integers(0, 6), HOURS, st.integers(0, 6), HOURS, st.integers(0, 12)
)
TIERS = st.lists(
    st.builds(Tier, st.integers(1, 20), st.floats(0, 1), st.sampled_from(["per_day", "total"])),
    max_size=3,
    unique_by=lambda tier: (tier.from_day, tier.kind),
).map(tuple)
TERMS = st.builds(
    Terms,
    unit=st.sampled_from(["half_day", "day"]),
    clock=st.sampled_from(["calendar", "hours"]),
    half_day_ratio=st.floats(0, 2),
    minimum_half_days=st.integers(1, 3),
    leeway_minutes=st.integers(0, 120),
    weekend_half_days=st.integers(-1, 6),
    weekend_from=HOURS,
    weekend_to=HOURS,
    tiers=TIERS,
    packages=st.lists(PACKAGES, max_size=2).map(tuple),
    free_weekdays=st.sampled_from([(), (6,), (5, 6)]),
)


def price(start, end, terms):
    return coefficient(billed(start, end, terms), terms)


@given(MOMENTS, st.integers(1, 30 * 24), TERMS)
def test_a_package_is_never_dearer_than_no_package(start, hours, terms):
    without = Terms(**{**terms.__dict__, "packages": (), "weekend_half_days": -1})
    end = start + timedelta(hours=hours)
    assert billed(start, end, terms) <= billed(start, end, without)
    assert price(start, end, terms) <= price(start, end, without) + 1e-9


@given(MOMENTS, st.integers(1, 20 * 24), st.integers(0, 20 * 24), TERMS)
def test_a_longer_rental_is_never_cheaper(start, hours, more, terms):
    shorter, longer = start + timedelta(hours=hours), start + timedelta(hours=hours + more)
    assert price(start, shorter, terms) <= price(start, longer, terms) + 1e-9


@given(MOMENTS, st.integers(1, 20 * 24), TERMS)
def test_a_week_later_costs_the_same(start, hours, terms):
    end, week = start + timedelta(hours=hours), timedelta(days=7)
    assert billed(start, end, terms) == billed(start + week, end + week, terms)


@given(st.integers(0, 6), st.integers(0, 23), st.integers(1, 24), st.integers(2, 6))
def test_one_open_day_is_one_day_whatever_the_weekday_and_hours(day, hour, length, package):
    assume(hour + length <= 24)
    start = JULY + timedelta(days=day, hours=hour)
    end = start + timedelta(hours=length)
    assert billed(start, end, Terms(unit="day", weekend_half_days=package)) == 2
    both = hour < 13 < hour + length
    assert billed(start, end, Terms(weekend_half_days=package)) == (2 if both else 1)


@given(MOMENTS, st.integers(1, 16 * 4), TERMS)
def test_slots_count_once_in_an_independent_count(start, quarters, terms):
    """Quarter by quarter: every calendar slot that is touched counts, without packages."""
    terms = Terms(unit=terms.unit)
    touched = {
        (moment.date(), terms.unit == "day" or moment.hour < 13)
        for moment in (start + timedelta(minutes=15 * n) for n in range(quarters))
    }
    end = start + timedelta(minutes=15 * quarters)
    assert billed(start, end, terms) == len(touched) * (2 if terms.unit == "day" else 1)


def test_a_weekend_may_be_free():
    free = Terms(weekend_half_days=0)
    assert billed(july(2, 8), july(5, 9), free) == 2, "the Friday"
    assert billed(july(2, 8), july(5, 18), free) == 2 + 2, "and the Monday"
    assert billed(july(2, 17), july(5, 9), free) == 1, "the minimum stays"
    assert billed(july(2, 17), july(5, 9), Terms(weekend_half_days=-1)) == 6

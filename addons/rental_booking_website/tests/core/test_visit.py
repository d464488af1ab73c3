from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.rental_booking_website.core.visit import (
    AFTERNOON,
    MORNING,
    Wish,
    comeback,
    departure,
    first_free,
    read_wish,
)

DAY = datetime(2027, 7, 5)


def at(hour, minute=0):
    return DAY + timedelta(hours=hour, minutes=minute)


WHOLE = [(at(8, 30), at(19))]
PAUSE = [(at(14), at(18)), (at(9), at(12))]
EVENING = [(at(15), at(20))]
EARLY = [(at(7), at(13))]
LATE = [(at(13), at(19))]


@pytest.mark.parametrize(
    ("openings", "part", "expected"),
    [
        (WHOLE, MORNING, at(8, 30)),
        (WHOLE, AFTERNOON, at(13)),
        (PAUSE, MORNING, at(9)),
        (PAUSE, AFTERNOON, at(14)),
        (EVENING, MORNING, None),
        (EVENING, AFTERNOON, at(15)),
        (EARLY, MORNING, at(7)),
        (EARLY, AFTERNOON, None),
        (LATE, MORNING, None),
        (LATE, AFTERNOON, at(13)),
        ([], MORNING, None),
    ],
)
def test_goods_leave_at_the_first_moment_of_the_half_day(openings, part, expected):
    assert departure(openings, part) == expected


@pytest.mark.parametrize(
    ("openings", "part", "expected"),
    [
        (WHOLE, MORNING, at(13)),
        (WHOLE, AFTERNOON, at(19)),
        (PAUSE, MORNING, at(12)),
        (PAUSE, AFTERNOON, at(18)),
        (EVENING, MORNING, None),
        (EVENING, AFTERNOON, at(20)),
        (EARLY, MORNING, at(13)),
        (EARLY, AFTERNOON, None),
        (LATE, MORNING, None),
        (LATE, AFTERNOON, at(19)),
        ([], AFTERNOON, None),
    ],
)
def test_goods_come_back_at_the_last_moment_of_the_half_day(openings, part, expected):
    assert comeback(openings, part) == expected


def test_a_wish_survives_the_session():
    wish = Wish(3, date(2027, 7, 5), MORNING, date(2027, 7, 6), AFTERNOON)
    assert read_wish(dict(wish.to_dict())) == wish


@pytest.mark.parametrize(
    "change",
    [
        {"shop_id": ""},
        {"shop_id": "x"},
        {"first_day": "5 July"},
        {"last_day": None},
        {"first_part": "night"},
        {"last_part": ""},
    ],
)
def test_what_is_no_wish_is_refused(change):
    good = Wish(3, date(2027, 7, 5), MORNING, date(2027, 7, 6), AFTERNOON).to_dict()
    with pytest.raises(ValueError):
        read_wish({**good, **change})


@pytest.mark.parametrize(
    ("free", "is_open", "days", "wanted", "expected"),
    [
        ([0, 1, 1, 0], [True] * 4, 2, 1, 1),
        ([0, 1, 1, 0], [True] * 4, 3, 1, None),
        ([1, 1], [True] * 2, 2, 1, 0),
        ([2, 1], [True] * 2, 1, 2, 0),
        ([1, 2], [True] * 2, 1, 2, 1),
        ([1, 1, 1], [False, True, True], 2, 1, 1),
        ([1, 1, 1], [True, False, True], 2, 1, None),
        ([1, 1, 1], [True, False, True], 3, 1, 0),
        ([1], [True], 2, 1, None),
        ([], [], 1, 1, None),
    ],
)
def test_the_first_day_from_which_enough_is_free(free, is_open, days, wanted, expected):
    assert first_free(free, is_open, days, wanted) == expected


@given(st.lists(st.integers(0, 3), max_size=20), st.integers(1, 4), st.integers(1, 3), st.randoms())
def test_the_first_free_day_is_free_and_none_is_before(free, days, wanted, dice):
    is_open = [dice.random() < 0.7 for _day in free]
    found = first_free(free, is_open, days, wanted)

    def fits(first):
        stay = range(first, first + days)
        return (
            stay[-1] < len(free)
            and is_open[first]
            and is_open[stay[-1]]
            and all(free[day] >= wanted for day in stay)
        )

    assert found == next((day for day in range(len(free)) if fits(day)), None)

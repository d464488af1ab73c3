from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.rental_booking.core.sweep import peak, peaks

rows = st.lists(
    st.tuples(st.integers(0, 30), st.integers(1, 12), st.integers(-3, 4)).map(
        lambda row: (row[0], row[0] + row[1], row[2])
    ),
    max_size=12,
)


def brute_force(rows, start, end):
    """Level at every integer instant of the window."""
    return max(
        sum(quantity for left, right, quantity in rows if left <= instant < right)
        for instant in range(start, end)
    )


@given(rows, st.integers(0, 30), st.integers(1, 15))
def test_peak_is_the_highest_level_of_the_window(rows, start, length):
    assert peak(rows, start, start + length) == brute_force(rows, start, start + length)


@given(rows, st.lists(st.integers(0, 45), min_size=2, max_size=8, unique=True).map(sorted))
def test_each_slice_has_its_own_peak(rows, bounds):
    expected = [brute_force(rows, left, right) for left, right in pairwise(bounds)]
    assert peaks(rows, bounds) == expected


def test_back_to_back_bookings_share_the_camera():
    assert peak([(0, 5, 1), (5, 9, 1)], 0, 9) == 1


def test_a_booking_strictly_inside_the_period_counts():
    assert peak([(4, 5, 3)], 0, 10) == 3


def test_a_supply_that_starts_later_does_not_hide_the_shelf_before():
    assert peak([(5, 9, -2)], 0, 9) == 0


def test_no_slice_without_two_bounds():
    assert peaks([(0, 5, 1)], [3]) == []


def test_a_level_that_lasts_fills_every_slice_between():
    rows = [(0, 9, 2), (9, 10, 1)]
    assert peaks(rows, [0, 2, 4, 6, 8, 10]) == [2, 2, 2, 2, 2]
    assert peaks([(1, 7, 1)], [0, 2, 4, 6, 8, 10]) == [1, 1, 1, 1, 0]
    assert peaks([(5, 6, 3)], [0, 2, 4, 6, 8]) == [0, 0, 3, 0]

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.transport_order.core.load import Stay, find_peaks

START = datetime(2026, 11, 30)
spans = st.lists(st.tuples(st.integers(0, 20), st.integers(1, 8), st.integers(0, 9)), max_size=8)


def count_by_the_hour(stays, own):
    """The other way: look at the truck every hour."""
    hours = int((own.end - own.start) / timedelta(hours=1))
    moments = [own.start + timedelta(hours=hour) for hour in range(hours)]
    return max(
        sum(stay.cars for stay in stays if stay.start <= moment < stay.end) for moment in moments
    )


@given(spans)
def test_the_most_cars_are_those_that_one_counts_hour_by_hour(drawn):
    stays = [
        Stay(number, START + timedelta(hours=begin), START + timedelta(hours=begin + long), cars)
        for number, (begin, long, cars) in enumerate(drawn)
    ]
    assert find_peaks(stays) == {stay.order: count_by_the_hour(stays, stay) for stay in stays}


def test_an_empty_truck_has_nothing_to_tell():
    assert find_peaks([]) == {}

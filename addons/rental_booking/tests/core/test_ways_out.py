from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.rental_booking.core.ways_out import KINDS, Way, choose, later_starts, rank

ways = st.builds(
    Way,
    st.sampled_from(KINDS),
    st.integers(1, 6),
    st.integers(1, 6),
    st.floats(0, 500),
    st.timedeltas(timedelta(), timedelta(days=14)),
    st.booleans(),
)


def test_what_is_enough_stands_first_then_what_costs_least_trouble():
    found = [
        Way("subrent", 2, 2, cost=80.0),
        Way("later", 2, 2, delay=timedelta(days=1)),
        Way("later", 2, 2, delay=timedelta(hours=2)),
        Way("substitute", 2, 2, declared=False),
        Way("substitute", 2, 2, cost=10.0),
        Way("substitute", 2, 2),
        Way("transfer", 1, 2),
        Way("unit", 2, 2),
    ]
    ordered = sorted(found, key=rank)
    kinds = "unit substitute substitute substitute later later subrent transfer"
    assert [way.kind for way in ordered] == kinds.split()
    assert [way.cost for way in ordered[1:4]] == [0.0, 10.0, 0.0]
    assert ordered[4].delay == timedelta(hours=2)


def test_the_first_ticks_bring_what_is_missing():
    parts = [
        Way("transfer", 1, 2),
        Way("later", 1, 2),
        Way("substitute", 1, 2),
        Way("subrent", 1, 2),
    ]
    assert choose(parts) == [True, False, True, False]
    assert choose([]) == []


def test_later_is_the_next_hours_then_the_next_days():
    start = datetime(2027, 3, 1, 9)
    moments = list(later_starts(start))
    assert moments[:2] == [start + timedelta(hours=1), start + timedelta(hours=2)]
    assert moments[23:25] == [start + timedelta(days=1), start + timedelta(days=2)]
    assert len(moments) == 23 + 14


@given(st.lists(ways, max_size=8))
def test_enough_never_stands_behind_a_part(found):
    ordered = sorted(found, key=rank)
    flags = [way.is_enough for way in ordered]
    assert flags == sorted(flags, reverse=True)
    assert len(choose(ordered)) == len(found)

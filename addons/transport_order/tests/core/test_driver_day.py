from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.transport_order.core.driver_day import Trip, is_today, list_stops
from odoo.addons.transport_order.core.progress import CAR_STATES

MORNING = datetime(2026, 5, 4, 8)
moments = st.none() | st.integers(0, 60).map(lambda hours: MORNING + timedelta(hours=hours))
trips = st.lists(
    st.builds(
        Trip,
        number=st.integers(1, 99),
        pickup=moments,
        delivery=moments,
        states=st.lists(st.sampled_from(sorted(CAR_STATES)), max_size=4).map(tuple),
    ),
    unique_by=lambda trip: trip.number,
    max_size=6,
)


def test_stops_are_in_the_order_of_the_day():
    found = list_stops(
        [
            Trip(1, MORNING, MORNING + timedelta(hours=4), ("to_collect", "not_ready")),
            Trip(2, MORNING - timedelta(days=1), MORNING + timedelta(hours=1), ("collected",)),
            Trip(3, None, None, ("to_collect", "delivered")),
            Trip(4, MORNING, MORNING, ("delivered", "cancelled")),
        ]
    )
    assert [(stop.trip, stop.side, stop.cars) for stop in found] == [
        (1, "pickup", 2),
        (2, "delivery", 1),
        (1, "delivery", 2),
        (3, "pickup", 1),
        (3, "delivery", 1),
    ]


def test_tomorrow_is_not_today_and_what_is_late_or_without_a_time_is():
    today = Trip(1, MORNING - timedelta(days=3), MORNING + timedelta(days=1), ("to_collect",))
    open_end = Trip(2, None, None, ("collected",))
    plans = [today, open_end]
    end = MORNING.replace(hour=0) + timedelta(days=1)
    shown = {(stop.trip, stop.side): is_today(stop, end) for stop in list_stops(plans)}
    assert shown == {(1, "pickup"): True, (1, "delivery"): False, (2, "delivery"): True}


@given(trips)
def test_each_open_car_is_delivered_once_and_collected_before(plans):
    stops = list_stops(plans)
    for trip in plans:
        own = [stop for stop in stops if stop.trip == trip.number]
        assert len({stop.side for stop in own}) == len(own)
        delivered = sum(stop.cars for stop in own if stop.side == "delivery")
        collected = sum(stop.cars for stop in own if stop.side == "pickup")
        assert collected <= delivered <= len(trip.states)
        if trip.pickup and not trip.delivery and collected:
            assert [stop.side for stop in own] == ["pickup", "delivery"]

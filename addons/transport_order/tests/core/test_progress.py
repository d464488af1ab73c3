from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.transport_order.core.progress import (
    CAR_STATES,
    EVENT_CODES,
    TRANSITIONS,
    Step,
    car_state,
    order_state,
)

NOON = datetime(2026, 3, 2, 12)
steps = st.lists(
    st.builds(
        Step,
        st.sampled_from(sorted(EVENT_CODES)),
        st.integers(0, 600).map(lambda minutes: NOON + timedelta(minutes=minutes)),
        st.integers(1, 10**6),
    ),
    max_size=12,
    unique_by=lambda step: step.number,
)


def at(minutes):
    return NOON + timedelta(minutes=minutes)


def test_a_car_without_events_waits():
    assert car_state([]) == ("to_collect", None)
    assert car_state([Step("planned", NOON), Step("note", NOON)]) == ("to_collect", None)


def test_a_late_event_never_moves_a_state_back():
    told = [Step("collected", at(0), 1), Step("delivered", at(60), 2)]
    late = Step("in_transit", at(30), 3)
    wrong_clock = Step("collected", at(500), 4)
    assert car_state(told) == car_state([*told, late]) == car_state([*told, late, wrong_clock])


def test_a_car_may_become_ready_again():
    told = [Step("not_ready", at(0), 1)]
    assert car_state(told)[0] == "not_ready"
    assert car_state([*told, Step("to_collect", at(5), 2)])[0] == "to_collect"


def test_depot_and_road_alternate_by_time():
    told = [Step("in_transit", at(0), 1), Step("at_hub", at(10), 2), Step("in_transit", at(20), 3)]
    assert car_state(told)[0] == "in_transit"


@given(steps, st.randoms())
def test_the_order_of_arrival_does_not_matter(events, random):
    shuffled = list(events)
    random.shuffle(shuffled)
    assert car_state(events) == car_state(shuffled)


@given(steps, steps)
def test_more_events_lead_to_an_earlier_step_after_a_refusal_only(events, more):
    before, after = car_state(events)[0], car_state([*events, *more])[0]
    refused = any(step.code == "refused" for step in [*events, *more])
    assert refused or CAR_STATES[after] >= CAR_STATES[before]


def test_the_state_of_an_order_follows_its_cars():
    assert order_state(["to_collect"], False) == "confirmed"
    assert order_state(["to_collect"], True) == "planned"
    assert order_state(["to_collect", "collected"], True) == "in_progress"
    assert order_state(["delivered", "to_collect"], True) == "in_progress"
    assert order_state(["delivered", "refused"], True) == "in_progress"
    assert order_state(["delivered", "returned"], True) == "delivered"
    assert order_state(["returned", "cancelled"], True) == "closed"


def test_a_refusal_is_not_the_end():
    told = [Step("collected", at(0), 1), Step("refused", at(10), 2)]
    assert car_state(told)[0] == "refused"
    hub = [*told, Step("at_hub", at(20), 3)]
    assert car_state(hub)[0] == "at_hub"
    again = [*hub, Step("in_transit", at(30), 4)]
    assert car_state(again)[0] == "in_transit"
    assert car_state([*again, Step("refused", at(40), 5)])[0] == "refused"
    assert car_state([*again, Step("delivered", at(50), 6)]) == ("delivered", at(50))
    assert car_state([*again, Step("returned", at(50), 6)]) == ("returned", at(50))


def test_what_happened_before_the_refusal_does_not_undo_it():
    told = [Step("at_hub", at(5), 1), Step("in_transit", at(8), 2), Step("refused", at(10), 3)]
    assert car_state(told) == ("refused", at(10))


@given(st.lists(st.sampled_from(sorted(CAR_STATES)), min_size=1, max_size=5), st.booleans())
def test_every_state_told_by_cars_can_be_reached_from_every_accepted_state(states, planned):
    state = order_state(states, planned)
    for before in ("confirmed", "planned", "in_progress", "delivered"):
        assert state == before or state in TRANSITIONS[before]


def test_every_transition_leads_to_a_known_state():
    for targets in TRANSITIONS.values():
        assert set(targets) <= set(TRANSITIONS)

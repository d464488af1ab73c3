import pytest

from odoo.addons.rental_booking.core import workflow

TABLES = [
    (workflow.BOOKING_STATES, workflow.BOOKING_TRANSITIONS, 14, 16),
    (workflow.INVOICE_STATES, workflow.INVOICE_TRANSITIONS, 4, 4),
    (workflow.TICKET_STATES, workflow.TICKET_TRANSITIONS, 6, 8),
]


@pytest.mark.parametrize(("states", "transitions", "state_count", "transition_count"), TABLES)
def test_the_tables_have_the_promised_size(states, transitions, state_count, transition_count):
    assert (len(states), len(transitions)) == (state_count, transition_count)


@pytest.mark.parametrize(("states", "transitions"), [table[:2] for table in TABLES])
def test_every_transition_joins_known_states_and_every_state_is_reached(states, transitions):
    first = next(iter(states))
    for step in transitions.values():
        assert set(step.sources) | {step.target} <= set(states)
        assert step.target not in step.sources
    assert {step.target for step in transitions.values()} | {first} == set(states)


def test_allowed_transitions_follow_the_table():
    assert workflow.allowed(workflow.BOOKING_TRANSITIONS, "returned") == [
        "report_missing",
        "open_after_sales",
        "close",
    ]
    assert workflow.allowed(workflow.BOOKING_TRANSITIONS, "closed") == []

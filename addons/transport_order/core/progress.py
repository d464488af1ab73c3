"""How cars and orders advance. The state of a car is a function of its events, whatever their order
of arrival: the furthest step wins, then the latest of that step. So a late event never moves a state
back, and two systems that saw the same events agree."""

from dataclasses import dataclass
from datetime import datetime

# Order workflow, read by the guard, the buttons and the tests.
TRANSITIONS = {
    "draft": ("quoted", "on_request", "cancelled"),
    "on_request": ("draft", "quoted", "cancelled", "expired"),
    "quoted": ("draft", "on_request", "quoted", "confirmed", "expired", "cancelled"),
    "expired": ("draft", "quoted", "on_request", "cancelled"),
    "confirmed": ("planned", "in_progress", "delivered", "closed", "cancelled"),
    "planned": ("confirmed", "in_progress", "delivered", "closed", "cancelled"),
    "in_progress": ("planned", "confirmed", "delivered", "closed", "cancelled"),
    "delivered": ("in_progress", "planned", "confirmed", "closed"),
    "closed": ("delivered", "in_progress", "planned", "confirmed"),
    "cancelled": ("draft",),
}
ESTIMATE_STATES = ("draft", "on_request", "quoted", "expired")
RUNNING_STATES = ("confirmed", "planned", "in_progress")
ACCEPTED_STATES = (*RUNNING_STATES, "delivered", "closed")
FINISHED_STATES = ("delivered", "closed", "cancelled")

# Event code to the car state it tells, and how far that state is.
CAR_STATES = {
    "to_collect": 0,
    "not_ready": 0,
    "collected": 1,
    "in_transit": 2,
    "at_hub": 2,
    "refused": 3,
    "cancelled": 3,
    "delivered": 4,
}
ENDED = ("refused", "cancelled", "delivered")
MOVING = ("collected", "in_transit", "at_hub")
OTHER_CODES = ("planned", "delayed", "note", "correction")
EVENT_CODES = (*CAR_STATES, *OTHER_CODES)


@dataclass(frozen=True)
class Step:
    """One event of a car: its code, when it happened, and a number that breaks ties."""

    code: str
    occurred_at: datetime
    number: int = 0


def car_state(steps):
    """:return: (state, date of it or None) of a car from its events, in any order"""
    told = [step for step in steps if step.code in CAR_STATES]
    if not told:
        return "to_collect", None
    furthest = max(told, key=lambda step: (CAR_STATES[step.code], step.occurred_at, step.number))
    return furthest.code, furthest.occurred_at


def order_state(car_states, planned):
    """State of an accepted order from its cars.

    :param list car_states: one state a car
    :param bool planned: whether the pick-up has a planned date
    :return: confirmed, planned, in_progress, delivered, or closed when no car was delivered
    """
    states = list(car_states)
    if states and all(state in ENDED for state in states):
        return "delivered" if "delivered" in states else "closed"
    if any(state in MOVING or state == "delivered" for state in states):
        return "in_progress"
    return "planned" if planned else "confirmed"

"""How cars and orders advance. The state of a car is a function of its events, whatever their order
of arrival: the furthest step wins, then the latest of that step; after the last refusal the latest
step of the way that follows it. So a late event never moves a state back, and two systems that saw the
same events agree."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

# Order workflow, read by the guard, the buttons and the tests.
TRANSITIONS = {
    "draft": ("quoted", "on_request", "cancelled"),
    "on_request": ("draft", "quoted", "cancelled", "expired"),
    "quoted": ("draft", "on_request", "quoted", "confirmed", "expired", "cancelled"),
    "expired": ("draft", "quoted", "on_request", "cancelled"),
    "confirmed": ("draft", "planned", "in_progress", "delivered", "closed", "cancelled"),
    "planned": ("draft", "confirmed", "in_progress", "delivered", "closed", "cancelled"),
    "in_progress": ("planned", "confirmed", "delivered", "closed", "cancelled"),
    "delivered": ("in_progress", "planned", "confirmed", "closed"),
    "closed": ("delivered", "in_progress", "planned", "confirmed"),
    "cancelled": ("draft", "confirmed"),
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
    "returned": 4,
}
ENDED = ("cancelled", "delivered", "returned")
MOVING = ("collected", "in_transit", "at_hub", "refused")
# Where a refused car is next, before it is delivered or back: a refusal is not the end.
AFTER_REFUSAL = ("in_transit", "at_hub", "refused")
OTHER_CODES = ("planned", "delayed", "note", "correction")
EVENT_CODES = (*CAR_STATES, *OTHER_CODES)


@dataclass(frozen=True)
class Step:
    """One event of a car: its code, when it happened, and a number that breaks ties."""

    code: str
    occurred_at: datetime
    number: int = 0


def car_state(steps: Iterable[Step]) -> tuple[str, datetime | None]:
    """:return: (state, date of it or None) of a car from its events, in any order"""
    told = [step for step in steps if step.code in CAR_STATES]
    if not told:
        return "to_collect", None
    furthest = max(told, key=_distance)
    if furthest.code == "refused":
        later = [step for step in told if step.code in AFTER_REFUSAL and _is_after(step, furthest)]
        furthest = max(later, key=lambda step: (step.occurred_at, step.number))
    return furthest.code, furthest.occurred_at


def _distance(step: Step) -> tuple[int, datetime, int]:
    return CAR_STATES[step.code], step.occurred_at, step.number


def _is_after(step: Step, refusal: Step) -> bool:
    return (step.occurred_at, step.number) >= (refusal.occurred_at, refusal.number)


def order_state(car_states: Iterable[str], planned: bool) -> str:
    """State of an accepted order from its cars.

    :param list car_states: one state a car
    :param bool planned: whether the pick-up has a planned date
    :return: confirmed, planned, in_progress, delivered, or closed when no car was delivered; a
        refused car keeps its order open
    """
    states = list(car_states)
    if states and all(state in ENDED for state in states):
        return "delivered" if "delivered" in states else "closed"
    if any(state in MOVING or state == "delivered" for state in states):
        return "in_progress"
    return "planned" if planned else "confirmed"

"""The day of a driver: where he still has to stop, in order."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from .progress import ENDED

WAITING = ("to_collect", "not_ready")


@dataclass(frozen=True)
class Trip:
    """What is planned of one order, and the state of each of its cars."""

    number: int
    pickup: datetime | None
    delivery: datetime | None
    states: tuple[str, ...]


@dataclass(frozen=True)
class Stop:
    """Cars of one order to collect or to deliver.

    ``at`` is None where nobody promised an hour; ``due`` is then that of the pick-up of the same cars.
    """

    trip: int
    side: str
    at: datetime | None
    due: datetime | None
    cars: int


def list_stops(trips: Iterable[Trip]) -> list[Stop]:
    """:return: stops by their planned time; those without one after the pick-up of the same cars, or last

    >>> nine, noon = datetime(2026, 5, 4, 9), datetime(2026, 5, 4, 12)
    >>> trips = [Trip(1, nine, None, ("to_collect",)), Trip(2, None, noon, ("collected",))]
    >>> [(stop.trip, stop.side) for stop in list_stops(trips)]
    [(1, 'pickup'), (1, 'delivery'), (2, 'delivery')]
    """
    placed: list[tuple[datetime, bool, int, Stop]] = []
    for trip in trips:
        collect = sum(state in WAITING for state in trip.states)
        deliver = sum(state not in ENDED for state in trip.states)
        for side, at, cars in (
            ("pickup", trip.pickup, collect),
            ("delivery", trip.delivery, deliver),
        ):
            if cars:
                stop = Stop(trip.number, side, at, at or trip.pickup, cars)
                placed.append((stop.due or datetime.max, side == "delivery", trip.number, stop))
    return [stop for *_place, stop in sorted(placed, key=lambda row: row[:3])]


def is_today(stop: Stop, end: datetime) -> bool:
    """:return: whether a stop belongs to the day that ends at ``end``: late ones, and those without a time

    >>> trip = Trip(1, datetime(2026, 5, 4, 9), None, ("to_collect",))
    >>> [is_today(stop, datetime(2026, 5, 4)) for stop in list_stops([trip])]
    [False, False]
    """
    return stop.due is None or stop.due < end

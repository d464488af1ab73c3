"""Until when an order leaves with the next collection of a distributor."""

from collections.abc import Collection
from datetime import datetime, timedelta


def next_cut_off(now: datetime, hour: float, days: Collection[int]) -> datetime | None:
    """The next moment after which an order waits for the collection after it.

    :param now: in the shop's own time
    :param hour: cut-off hour, 15.5 for half past three
    :param days: days of the week with a collection, 0 for Monday
    :return: None for a distributor without collection days

    >>> next_cut_off(datetime(2026, 11, 27, 16, 0), 15.5, {0, 2, 4})
    datetime.datetime(2026, 11, 30, 15, 30)
    """
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    for later in range(8):
        day = midnight + timedelta(days=later)
        moment = day + timedelta(minutes=round(hour * 60))
        if day.weekday() in days and moment > now:
            return moment
    return None

"""The period of a visit: which moments a day offers, and when something is free next.

Times are naive and on the shop's wall clock; an opening is a pair (opens, closes) of one day.
"""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import NamedTuple

from odoo.addons.rental_booking.core.portal import read_moment

NOON = time(13, 0)
MORNING, AFTERNOON = "morning", "afternoon"
PARTS = (MORNING, AFTERNOON)

Opening = tuple[datetime, datetime]


class Wish(NamedTuple):
    """What a visitor asks for, as the session keeps it: days and halves, not moments."""

    shop_id: int
    first_day: date
    first_part: str
    last_day: date
    last_part: str

    def to_dict(self) -> dict[str, int | str]:
        return {
            "shop_id": self.shop_id,
            "first_day": self.first_day.isoformat(),
            "first_part": self.first_part,
            "last_day": self.last_day.isoformat(),
            "last_part": self.last_part,
        }


def read_wish(values: dict[str, object]) -> Wish:
    """The wish that a form or a session holds.

    :raises ValueError: something is no day, no half of a day or no shop

    >>> read_wish({"shop_id": "3", "first_day": "2027-07-05", "first_part": "morning",
    ...            "last_day": "2027-07-06", "last_part": "afternoon"}).last_day
    datetime.date(2027, 7, 6)
    """
    texts = {name: str(values.get(name) or "") for name in Wish._fields}
    if texts["first_part"] not in PARTS or texts["last_part"] not in PARTS:
        raise ValueError("part")
    return Wish(
        int(texts["shop_id"]),
        read_moment(texts["first_day"]).date(),
        texts["first_part"],
        read_moment(texts["last_day"]).date(),
        texts["last_part"],
    )


def departure(openings: Sequence[Opening], part: str) -> datetime | None:
    """First moment of the half-day at which goods are handed over; None when it is closed."""
    for opens, closes in sorted(openings):
        noon = datetime.combine(opens.date(), NOON)
        if part == MORNING and opens < noon:
            return opens
        if part == AFTERNOON and closes > noon:
            return max(opens, noon)
    return None


def comeback(openings: Sequence[Opening], part: str) -> datetime | None:
    """Last moment of the half-day at which goods are taken back; None when it is closed."""
    for opens, closes in sorted(openings, reverse=True):
        noon = datetime.combine(opens.date(), NOON)
        if part == AFTERNOON and closes > noon:
            return closes
        if part == MORNING and opens < noon:
            return min(closes, noon)
    return None


def first_free(
    free: Sequence[float], is_open: Sequence[bool], days: int, wanted: float
) -> int | None:
    """Index of the first day from which ``wanted`` units are free for ``days`` days; both ends open.

    >>> first_free([0, 1, 1, 0], [True] * 4, 2, 1)
    1
    """
    for first in range(len(free) - days + 1):
        last = first + days - 1
        if is_open[first] and is_open[last] and min(free[first : last + 1]) >= wanted:
            return first
    return None

"""What a rental period costs, as a multiple of the price of one day.

Seed requirement "prix de location"; the rules kept are those the best systems share: per half-day,
degressive tiers, packages, free days, calendar or 24-hour clock, leeway, minimum, maximum.

A period is a row of slots (half-days, days, or blocks of hours). Each slot counts once; a package
replaces the slots it covers, and only where that is cheaper.
"""

from collections.abc import Collection, Iterator
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, time, timedelta
from math import ceil
from typing import Any, NamedTuple

from .half_days import _INSTANT, NOON, to_local, touched_days

FRIDAY, MONDAY = 4, 0
HALF_DAYS_A_DAY = 2
DAY_OPENS, DAY_CLOSES = timedelta(hours=8), timedelta(hours=20)


@dataclass(frozen=True)
class Tier:
    """From the ``from_day``-th day: each day counts ``coefficient`` (per_day), or the whole
    period up to that day counts ``coefficient`` days (total), where that is cheaper."""

    from_day: int
    coefficient: float
    kind: str = "per_day"


@dataclass(frozen=True)
class Package:
    """A stretch of the week at one price: what lies inside costs ``half_days`` at most.

    Weekdays count from Monday (0), hours are local. A package that ends before it starts runs
    into the next week.
    """

    from_day: int
    from_hour: float
    to_day: int
    to_hour: float
    half_days: int

    def windows(self, begin: datetime, finish: datetime) -> Iterator[tuple[datetime, datetime]]:
        """The stretches of this package that meet the wall-clock period."""
        opens = datetime.combine(begin.date(), time()) - timedelta(days=7)
        opens += timedelta(days=(self.from_day - opens.weekday()) % 7, hours=self.from_hour)
        length = timedelta(days=self.to_day - self.from_day, hours=self.to_hour - self.from_hour)
        if length <= timedelta():
            length += timedelta(days=7)
        while opens < finish:
            if opens + length > begin:
                yield opens, opens + length
            opens += timedelta(days=7)


@dataclass(frozen=True)
class Terms:
    """The rules of one tariff. ``unit``: half_day | day. ``clock``: calendar | hours (12 h / 24 h
    blocks). ``weekend_half_days``: the price of the weekend package in half-days, < 0 = none; it
    runs from Friday ``weekend_from`` to Monday ``weekend_to`` (hours, local). ``max_days``: the
    longest rental, 0 = any. ``free_weekdays`` (Monday 0) count nothing, nor do the days on which
    the shop is closed when ``free_closed_days`` says so."""

    unit: str = "half_day"
    clock: str = "calendar"
    half_day_ratio: float = 0.5
    minimum_half_days: int = 1
    leeway_minutes: int = 0
    weekend_half_days: int = -1
    weekend_from: float = 16.0
    weekend_to: float = 10.0
    tiers: tuple[Tier, ...] = field(default_factory=tuple)
    packages: tuple[Package, ...] = field(default_factory=tuple)
    max_days: int = 0
    free_weekdays: tuple[int, ...] = ()
    free_closed_days: bool = False

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> "Terms":
        frozen = {
            **values,
            "tiers": tuple(Tier(**tier) for tier in values.get("tiers", ())),
            "packages": tuple(Package(**package) for package in values.get("packages", ())),
            "free_weekdays": tuple(values.get("free_weekdays", ())),
        }
        return cls(**frozen)

    def all_packages(self) -> tuple[Package, ...]:
        if self.weekend_half_days < 0:
            return self.packages
        weekend = Package(
            FRIDAY, self.weekend_from, MONDAY, self.weekend_to, self.weekend_half_days
        )
        return (weekend, *self.packages)


class Slot(NamedTuple):
    """A part of the period that is counted as one; ``half_days`` is what it counts."""

    begin: datetime
    end: datetime
    half_days: int


def _borders(begin: datetime, terms: Terms) -> Iterator[datetime]:
    """Where slots end, from the one after ``begin`` on."""
    if terms.clock == "hours":
        step = timedelta(hours=24 if terms.unit == "day" else 12)
        while True:
            begin += step
            yield begin
    day = datetime.combine(begin.date(), time())
    while True:
        if terms.unit != "day" and begin < datetime.combine(day, NOON):
            yield datetime.combine(day, NOON)
        day += timedelta(days=1)
        begin = day
        yield day


def _slots(begin: datetime, finish: datetime, terms: Terms, free: Collection[date]) -> list[Slot]:
    weight = HALF_DAYS_A_DAY if terms.unit == "day" else 1
    slots: list[Slot] = []
    for border in _borders(begin, terms):
        day = begin.date()
        is_free = day.weekday() in terms.free_weekdays or day in free
        slots.append(Slot(begin, min(border, finish), 0 if is_free else weight))
        if border >= finish:
            break
        begin = border
    return slots


def _in_the_day(moment: datetime, is_end: bool = False) -> datetime:
    """The moment without the night: nobody uses goods then, a package need not cover it."""
    midnight = datetime.combine((moment - _INSTANT if is_end else moment).date(), time())
    return min(max(moment, midnight + DAY_OPENS), midnight + DAY_CLOSES)


def _cheapest(slots: list[Slot], terms: Terms) -> int:
    """Half-days of all slots when each package is used only where it is cheaper."""
    offers: list[list[tuple[int, int]]] = [[] for _slot in slots]  # [slot] → (first slot, price)
    for package in terms.all_packages():
        for opens, closes in package.windows(slots[0].begin, slots[-1].end):
            covered = [
                number
                for number, slot in enumerate(slots)
                if opens <= _in_the_day(slot.begin) and _in_the_day(slot.end, True) <= closes
            ]
            for number in covered:
                offers[number].append((covered[0], package.half_days))
    best = [0]
    for number, slot in enumerate(slots):
        alternatives = (best[first] + price for first, price in offers[number])
        best.append(min([best[-1] + slot.half_days, *alternatives]))
    return best[-1]


def _get_period(
    start: datetime, end: datetime, tz_name: str, terms: Terms
) -> tuple[datetime, datetime]:
    """Wall-clock period that is charged: the leeway is taken off its end."""
    begin, finish = to_local(start, tz_name), to_local(end, tz_name)
    finish = max(finish - timedelta(minutes=terms.leeway_minutes), begin + timedelta(minutes=1))
    return begin, finish


def billed_half_days(
    start: datetime,
    end: datetime,
    tz_name: str,
    terms: Terms,
    closed_days: Collection[date] = (),
) -> int:
    """Half-days to charge for the naive UTC period ``[start, end)``.

    :param closed_days: days on which the shop is closed, free if the terms say so

    >>> billed_half_days(datetime(2026, 3, 2, 8), datetime(2026, 3, 2, 17), "UTC", Terms())
    2
    """
    begin, finish = _get_period(start, end, tz_name, terms)
    free = closed_days if terms.free_closed_days else ()
    return max(terms.minimum_half_days, _cheapest(_slots(begin, finish, terms, free), terms))


def is_too_long(start: datetime, end: datetime, tz_name: str, terms: Terms) -> bool:
    """Whether the naive UTC period is longer than the tariff is meant for."""
    if not terms.max_days:
        return False
    begin, finish = _get_period(start, end, tz_name, terms)
    if terms.clock == "hours":
        return ceil((finish - begin) / timedelta(days=1)) > terms.max_days
    return touched_days(begin, finish) > terms.max_days


def coefficient(half_days: int, terms: Terms) -> float:
    """How many day prices ``half_days`` half-days cost; a half-day never costs more than its day."""
    full_days, odd = divmod(int(half_days), HALF_DAYS_A_DAY)
    whole = _days_coefficient(full_days, terms.tiers)
    if not odd:
        return whole
    next_day = _days_coefficient(full_days + 1, terms.tiers)
    return whole + max(0.0, next_day - whole) * min(1.0, terms.half_day_ratio)


def _days_coefficient(days: int, tiers: tuple[Tier, ...]) -> float:
    """Day prices of ``days`` whole days; a total is a ceiling for all that is shorter."""
    if days <= 0:
        return 0.0
    totals = {tier.from_day: tier.coefficient for tier in tiers if tier.kind == "total"}
    steps = {tier.from_day: tier.coefficient for tier in tiers if tier.kind == "per_day"}
    rate, sum_ = 1.0, 0.0
    for day in range(1, days + 1):
        rate = steps.get(day, rate)
        sum_ = min(sum_ + rate, totals.get(day, float("inf")))
    return min([sum_, *(price for day, price in totals.items() if day > days)])

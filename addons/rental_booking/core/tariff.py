"""What a rental period costs, as a multiple of the price of one day.

Seed requirement "prix de location"; the rules kept are those the best systems share: per half-day,
degressive tiers, weekend package, calendar or 24-hour clock, leeway, minimum.
"""

from dataclasses import asdict, dataclass, field
from datetime import timedelta
from math import ceil

from .half_days import to_local, touched, touched_days

FRIDAY = 4


@dataclass(frozen=True)
class Tier:
    """From the ``from_day``-th day: each day counts ``coefficient`` (per_day), or the whole
    period up to that day counts ``coefficient`` days (total)."""

    from_day: int
    coefficient: float
    kind: str = "per_day"


@dataclass(frozen=True)
class Terms:
    """The rules of one tariff. ``unit``: half_day | day. ``clock``: calendar | hours (12 h / 24 h
    blocks). ``weekend_half_days``: the package price of a weekend in half-days, < 0 = no package;
    the package runs from Friday ``weekend_from`` to Monday ``weekend_to`` (hours, local)."""

    unit: str = "half_day"
    clock: str = "calendar"
    half_day_ratio: float = 0.5
    minimum_half_days: int = 1
    leeway_minutes: int = 0
    weekend_half_days: int = -1
    weekend_from: float = 16.0
    weekend_to: float = 10.0
    tiers: tuple = field(default_factory=tuple)

    def to_dict(self):
        return asdict(self)

    @classmethod
    def from_dict(cls, values):
        tiers = tuple(Tier(**tier) for tier in values.get("tiers", ()))
        return cls(**{**values, "tiers": tiers})


def _weekend_windows(start, end, terms):
    """Friday-to-Monday windows that meet the wall-clock period, clipped to it."""
    friday = start.replace(hour=0, minute=0, second=0, microsecond=0)
    friday -= timedelta(days=(friday.weekday() - FRIDAY) % 7)
    while friday < end:
        opens = friday + timedelta(hours=terms.weekend_from)
        closes = friday + timedelta(days=3, hours=terms.weekend_to)
        left, right = max(opens, start), min(closes, end)
        if left < right:
            yield left, right
        friday += timedelta(days=7)


def _count(start, end, terms):
    """Half-days of a wall-clock period without weekend rule."""
    if end <= start:
        return 0
    if terms.clock == "hours":
        hours = 24 if terms.unit == "day" else 12
        blocks = ceil((end - start) / timedelta(hours=hours))
        return blocks * (2 if terms.unit == "day" else 1)
    if terms.unit == "day":
        return 2 * touched_days(start, end)
    return touched(start, end)


def billed_half_days(start, end, tz_name, terms):
    """Half-days to charge for the naive UTC period ``[start, end)``.

    >>> from datetime import datetime
    >>> billed_half_days(datetime(2026, 3, 2, 8), datetime(2026, 3, 2, 17), "UTC", Terms())
    2
    """
    begin, finish = to_local(start, tz_name), to_local(end, tz_name)
    finish = max(finish - timedelta(minutes=terms.leeway_minutes), begin + timedelta(minutes=1))
    if terms.weekend_half_days < 0:
        return max(terms.minimum_half_days, _count(begin, finish, terms))
    total, position = 0, begin
    for left, right in _weekend_windows(begin, finish, terms):
        total += _count(position, left, terms)
        total += min(terms.weekend_half_days, _count(left, right, terms))
        position = right
    total += _count(position, finish, terms)
    return max(terms.minimum_half_days, total)


def coefficient(half_days, terms):
    """How many day prices ``half_days`` half-days cost (float)."""
    full_days, odd = divmod(int(half_days), 2)
    whole = _days_coefficient(full_days, terms.tiers)
    if not odd:
        return whole
    next_day = _days_coefficient(full_days + 1, terms.tiers)
    return whole + max(0.0, next_day - whole) * terms.half_day_ratio


def _days_coefficient(days, tiers):
    """Day prices of ``days`` whole days; never dearer than the next package (total tier)."""
    if days <= 0:
        return 0.0
    packages = sorted((t for t in tiers if t.kind == "total"), key=lambda t: t.from_day)
    reached = [tier for tier in packages if tier.from_day <= days]
    first, total = (reached[-1].from_day + 1, reached[-1].coefficient) if reached else (1, 0.0)
    per_day = sorted((t for t in tiers if t.kind == "per_day"), key=lambda t: t.from_day)
    for day in range(first, days + 1):
        steps = [tier.coefficient for tier in per_day if tier.from_day <= day]
        total += steps[-1] if steps else 1.0
    return min([total, *(t.coefficient for t in packages if t.from_day > days)])

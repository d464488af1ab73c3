"""Half-days of a rental period, counted on the shop's wall clock.

Datetimes come in as naive UTC (Odoo's storage) with the shop's time zone beside them; a half-day
is a calendar date's morning (before NOON) or afternoon, so a day with a clock change still has two.
"""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

NOON = time(13, 0)
_INSTANT = timedelta(microseconds=1)


def to_local(moment: datetime, tz_name: str) -> datetime:
    """Naive UTC datetime → naive wall-clock datetime of the time zone."""
    return moment.replace(tzinfo=timezone.utc).astimezone(ZoneInfo(tz_name)).replace(tzinfo=None)


def to_utc(moment: datetime, tz_name: str) -> datetime:
    """Naive wall-clock datetime of the time zone → naive UTC datetime."""
    return moment.replace(tzinfo=ZoneInfo(tz_name)).astimezone(timezone.utc).replace(tzinfo=None)


def slot(moment: datetime) -> int:
    """Number of the half-day that holds the wall-clock ``moment`` (two per calendar date)."""
    return moment.date().toordinal() * 2 + (1 if moment.time() >= NOON else 0)


def slot_day(number: int) -> date:
    """Date of a half-day number."""
    return datetime.fromordinal(number // 2).date()


def touched(start: datetime, end: datetime) -> int:
    """How many half-days the wall-clock period ``[start, end)`` touches."""
    if end <= start:
        return 0
    return slot(end - _INSTANT) - slot(start) + 1


def touched_days(start: datetime, end: datetime) -> int:
    """How many calendar days the wall-clock period ``[start, end)`` touches."""
    if end <= start:
        return 0
    return (end - _INSTANT).date().toordinal() - start.date().toordinal() + 1


def late_half_days(
    planned_end: datetime,
    real_end: datetime,
    tz_name: str,
    tolerance_minutes: int = 0,
    is_open: Callable[[date], bool] | None = None,
) -> int:
    """Half-days to charge when goods come back after the planned end.

    Seed document: due on Monday evening, back on Tuesday morning → one half-day.

    :param planned_end, real_end: naive UTC datetimes
    :param is_open: callable(date) → bool; closed days are not charged (None: all are)
    """
    due = to_local(planned_end, tz_name)
    back = to_local(real_end, tz_name) - timedelta(minutes=tolerance_minutes)
    if back <= due:
        return 0
    first, last = slot(due - _INSTANT) + 1, slot(back - _INSTANT)
    if is_open is None:
        return max(0, last - first + 1)
    return sum(1 for number in range(first, last + 1) if is_open(slot_day(number)))


def day_bounds(first_day: date, days: int, tz_name: str) -> list[datetime]:
    """UTC instants of the local midnights that open ``days`` days, plus the closing one."""
    midnights = (datetime.combine(first_day + timedelta(days=n), time()) for n in range(days + 1))
    return [to_utc(midnight, tz_name) for midnight in midnights]

"""Time that counts: working hours between two moments, less the pauses of a case.

Moments are all of one kind (naive UTC or all with a zone). Intervals of work are half open.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

NOTHING = timedelta()


class Pause(NamedTuple):
    """A time that does not count; no ``end``: it lasts."""

    start: datetime
    end: datetime | None


class WorkingTime:
    """Intervals of work, searched in logarithmic time.

    >>> day = WorkingTime([(datetime(2026, 7, 13, 9), datetime(2026, 7, 13, 12)),
    ...                    (datetime(2026, 7, 13, 14), datetime(2026, 7, 13, 18))])
    >>> day.between(datetime(2026, 7, 13, 11), datetime(2026, 7, 13, 15))
    datetime.timedelta(seconds=7200)
    >>> day.after(datetime(2026, 7, 13, 11), timedelta(hours=2))
    datetime.datetime(2026, 7, 13, 15, 0)
    """

    def __init__(self, intervals: Iterable[tuple[datetime, datetime]]) -> None:
        self.intervals = _joined(intervals)
        self.starts = [start for start, _end in self.intervals]
        self.sums = [NOTHING]
        for start, end in self.intervals:
            self.sums.append(self.sums[-1] + (end - start))

    def until(self, moment: datetime) -> timedelta:
        """Work before ``moment``, from the first interval on."""
        index = bisect_right(self.starts, moment)
        if not index:
            return NOTHING
        start, end = self.intervals[index - 1]
        return self.sums[index - 1] + (min(moment, end) - start)

    def between(self, start: datetime, end: datetime) -> timedelta:
        return max(self.until(end) - self.until(start), NOTHING)

    def after(self, start: datetime, work: timedelta) -> datetime | None:
        """The moment when ``work`` has been done since ``start``; None beyond the known intervals.

        No work at all is done at once, also outside working hours.
        """
        if work <= NOTHING:
            return start
        goal = self.until(start) + work
        index = _first_at_least(self.sums, goal)
        if index >= len(self.sums):
            return None
        return self.intervals[index - 1][0] + (goal - self.sums[index - 1])


def _joined(intervals: Iterable[tuple[datetime, datetime]]) -> list[tuple[datetime, datetime]]:
    joined: list[tuple[datetime, datetime]] = []
    for start, end in sorted(intervals):
        if start >= end:
            continue
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined


def _first_at_least(sums: Sequence[timedelta], goal: timedelta) -> int:
    low, high = 0, len(sums)
    while low < high:
        middle = (low + high) // 2
        if sums[middle] < goal:
            low = middle + 1
        else:
            high = middle
    return low


def counted(
    time: WorkingTime, start: datetime, pauses: Iterable[Pause], now: datetime
) -> timedelta:
    """Working time from ``start`` to ``now``, pauses left out; overlapping pauses count once."""
    total = time.between(start, now)
    for pause in _merged(start, pauses):
        end = now if pause.end is None else min(pause.end, now)
        if pause.start < end:
            total -= time.between(pause.start, end)
    return total


def due(
    time: WorkingTime, start: datetime, pauses: Iterable[Pause], work: timedelta
) -> datetime | None:
    """When ``work`` is used up; None while a pause lasts, or beyond the known intervals."""
    at, left = start, work
    for pause in _merged(start, pauses):
        done = time.between(at, pause.start)
        if done >= left:
            break
        left -= done
        if pause.end is None:
            return None
        at = pause.end
    return time.after(at, left)


def _merged(start: datetime, pauses: Iterable[Pause]) -> list[Pause]:
    merged: list[Pause] = []
    for pause in sorted(pauses, key=lambda one: one.start):
        if pause.end is not None and pause.end <= max(start, pause.start):
            continue
        pause = Pause(max(start, pause.start), pause.end)
        last = merged[-1] if merged else None
        if last and (last.end is None or pause.start <= last.end):
            ends = (last.end, pause.end)
            merged[-1] = Pause(last.start, None if None in ends else max(filter(None, ends)))
        else:
            merged.append(pause)
    return merged

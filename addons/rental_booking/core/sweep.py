"""Peak of overlapping half-open intervals: the one definition of "how many are taken".

A row is ``(start, end, quantity)``; it is active on ``[start, end)``. A negative quantity is a
supply (sub-rental, transfer in). Times are anything that compares (datetimes, numbers).
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

Row = tuple[Any, Any, float]


def _events(rows: Iterable[Row], start: Any, end: Any) -> dict[Any, float]:
    """Net change per instant inside ``[start, end)``, rows clipped; always has ``start``."""
    deltas: defaultdict[Any, float] = defaultdict(float)
    deltas[start] = 0.0
    for row_start, row_end, quantity in rows:
        if row_start >= end or row_end <= start:
            continue
        deltas[max(row_start, start)] += quantity
        if row_end < end:
            deltas[row_end] -= quantity
    return deltas


def peak(rows: Iterable[Row], start: Any, end: Any) -> float:
    """Highest simultaneous quantity on ``[start, end)`` (may be negative with supply rows)."""
    deltas = _events(rows, start, end)
    level, highest = 0.0, float("-inf")
    for instant in sorted(deltas):
        level += deltas[instant]
        highest = max(highest, level)
    return highest


def peaks(rows: Iterable[Row], bounds: Sequence[Any]) -> list[float]:
    """Peak of each slice ``[bounds[i], bounds[i+1])``, one pass over the rows.

    :param bounds: n+1 increasing instants
    :return: list of n numbers
    """
    if len(bounds) < 2:
        return []
    deltas = _events(rows, bounds[0], bounds[-1])
    last = len(bounds) - 2
    found, level, current = [0.0] * (last + 1), 0.0, 0
    for instant in sorted(deltas):
        slice_ = bisect_right(bounds, instant) - 1
        if slice_ > current:
            found[current + 1 : slice_ + 1] = [level] * (slice_ - current)
            current = slice_
        level += deltas[instant]
        if instant == bounds[slice_] or level > found[slice_]:
            found[slice_] = level
    found[current + 1 :] = [level] * (last - current)
    return found

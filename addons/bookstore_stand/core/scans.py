"""What rows of scans amount to, once each copy taken back has met one that was taken."""

from collections.abc import Iterable

EPSILON = 1e-6
#: a title, a place (None where the place does not matter), copies
Row = tuple[int, int | None, float]


def settle(rows: Iterable[Row]) -> dict[tuple[int, int | None], float]:
    """Copies by title and place, none below zero.

    Two people may take back one copy each from the same row: what is short in one place is taken
    off the fullest other place of the title.

    >>> settle([(1, 7, 2), (1, 8, 1), (1, 7, -1)])
    {(1, 7): 1.0, (1, 8): 1.0}

    :raises ValueError: fewer than no copies of a title, which it names
    """
    places: dict[int, dict[int | None, float]] = {}
    for title, place, copies in rows:
        cells = places.setdefault(title, {})
        cells[place] = cells.get(place, 0.0) + copies
    settled = {}
    for title, cells in places.items():
        if sum(cells.values()) < -EPSILON:
            raise ValueError(title)
        for place, copies in _spread_what_is_short(cells).items():
            if copies > EPSILON:
                settled[title, place] = copies
    return settled


def _spread_what_is_short(cells: dict[int | None, float]) -> dict[int | None, float]:
    short = -sum(copies for copies in cells.values() if copies < 0)
    left = {place: copies for place, copies in cells.items() if copies > 0}
    for place in sorted(left, key=lambda place: -left[place]):
        taken = min(short, left[place])
        left[place] -= taken
        short -= taken
    return left

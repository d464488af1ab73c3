"""Which parcel takes the article that was scanned."""

from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

Reason = Literal["", "absent", "which_lot", "other_lot", "enough", "too_many"]
DIGITS = 6


class Line(NamedTuple):
    """So many pieces of an article, of one lot and from one place, for a parcel."""

    key: int
    parcel: int
    article: int
    lot: int
    """0: of no lot."""
    wanted: float
    packed: float

    @property
    def lacking(self) -> float:
        return round(self.wanted - self.packed, DIGITS)


class Parcel(NamedTuple):
    key: int
    place: int
    """In the batch; the smallest is the oldest."""
    begun: bool


class Choice(NamedTuple):
    line: int = 0
    packed: float = 0
    """What the line has then."""
    reason: Reason = ""
    """Why none takes it."""


def precedence(parcels: Iterable[Parcel], open_parcel: int) -> list[int]:
    """The parcel on the packer's screen, those already begun, then the oldest.

    >>> precedence([Parcel(1, 1, False), Parcel(2, 2, True), Parcel(3, 3, False)], 3)
    [3, 2, 1]
    """
    ranked = sorted(parcels, key=lambda one: (one.key != open_parcel, not one.begun, one.place))
    return [parcel.key for parcel in ranked]


def choose(
    lines: Iterable[Line],
    parcels: Sequence[int],
    article: int,
    lot: int,
    pieces: float,
    by_lot: bool,
) -> Choice:
    """The line that takes so many pieces.

    :param parcels: their keys, the first one first
    :param by_lot: the article is told apart by lot or serial number
    """
    fitting = [line for line in lines if line.article == article]
    if not fitting:
        return Choice(reason="absent")
    if by_lot and not lot:
        return Choice(reason="which_lot")
    if by_lot:
        fitting = [line for line in fitting if line.lot == lot]
        if not fitting:
            return Choice(reason="other_lot")
    rank = {key: number for number, key in enumerate(parcels)}
    lacking = [line for line in fitting if line.lacking > 0 and line.parcel in rank]
    if not lacking:
        return Choice(reason="enough")
    for line in sorted(lacking, key=lambda one: (rank[one.parcel], one.key)):
        taken = _taken(line.lacking, pieces)
        if taken <= line.lacking:
            return Choice(line.key, round(line.packed + taken, DIGITS))
    return Choice(reason="too_many")


def _taken(lacking: float, pieces: float) -> float:
    """The last half metre is scanned like a whole one.

    >>> _taken(0.5, 1), _taken(2.5, 1), _taken(5, 12)
    (0.5, 1, 12)
    """
    return lacking if pieces == 1 and lacking < 1 else pieces

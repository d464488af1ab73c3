"""Which parcels are collected together."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple


class Ready(NamedTuple):
    """A parcel whose goods lie on the shelf."""

    key: int
    place: int
    """Where it is packed: two places never share a batch."""
    article: int
    """Its only article, or 0 when there are several."""
    since: str
    """Sorts as time does; the smallest waits longest."""


def plan(parcels: Iterable[Ready], limits: Mapping[int, int], usual: int) -> list[list[int]]:
    """Keys of each batch, of each place the parcels of one single article first, those of the same
    article together, then oldest first.

    >>> plan([Ready(1, 1, 0, "1"), Ready(2, 1, 7, "3"), Ready(3, 1, 8, "2"), Ready(4, 1, 7, "4")],
    ...      {1: 3}, 20)
    [[3, 2, 4], [1]]
    """
    places: dict[int, list[Ready]] = defaultdict(list)
    for parcel in parcels:
        places[parcel.place].append(parcel)
    batches = []
    for place, ready in sorted(places.items()):
        keys = [parcel.key for parcel in _in_order(ready)]
        most = limits.get(place) or usual
        batches += [keys[start : start + most] for start in range(0, len(keys), most)]
    return batches


def _in_order(ready: list[Ready]) -> list[Ready]:
    first: dict[int, tuple[str, int]] = {}
    for parcel in ready:
        mark = (parcel.since, parcel.key)
        first[parcel.article] = min(first.get(parcel.article, mark), mark)

    def rank(parcel: Ready) -> tuple[bool, tuple[str, int], str, int]:
        group = first[parcel.article] if parcel.article else ("", 0)
        return (not parcel.article, group, parcel.since, parcel.key)

    return sorted(ready, key=rank)

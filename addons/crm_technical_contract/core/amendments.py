"""Two versions of an agreement: what differs, and what comes of an amendment written earlier.

A version is a mapping of names to plain values; covered products are rows ``[product, quantity,
note, name]``, an index is ``[index, name]``. Names are there to be read later: they are no difference.
"""

from collections.abc import Mapping
from typing import Any

Version = Mapping[str, Any]


def _essence(name: str, value: Any) -> Any:
    if name == "line_ids":
        return [list(row[:3]) for row in value or ()]
    if name == "index_id":
        return value[0] if value else None
    return value or None


def changed(before: Version, after: Version) -> list[str]:
    """Return the names whose values differ, in the order of the later version.

    >>> changed({"amount": 100, "note": False}, {"amount": 120, "note": ""})
    ['amount']
    """
    return [
        name
        for name, value in after.items()
        if _essence(name, before.get(name)) != _essence(name, value)
    ]


def rebase(base: Version, wanted: Version, current: Version) -> dict[str, Any]:
    """Return the version that an amendment makes of the current one.

    :param base: what was in force when it was written
    :param wanted: what it says; only what it changed counts, what others changed since stays

    >>> rebase({"a": 1, "b": 1}, {"a": 2, "b": 1}, {"a": 1, "b": 5})
    {'a': 2, 'b': 5}
    """
    return {**current, **{name: wanted[name] for name in changed(base, wanted)}}

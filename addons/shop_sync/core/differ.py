"""What changed between two versions of a document."""

from typing import Any

MISSING = None


def diff(before: Any, after: Any, path: str = "") -> Any:
    """Differences as ``[(path, before, after)]``; lists of dicts with an ``id`` are matched by it.

    >>> diff({"a": 1, "l": [{"id": "1", "q": 1}]}, {"a": 2, "l": [{"id": "1", "q": 3}]})
    [('a', 1, 2), ('l[1].q', 1, 3)]
    """
    if isinstance(before, dict) and isinstance(after, dict):
        return _diff_dicts(before, after, path)
    if isinstance(before, list) and isinstance(after, list):
        return _diff_lists(before, after, path)
    return [] if before == after and type(before) is type(after) else [(path, before, after)]


def _diff_dicts(before: Any, after: Any, path: str) -> Any:
    changes = []
    for name in [*before, *(name for name in after if name not in before)]:
        inner = f"{path}.{name}" if path else name
        if name not in after:
            changes.append((inner, before[name], MISSING))
        elif name not in before:
            changes.append((inner, MISSING, after[name]))
        else:
            changes += diff(before[name], after[name], inner)
    return changes


def _by_id(items: Any) -> Any:
    keyed = {}
    for item in items:
        if not isinstance(item, dict) or not isinstance(item.get("id"), str):
            return None
        keyed[item["id"]] = item
    return keyed if len(keyed) == len(items) else None


def _diff_lists(before: Any, after: Any, path: str) -> Any:
    old, new = _by_id(before), _by_id(after)
    if old is None or new is None:
        return [] if before == after else [(path, before, after)]
    changes = []
    for key in [*old, *(key for key in new if key not in old)]:
        inner = f"{path}[{key}]"
        if key not in new:
            changes.append((inner, old[key], MISSING))
        elif key not in old:
            changes.append((inner, MISSING, new[key]))
        else:
            changes += diff(old[key], new[key], inner)
    return changes


def sections(before: Any, after: Any) -> Any:
    """Top-level fields that differ, as a set."""
    return {
        name for name in {*before, *after} if before.get(name, MISSING) != after.get(name, MISSING)
    }

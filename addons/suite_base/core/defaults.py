"""Defaults that nobody chooses: neither a context nor a default of a person's own (``ir.default``)."""

from collections.abc import Iterable
from typing import Any


def own_defaults(model: Any, names: Iterable[str], values: dict[str, Any]) -> dict[str, Any]:
    """``values`` of ``default_get``, where ``names`` have the default of their field and no other."""
    kept = dict(values)
    for name in set(names) & values.keys():
        del kept[name]
        if default := model._fields[name].default:
            kept[name] = default(model)
    return kept

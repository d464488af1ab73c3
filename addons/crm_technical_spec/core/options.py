"""Ordered options: a partial order given by "implies" (IP66 implies IP65; IP67 does not)."""

from collections.abc import Iterable, Mapping

Edges = Mapping[int, Iterable[int]]


def upward_closure(wanted: Iterable[int], implies: Edges) -> set[int]:
    """Return every option that satisfies one of ``wanted``: itself and all that imply it.

    :param set wanted: option ids
    :param dict implies: option id → ids that it implies directly
    """
    implied_by: dict[int, set[int]] = {}
    for option, targets in implies.items():
        for target in targets:
            implied_by.setdefault(target, set()).add(option)
    return _reach(wanted, implied_by)


def downward_closure(option: int, implies: Edges) -> set[int]:
    """Return the option and everything that it implies."""
    return _reach({option}, implies)


def find_cycle(implies: Edges) -> int | None:
    """Return an option that ends up implying itself, or None: an order has no circle."""
    for option, targets in implies.items():
        if option in _reach(set(targets), implies):
            return option
    return None


def _reach(start: Iterable[int], edges: Edges) -> set[int]:
    seen, waiting = set(start), list(start)
    while waiting:
        for option in edges.get(waiting.pop(), ()):
            if option not in seen:
                seen.add(option)
                waiting.append(option)
    return seen

"""Ordered options: a partial order given by "implies" (IP66 implies IP65; IP67 does not)."""


def upward_closure(wanted, implies):
    """Return every option that satisfies one of ``wanted``: itself and all that imply it.

    :param set wanted: option ids
    :param dict implies: option id → ids that it implies directly
    """
    implied_by = {}
    for option, targets in implies.items():
        for target in targets:
            implied_by.setdefault(target, set()).add(option)
    return _reach(wanted, implied_by)


def downward_closure(option, implies):
    """Return the option and everything that it implies."""
    return _reach({option}, implies)


def find_cycle(implies):
    """Return an option that ends up implying itself, or None: an order has no circle."""
    for option, targets in implies.items():
        if option in _reach(set(targets), implies):
            return option
    return None


def _reach(start, edges):
    seen, waiting = set(start), list(start)
    while waiting:
        for option in edges.get(waiting.pop(), ()):
            if option not in seen:
                seen.add(option)
                waiting.append(option)
    return seen

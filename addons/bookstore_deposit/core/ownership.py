"""Whose copy left? The rule of the late decision, without a database.

An owner is any hashable key; ``UNDECIDED`` is the answer "nobody can say yet". Quantities are
numbers of copies (floats, compared to a millionth of a copy). Source: functional specification,
sections "Exemplaire" and "La vente" (requirements B17, B18, B79, B80).
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

Owner = Hashable
Shares = dict[Owner, float]

UNDECIDED: Owner = object()
EPSILON = 1e-6
TOO_MANY = 1e6  # a code scanned into the quantity


def is_number_of_copies(quantity: float) -> bool:
    """A whole number, and no code scanned into the quantity.

    >>> is_number_of_copies(3.0), is_number_of_copies(0.5), is_number_of_copies(9782070360024.0)
    (True, False, False)
    """
    return abs(quantity % 1) <= EPSILON and abs(quantity) < TOO_MANY


@dataclass
class TitleState:
    """What one company holds of one title: copies by owner, and what waits for a decision.

    ``pending`` copies left and nobody said yet whose they were; ``found`` ones entered so.
    """

    own: Shares = field(default_factory=dict)
    pending: float = 0.0
    found: float = 0.0

    @property
    def candidates(self) -> list[Owner]:
        """The owners that may own a copy leaving now, in a stable order."""
        return [owner for owner, quantity in self.own.items() if quantity > EPSILON]

    @property
    def total(self) -> float:
        """Copies physically there (owned by anyone or found, less the undecided exits)."""
        return sum(self.own.values()) + self.found - self.pending

    def is_consigned(self, firm: Owner) -> bool:
        """Does anyone but the shop itself (``firm``) have a say in this title?"""
        return max(self.pending, self.found) > EPSILON or any(
            abs(quantity) > EPSILON for owner, quantity in self.own.items() if owner != firm
        )

    def owner_of_exit(self, quantity: float, firm: Owner) -> Owner:
        """The one clear owner of ``quantity`` copies leaving, or ``UNDECIDED``.

        Clear: a single owner has copies, and enough of them even if every pending exit were
        decided in its favour. A title nobody ever consigned is the shop's own. While found copies
        wait, any copy that leaves may be one of them.
        """
        if not self.is_consigned(firm):
            return firm
        owners = self.candidates
        if len(owners) == 1 and self.found <= EPSILON:
            [owner] = owners
            if self.own[owner] - max(self.pending, 0.0) >= quantity - EPSILON:
                return owner
        return UNDECIDED

    def owner_of_transfer(self, firm: Owner) -> Owner:
        """The owner of copies changing place: known only when a single owner has any."""
        if not self.is_consigned(firm):
            return firm
        owners = self.candidates
        if len(owners) == 1 and max(abs(self.pending), self.found) <= EPSILON:
            [owner] = owners
            return owner
        return UNDECIDED

    def oversold(self, quantity: float) -> float:
        """The part of ``quantity`` copies leaving that no known owner had in stock."""
        if self.found > EPSILON:
            return quantity
        return max(quantity - max(self.total, 0.0), 0.0)

    def has(self, owner: Owner, quantity: float) -> bool:
        """Does ``owner`` have that many copies, whatever else waits?"""
        return self.own.get(owner, 0.0) >= quantity - EPSILON

    def find(self, quantity: float) -> None:
        """Record copies that came and wait for their owner."""
        self.found += quantity

    def forget_found(self, quantity: float) -> None:
        """Record found copies that are taken out again: their entry was a mistake."""
        self.found -= quantity

    def leave(self, owner: Owner, quantity: float) -> None:
        """Record ``quantity`` copies leaving (negative: coming back)."""
        if owner is UNDECIDED:
            self.pending += quantity
        else:
            self.own[owner] = self.own.get(owner, 0.0) - quantity


def max_flow(
    demands: Sequence[float],
    capacities: Mapping[Owner, float],
    allowed: Sequence[Iterable[Owner]],
) -> tuple[float, list[Shares]]:
    """How the waiting exits can be shared among the owners.

    :param list demands: copies waiting, by group
    :param dict capacities: copies available, by owner
    :param list allowed: for each group, the owners it may be given to
    :returns: ``(total, flow)``; ``flow[group][owner]`` copies
    """
    allowed = [list(owners) for owners in allowed]
    flow = [dict.fromkeys(owners, 0.0) for owners in allowed]
    left = dict(capacities)
    total = 0.0
    for group, demand in enumerate(demands):
        missing = demand
        while missing > EPSILON:
            path = _augmenting_path(group, flow, left, allowed)
            if path is None:
                break
            pushed = min(missing, _bottleneck(path, flow, left))
            _push(path, flow, left, pushed)
            missing -= pushed
            total += pushed
    return total, flow


def _augmenting_path(
    group: int, flow: list[Shares], left: Shares, allowed: Sequence[Iterable[Owner]]
) -> list[tuple[int, Owner]] | None:
    """Breadth first from ``group``: ``[(group, owner), …]`` ending at an owner with copies left."""
    seen_groups: set[int] = {group}
    queue: list[tuple[int, list[tuple[int, Owner]]]] = [(group, [])]
    while queue:
        current, path = queue.pop(0)
        for owner in allowed[current]:
            step = [*path, (current, owner)]
            if left.get(owner, 0.0) > EPSILON:
                return step
            for other, shares in enumerate(flow):
                if other not in seen_groups and shares.get(owner, 0.0) > EPSILON:
                    seen_groups.add(other)
                    queue.append((other, step))
    return None


def _bottleneck(path: list[tuple[int, Owner]], flow: list[Shares], left: Shares) -> float:
    """A later group on the path gives up its share of the previous step's owner."""
    shares = [flow[path[step + 1][0]][path[step][1]] for step in range(len(path) - 1)]
    return min([left[path[-1][1]], *shares])


def _push(path: list[tuple[int, Owner]], flow: list[Shares], left: Shares, quantity: float) -> None:
    for step, (group, owner) in enumerate(path):
        flow[group][owner] += quantity
        if step + 1 < len(path):
            flow[path[step + 1][0]][owner] -= quantity
    left[path[-1][1]] -= quantity


def forced_shares(
    demands: Sequence[float],
    capacities: Mapping[Owner, float],
    allowed: Sequence[Iterable[Owner]],
) -> list[Shares | None]:
    """The answers that no choice can change.

    When there are more exits than copies, the excess is counted for an unknown owner, so that
    what is certain is still found. A group is answered only when the whole of it is.

    :returns: for each group ``{owner: copies}`` when it is fully determined, else ``None``
    """
    total, _flow = max_flow(demands, capacities, allowed)
    excess = sum(demands) - total
    owners = [list(group_owners) for group_owners in allowed]
    if excess > EPSILON:
        capacities = {**capacities, UNDECIDED: excess}
        owners = [[*group_owners, UNDECIDED] for group_owners in owners]
    needed = sum(demands)
    answers: list[Shares | None] = []
    for group, demand in enumerate(demands):
        shares: Shares = {}
        for owner in owners[group]:
            without = [list(group_owners) for group_owners in owners]
            without[group].remove(owner)
            at_least = needed - max_flow(demands, capacities, without)[0]
            if at_least > EPSILON:
                shares[owner] = at_least
        certain = sum(shares.values()) >= demand - EPSILON
        shares.pop(UNDECIDED, None)
        answers.append(shares if certain and shares else None)
    return answers

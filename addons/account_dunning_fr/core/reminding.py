"""Who is reminded of what today, and how hard: pure decisions over one customer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal


@dataclass(frozen=True)
class Level:
    """One step of a plan.

    :param days: after the due date, from which on it may be taken
    :param gap: days since the step before
    """

    key: int
    days: int
    gap: int


@dataclass(frozen=True)
class Item:
    """One open due amount of a customer.

    :param residual: still open; negative amounts are credits of the customer
    :param level: key of the last level sent, with its day
    :param promised: the customer said that he pays until this day, included
    """

    key: int
    due: date
    residual: Decimal
    level: int = 0
    sent: date | None = None
    disputed: bool = False
    promised: date | None = None


@dataclass(frozen=True)
class Claim:
    """What a reminder says about one due amount."""

    key: int
    owed: Decimal
    days: int
    level: int


@dataclass(frozen=True)
class Decision:
    """What is sent to a customer.

    :param claims: every late amount that is left after credits, held ones aside
    :param level: the hardest level among the claims that move on; 0: nothing is sent
    :param moving: keys of the claims that come to a new level
    """

    claims: tuple[Claim, ...] = ()
    level: int = 0
    moving: frozenset[int] = frozenset()

    @property
    def owed(self) -> Decimal:
        return sum((claim.owed for claim in self.claims), Decimal(0))


def decide(
    items: Sequence[Item], levels: Sequence[Level], today: date, least: Decimal = Decimal(0)
) -> Decision:
    """Decide what one customer is told today.

    Credits pay the oldest debts first. A due amount climbs one level at a time, the day its delay
    and the gap since its last level allow it. Disputed and promised amounts are held; a promise
    that was broken does not wait for the gap.

    :param least: below this sum nothing is sent
    """
    left = find_left(items)
    late = [
        item
        for item in items
        if left.get(item.key) and item.due < today and not _is_held(item, today)
    ]
    claims, moving, hardest = [], set(), -1
    places = {level.key: place for place, level in enumerate(levels)}
    for item in late:
        here = places.get(item.level, -1)
        step = _find_step(item, levels, here, today)
        if step > here:
            moving.add(item.key)
            hardest = max(hardest, step)
        key = levels[step].key if step >= 0 else 0
        claims.append(Claim(item.key, left[item.key], (today - item.due).days, key))
    decision = Decision(tuple(claims), levels[hardest].key if moving else 0, frozenset(moving))
    return decision if moving and decision.owed >= max(least, Decimal("0.01")) else Decision()


def find_left(items: Sequence[Item]) -> dict[int, Decimal]:
    """What is left of each debt when the credits have paid the oldest ones."""
    credit = -sum((item.residual for item in items if item.residual < 0), Decimal(0))
    left = {}
    for item in sorted(items, key=lambda one: (one.due, one.key)):
        if item.residual > 0:
            paid = min(credit, item.residual)
            credit -= paid
            left[item.key] = item.residual - paid
    return left


def _is_held(item: Item, today: date) -> bool:
    return item.disputed or (item.promised is not None and item.promised >= today)


def _find_step(item: Item, levels: Sequence[Level], here: int, today: date) -> int:
    """The place of the level that the item has from today on."""
    following = here + 1
    if following >= len(levels):
        return here
    level = levels[following]
    if (today - item.due).days < level.days:
        return here
    broken = item.promised is not None and (item.sent is None or item.sent <= item.promised)
    if item.sent and not broken and today < item.sent + timedelta(days=level.gap):
        return here
    return following if item.sent is None or item.sent < today else here

"""Which copies may go back to their distributor, and why."""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

UNSOLD, NOVELTY, STAY = "unsold", "novelty", "stay"


@dataclass(frozen=True)
class Life:
    """What is known of the copies of one title and owner.

    :param copies: still here
    :param bought: day of the last purchase from this distributor; for deposits of the last entry
    :param overdue: copies beyond the longest stay that was agreed
    """

    copies: float
    first_entry: date | None = None
    last_entry: date | None = None
    last_sale: date | None = None
    bought: date | None = None
    overdue: float = 0.0


@dataclass(frozen=True)
class Terms:
    """When a distributor takes firm copies back: months after the purchase, 0 for no limit."""

    earliest: int = 0
    latest: int = 0


@dataclass(frozen=True)
class Criteria:
    """What the bookseller looks for; every criterion that is set finds titles of its own.

    :param unsold_months: neither sold nor received for so long; 0: not looked for
    :param novelty_months: first received so long ago, in the year before that; 0: not looked for
    :param stay: at the end of the stay agreed for a deposit
    """

    day: date
    unsold_months: int = 0
    novelty_months: int = 0
    stay: bool = False


def months_before(day: date, months: int) -> date:
    """The same day so many months earlier, the last of the month when it has none.

    >>> months_before(date(2026, 8, 31), 6)
    datetime.date(2026, 2, 28)
    """
    years, month = divmod(day.month - 1 - months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def find_copies(life: Life, criteria: Criteria) -> tuple[float, Sequence[str]]:
    """The copies that the criteria find, and which ones found them."""
    found: dict[str, float] = {}
    if criteria.unsold_months and _is_unsold(life, criteria):
        found[UNSOLD] = life.copies
    if criteria.novelty_months and _is_novelty(life, criteria):
        found[NOVELTY] = life.copies
    if criteria.stay and life.overdue > 0:
        found[STAY] = min(life.overdue, life.copies)
    return max(found.values(), default=0.0), tuple(found)


def _is_unsold(life: Life, criteria: Criteria) -> bool:
    limit = months_before(criteria.day, criteria.unsold_months)
    lately = [day for day in (life.last_sale, life.last_entry) if day]
    return bool(lately) and max(lately) < limit


def _is_novelty(life: Life, criteria: Criteria) -> bool:
    latest = months_before(criteria.day, criteria.novelty_months)
    earliest = months_before(latest, 12)
    return life.first_entry is not None and earliest <= life.first_entry < latest


def is_taken_back(bought: date | None, terms: Terms, day: date) -> bool:
    """Whether the distributor takes back what was bought that day.

    >>> is_taken_back(date(2026, 1, 15), Terms(3, 12), date(2026, 11, 29))
    True
    >>> is_taken_back(date(2025, 1, 15), Terms(3, 12), date(2026, 11, 29))
    False
    """
    if bought is None:
        return not terms.latest
    if terms.earliest and bought > months_before(day, terms.earliest):
        return False
    return not terms.latest or bought >= months_before(day, terms.latest)

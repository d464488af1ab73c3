"""What a calendar can reckon with: beyond it stands a slip of the finger, or mischief."""

from collections.abc import Mapping
from datetime import date
from typing import Any

DAYS = (date(1980, 1, 1), date(2100, 12, 31))
NUMBERS = {
    "first_months": (0, 600),
    "renewal_months": (0, 600),
    "every_months": (0, 600),
    "notice_months": (0, 120),
    "notice_days": (0, 3660),
    "amount": (-1e12, 1e12),
    "max_rise": (0, 1000),
    "max_fall": (0, 100),
    "tech_contract_inform_earliest": (0, 120),
    "tech_contract_inform_latest": (0, 120),
}


def find_beyond(facts: Mapping[str, Any]) -> list[tuple[str, Any, Any]]:
    """Return ``(name, least, most)`` of what lies beyond; a number that is none does too.

    >>> find_beyond({"notice_months": 2, "max_rise": float("nan"), "date_end": False})
    [('max_rise', 0, 1000)]
    """
    found = []
    for name, value in facts.items():
        if value:
            least, most = DAYS if isinstance(value, date) else NUMBERS[name]
            if not least <= value <= most:
                found.append((name, least, most))
    return found

"""What has to change here so that both systems say the same: targets, not increments."""

from collections import Counter
from decimal import Decimal
from typing import Any

FEES = ("empty_run", "redelivery", "return")
Json = dict[str, Any]
Fee = tuple[str, Decimal]


def missing_fees(there: list[Fee], here: list[Fee]) -> list[Fee]:
    """Fees that the other system charges and this one does not yet, each once.

    >>> missing_fees([("empty_run", Decimal(75)), ("empty_run", Decimal(75))],
    ...              [("empty_run", Decimal(75))])
    [('empty_run', Decimal('75'))]
    """
    return list((Counter(there) - Counter(here)).elements())


def next_step(there: str, here: str) -> str:
    """What an order here has to do for the state told there: ``cancel``, ``close`` or nothing.

    The states between follow from the events.
    """
    if there == "cancelled" and here != "cancelled":
        return "cancel"
    if there == "closed" and here == "delivered":
        return "close"
    return ""

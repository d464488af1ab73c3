"""How long copies have been in deposit (B118): the oldest received is the first to leave."""

from collections.abc import Iterable
from datetime import datetime

from .ownership import EPSILON


def overdue_quantity(
    current: float, receipts: Iterable[tuple[datetime, float]], limit: datetime
) -> float:
    """Copies still there that were received before ``limit``.

    Odoo's own entry date keeps only the oldest date of a stock line; the receipts tell the truth.

    :param float current: copies still in deposit
    :param receipts: ``(date, quantity)`` pairs, in any order
    :param limit: copies received on this date or later are still within their stay
    """
    left = current - sum(quantity for date, quantity in receipts if date >= limit)
    return left if left > EPSILON else 0.0

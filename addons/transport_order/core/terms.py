"""What was promised with a price: fees, the free period, and which days can be wanted."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

FARTHEST_DAYS = 366
CLOCK_TOLERANCE = timedelta(minutes=10)
EARLIEST_BEFORE = timedelta(days=366)


@dataclass(frozen=True)
class Terms:
    """Fees without tax, frozen with the price; ``free_hours`` before the pick-up."""

    cancel_fee: Decimal
    free_hours: int


def cancel_fee(
    terms: Terms, amount: Decimal, now: datetime, pickup: datetime | None, accepted_on: datetime
) -> Decimal:
    """What cancelling costs now; never more than the transport, nothing before its day is known.

    >>> noon = datetime(2026, 3, 2, 12)
    >>> terms = Terms(Decimal(64), 24)
    >>> cancel_fee(terms, Decimal(300), noon, noon + timedelta(hours=24), noon - timedelta(days=9))
    Decimal('0')
    >>> cancel_fee(terms, Decimal(300), noon, noon + timedelta(hours=23), noon - timedelta(days=9))
    Decimal('64')
    >>> cancel_fee(terms, Decimal(50), noon, noon, noon - timedelta(days=9))
    Decimal('50')
    """
    if pickup is None or now <= pickup - timedelta(hours=terms.free_hours) or now < accepted_on:
        return Decimal(0)
    return min(terms.cancel_fee, amount)


def wanted_fault(wanted: date | None, today: date) -> str:
    """:return: "past" or "far" for a wanted day that nobody can mean, else an empty text"""
    if wanted is None:
        return ""
    if wanted < today:
        return "past"
    return "far" if wanted > today + timedelta(days=FARTHEST_DAYS) else ""


def moment_fault(moment: datetime, now: datetime, asked: datetime) -> str:
    """:return: "future" or "past" for a moment at which an order cannot have moved, else empty

    >>> noon = datetime(2026, 3, 2, 12)
    >>> moment_fault(noon + timedelta(minutes=10), noon, noon)
    ''
    >>> moment_fault(noon + timedelta(hours=16), noon, noon)
    'future'
    >>> moment_fault(datetime(1901, 1, 1), noon, noon)
    'past'
    """
    if moment > now + CLOCK_TOLERANCE:
        return "future"
    return "past" if moment < asked - EARLIEST_BEFORE else ""

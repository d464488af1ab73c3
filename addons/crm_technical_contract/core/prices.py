"""Amounts of a contract: revised by an index, told by the month."""

from decimal import ROUND_HALF_UP, Decimal

MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}


def revise(
    amount: Decimal,
    base: Decimal,
    current: Decimal,
    rise: Decimal | None = None,
    fall: Decimal | None = None,
) -> Decimal:
    """Return P1 = P0 × S1 / S0, rounded to the cent once.

    :param rise: percent that the amount may rise at most; None without limit
    :param fall: percent that it may fall at most; 0 never falls

    >>> revise(Decimal("1200"), Decimal("300"), Decimal("309.5"))
    Decimal('1238.00')
    >>> revise(Decimal("1200"), Decimal("300"), Decimal("330"), rise=Decimal("5"))
    Decimal('1260.00')
    >>> revise(Decimal("1200"), Decimal("300"), Decimal("280"), fall=Decimal("0"))
    Decimal('1200.00')
    """
    if base <= 0 or current <= 0:
        raise ValueError("an index is positive")
    revised = amount * current / base
    if rise is not None:
        revised = min(revised, amount * (1 + rise / 100))
    if fall is not None:
        revised = max(revised, amount * (1 - fall / 100))
    return revised.quantize(Decimal("0.01"), ROUND_HALF_UP)


def monthly(amount: float, every: str) -> float:
    """Return what an amount due every so often is a month.

    >>> monthly(1200, "year"), monthly(50, "month")
    (100.0, 50.0)
    """
    return amount / MONTHS[every]

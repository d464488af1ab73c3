"""Amounts of a statement: what sold copies are owed, unrounded, and rounded once a bill line."""

from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal

# Exits that an agreement may make the shop pay for.
PAID_KINDS = ("sale", "gift", "loss")


def exact_amount(sales: Iterable[tuple[float, float]], discount: float) -> Decimal:
    """Amount owed excluding VAT, not rounded.

    The public price is the one of the day of the sale (loi n° 81-766 du 10 août 1981 fixes it).

    :param sales: ``(quantity, public price excluding VAT)`` pairs; quantities may be negative
    :param discount: the bookseller's discount in percent
    """
    public = sum(
        (Decimal(repr(quantity)) * Decimal(repr(price)) for quantity, price in sales), Decimal(0)
    )
    return public * (Decimal(100) - Decimal(repr(discount))) / Decimal(100)


def rounded(amount: Decimal, decimals: int = 2) -> Decimal:
    """Half a cent goes up, away from zero."""
    # What a floating price carries beyond the tenth digit is noise, and may hide half a cent.
    clean = amount.quantize(Decimal(1).scaleb(-10), rounding=ROUND_HALF_UP)
    return clean.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def line_amount(
    sales: Iterable[tuple[float, float]], discount: float, decimals: int = 2
) -> Decimal:
    """Amount owed for one title, excluding VAT, rounded once."""
    return rounded(exact_amount(sales, discount), decimals)


def share_rounding(amounts: Sequence[Decimal], decimals: int = 2) -> list[Decimal]:
    """Each amount rounded so that together they are the rounded sum.

    The cents that rounding each alone would add or lose go where rounding errs most.
    """
    cent = Decimal(1).scaleb(-decimals)
    shares = [rounded(amount, decimals) for amount in amounts]
    gap = rounded(sum(amounts, Decimal(0)), decimals) - sum(shares, Decimal(0))
    order = sorted(
        range(len(amounts)),
        key=lambda position: shares[position] - amounts[position],
        reverse=gap < 0,
    )
    for position in order[: int(abs(gap) / cent)]:
        shares[position] += cent.copy_sign(gap)
    return shares

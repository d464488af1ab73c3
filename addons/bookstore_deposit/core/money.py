"""Amounts of a statement: what a sold copy is owed, to the cent."""

from decimal import ROUND_HALF_UP, Decimal


def line_amount(sales, discount, decimals=2):
    """Amount owed for one title, excluding VAT, rounded once.

    The public price is the one of the day of the sale (loi n° 81-766 du 10 août 1981 fixes it).

    :param sales: ``(quantity, public price excluding VAT)`` pairs; quantities may be negative
    :param float discount: the bookseller's discount in percent
    :returns: a ``Decimal`` with ``decimals`` places
    """
    public = sum(
        (Decimal(repr(quantity)) * Decimal(repr(price)) for quantity, price in sales), Decimal(0)
    )
    owed = public * (Decimal(100) - Decimal(repr(discount))) / Decimal(100)
    return owed.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)

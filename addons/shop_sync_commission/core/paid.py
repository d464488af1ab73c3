"""What of an invoice and its credit notes was paid, and what commission that earns.

An invoice and the credit notes that name it are one case. Money is what came in or went out through
a bank, a card or a till; a credit note, a write-off and a bill of exchange are none. The paid share
of the case is money over what is owed after credit notes, between nothing and all; each line earns
its rate of its net price, times that share, rounded once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

NOTHING, ALL = Fraction(0), Fraction(1)


@dataclass(frozen=True)
class Document:
    """An invoice, or a credit note with both amounts negative.

    :param total: tax included; of a credit note only what it gives back of lines that were sold
    :param money: received, less what was paid out
    """

    total: Decimal
    money: Decimal


@dataclass(frozen=True)
class Earned:
    """What a line has earned so far: its paid net price, and the commission on it."""

    base: Decimal
    commission: Decimal


def get_paid_share(documents: Sequence[Document]) -> Fraction:
    """Return the share of a case that was paid.

    >>> half = [Document(Decimal(120), Decimal(60))]
    >>> get_paid_share(half)
    Fraction(1, 2)
    >>> get_paid_share([*half, Document(Decimal(-60), Decimal(0))])
    Fraction(1, 1)
    >>> get_paid_share([*half, Document(Decimal(-120), Decimal(0))])
    Fraction(0, 1)
    >>> get_paid_share([Document(Decimal(-50), Decimal(-50))])
    Fraction(1, 1)
    """
    total = sum((one.total for one in documents), Decimal(0))
    money = sum((one.money for one in documents), Decimal(0))
    # Invoices that were credited in full, or for more, leave nothing to earn on.
    if not total or (total < 0 and any(one.total > 0 for one in documents)):
        return NOTHING
    return min(max(Fraction(money) / Fraction(total), NOTHING), ALL)


def earn(price: Decimal, rate: Decimal, share: Fraction, step: Decimal) -> Earned:
    """Return what a line has earned.

    :param price: net of tax, negative on a voucher and on a credit note
    :param rate: in percent
    :param step: the currency's smallest amount

    >>> earn(Decimal("99.99"), Decimal("5"), Fraction(1, 2), Decimal("0.01"))
    Earned(base=Decimal('50.00'), commission=Decimal('2.50'))
    """
    paid = Fraction(price) * share
    return Earned(_round(paid, step), _round(paid * Fraction(rate) / 100, step))


def _round(amount: Fraction, step: Decimal) -> Decimal:
    """Half a cent goes away from zero, as on an invoice."""
    steps = abs(amount) / Fraction(step)
    whole = Decimal((2 * steps.numerator + steps.denominator) // (2 * steps.denominator))
    rounded = (whole * step).quantize(step, ROUND_HALF_UP)
    return -rounded if amount < 0 else rounded

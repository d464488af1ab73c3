"""The lending right: what a bookshop declares of the books it sold to organisations that lend.

Code de la propriété intellectuelle, art. L133-3 (law 2003-517 of 18 June 2003): the supplier owes a
share of the public price without VAT of the books that legal persons of art. 3, 2° of law 81-766
buy for their lending libraries. The discount given to the buyer changes nothing of it. The rate is
a dated figure: none stands here.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
BOOK_VAT = Decimal("5.5")
MONTHS = {"month": 1, "quarter": 3}


@dataclass(frozen=True)
class Copies:
    """Copies of one title at one public price; below zero in a credit note.

    :param unit: public price without VAT of one copy, on the day of its sale
    :param excluded: what the buyer pays for them, without VAT
    :param included: the same with VAT
    """

    title: int
    unit: Decimal
    copies: Decimal
    excluded: Decimal
    included: Decimal

    @property
    def base(self) -> Decimal:
        """What the levy is counted on."""
        return to_cents(self.unit * self.copies)


def to_cents(amount: Decimal) -> Decimal:
    """
    >>> to_cents(Decimal("21.10") / Decimal("1.055")), to_cents(Decimal("-0.005"))
    (Decimal('20.00'), Decimal('-0.01'))
    """
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)


def count_levy(base: Decimal, rate: Decimal) -> Decimal:
    """What is owed for one invoice.

    >>> count_levy(Decimal("200.00"), Decimal(6))
    Decimal('12.00')
    """
    return to_cents(base * rate / 100)


def merge_titles(lines: Iterable[Copies]) -> list[Copies]:
    """One line a title and public price, in the order of the document.

    >>> one = Copies(7, Decimal(20), Decimal(1), Decimal("18.2"), Decimal("19.2"))
    >>> [line.copies for line in merge_titles([one, one])]
    [Decimal('2')]
    """
    merged: dict[tuple[int, Decimal], Copies] = {}
    for line in lines:
        key = (line.title, line.unit)
        known = merged.get(key)
        merged[key] = line if known is None else _add(known, line)
    return list(merged.values())


def _add(one: Copies, other: Copies) -> Copies:
    return replace(
        one,
        copies=one.copies + other.copies,
        excluded=one.excluded + other.excluded,
        included=one.included + other.included,
    )


def period_of(kind: str, day: date) -> tuple[date, date]:
    """First and last day of the month or quarter that holds a day.

    >>> [str(day) for day in period_of("quarter", date(2026, 11, 30))]
    ['2026-10-01', '2026-12-31']
    >>> [str(day) for day in period_of("month", date(2024, 2, 10))]
    ['2024-02-01', '2024-02-29']
    """
    months = MONTHS[kind]
    first = date(day.year, (day.month - 1) // months * months + 1, 1)
    last_month = first.month + months - 1
    turn = date(first.year + last_month // 12, last_month % 12 + 1, 1)
    return first, turn - timedelta(days=1)


def period_before(kind: str, day: date) -> tuple[date, date]:
    """The month or quarter that ended last before a day.

    >>> [str(day) for day in period_before("quarter", date(2026, 2, 1))]
    ['2025-10-01', '2025-12-31']
    """
    first, _last = period_of(kind, day)
    return period_of(kind, first - timedelta(days=1))

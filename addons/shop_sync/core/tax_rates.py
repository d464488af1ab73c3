"""The tax rate that a shop charged, from what it says and from its amounts."""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

Document = dict[str, Any]

CENT = Decimal("0.01")
HIGHEST_RATE = 100
USUAL_RATES = tuple(map(Decimal, ("0", "20", "10", "5.5", "2.1", "8.5")))


class Rates:
    """Rates that may explain two amounts, the surest first: those that this order declares, those
    that somebody confirmed for this country, those that the law knows."""

    def __init__(self, own: Iterable[Decimal], confirmed: Iterable[Decimal]) -> None:
        self.own = set(own)
        self.confirmed = set(confirmed)

    def tiers(self) -> tuple[set[Decimal], ...]:
        return (self.own, self.confirmed | {Decimal(0)}, set(USUAL_RATES))

    def is_sure(self, rate: Decimal) -> bool:
        return any(rate in tier for tier in self.tiers())


def own_rates(order: Document) -> set[Decimal]:
    return {
        sum(map(Decimal, row["tax_rates"]), Decimal(0))
        for row in order["lines"]
        if row["tax_rates"]
    }


def find_rate(
    included: Decimal,
    excluded: Decimal,
    known: Any,
    declared: Decimal | None = None,
    quantity: Decimal | int = 1,
    untaxed: bool = True,
) -> Decimal:
    """The tax rate that explains two amounts: the declared one if it does; else the nearest of the
    surest kind that does so within rounding; else the bare ratio in thousandths of a percent.
    Amounts that no tax at all relates keep the declared rate: the check of the taxes then refuses
    them.

    :param known: `Rates`, or plain rates that somebody confirmed
    :param untaxed: two equal amounts mean that no tax was charged, not that rounding ate it

    >>> find_rate(Decimal("12.50"), Decimal("10.42"), [Decimal(20)])
    Decimal('20')
    """
    rates = known if isinstance(known, Rates) else Rates((), known)

    def miss(rate: Decimal) -> Decimal:
        return abs(excluded * (100 + rate) / 100 - included)

    if included == excluded and (untaxed or declared is None):
        return Decimal(0)
    # A shop may round up or down, each amount by nearly a cent a piece; but no tax at all leaves
    # both amounts the same.
    if declared and miss(declared) <= 2 * _rounding(declared, quantity):
        return declared
    for tier in rates.tiers():
        best = min(tier, key=miss, default=None)
        if best is not None and miss(best) <= _narrow(best, included, quantity):
            return best
    return _ratio(included, excluded, declared)


def _rounding(rate: Decimal, quantity: Decimal | int = 1) -> Decimal:
    """What rounding both amounts, piece by piece, may put between them and their rate."""
    return CENT * max(Decimal(1), abs(Decimal(quantity))) * (200 + rate) / 200


def _narrow(rate: Decimal, included: Decimal, quantity: Decimal | int) -> Decimal:
    """The same where no rate was declared: a large amount in many pieces proves no rate."""
    return min(_rounding(rate, quantity), max(_rounding(rate), abs(included) / 500))


def _ratio(included: Decimal, excluded: Decimal, declared: Decimal | None) -> Decimal:
    if not excluded:
        return declared or Decimal(0)
    ratio = (included / excluded - 1) * 100
    if not 0 <= ratio <= HIGHEST_RATE:
        return declared or Decimal(0)
    return _plainest(ratio, included, excluded)


def _plainest(ratio: Decimal, included: Decimal, excluded: Decimal) -> Decimal:
    """The rate with the fewest digits that rounding both amounts allows; people map rates, not
    quotients.

    >>> _plainest(Decimal("13.0274"), Decimal("15.27"), Decimal("13.51"))
    Decimal('13')
    """
    for digits in range(4):
        rate = ratio.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
        if abs(excluded * (100 + rate) / 100 - included) <= CENT / 2:
            break
    return rate.normalize() + Decimal(0)

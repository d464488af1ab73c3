"""How much of a sold thing may still be refunded or replaced: nothing twice, over all cases.

Quantities are in the unit of the product; two of them that differ by less than ``EPSILON`` are equal.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

EPSILON = 1e-6


class Delivered(NamedTuple):
    """What happened to one sold line.

    :param out: left to the customer, replacements too, not what was repaired and given back
    :param back: came back by hand (not through a case, not to be repaired)
    :param invoiced: on invoices, credit notes not taken off
    :param credited: on credit notes made by hand
    :param settled: refunded, credited or replaced by cases
    """

    out: float = 0.0
    back: float = 0.0
    invoiced: float = 0.0
    credited: float = 0.0
    settled: float = 0.0


def balance(facts: Delivered) -> float:
    """Received less made good; negative: more was made good than the customer had.

    Units that came back before they were invoiced owe nothing: they are never billed.
    """
    unbilled = max(0.0, min(facts.back, facts.out - facts.invoiced))
    return facts.out - unbilled - facts.credited - facts.settled


def replaceable(facts: Delivered) -> float:
    """What the customer received and nobody has made good yet."""
    return _positive(balance(facts))


def refundable(facts: Delivered) -> float:
    """What was invoiced (delivered or not) and nobody has made good yet."""
    return _positive(min(facts.invoiced - facts.credited, balance(as_invoiced(facts))))


def as_invoiced(facts: Delivered) -> Delivered:
    """Who paid for what was not delivered yet may have the money back all the same."""
    return facts._replace(out=max(facts.out, facts.invoiced))


def _positive(quantity: float) -> float:
    return quantity if quantity > EPSILON else 0.0


class InvoiceLine(NamedTuple):
    key: int
    group: object
    """Of the lines that a credit note by hand may mean: the same invoice and product."""
    quantity: float
    price: float


class HandCredit(NamedTuple):
    """A line of a credit note that somebody made by hand."""

    group: object
    quantity: float
    price: float


def left_on_lines(
    lines: Iterable[InvoiceLine], credits: Iterable[HandCredit], settled: Mapping[int, float]
) -> dict[int, float]:
    """What may still be credited of each invoice line.

    A credit by hand is taken from the line with its price first, then from the others of its group:
    what is left of a group is never more than invoiced less credited.

    >>> left_on_lines([InvoiceLine(1, "a", 2, 10.0), InvoiceLine(2, "a", 1, 5.0)],
    ...               [HandCredit("a", 1, 5.0)], {1: 1.0})
    {1: 1.0, 2: 0.0}
    """
    known = list(lines)
    left = {line.key: line.quantity - settled.get(line.key, 0.0) for line in known}
    for credit in credits:
        rest = credit.quantity
        members = [line for line in known if line.group == credit.group]
        for line in sorted(members, key=lambda one: abs(one.price - credit.price) > EPSILON):
            taken = min(rest, max(left[line.key], 0.0))
            left[line.key] -= taken
            rest -= taken
    return {key: _positive(quantity) for key, quantity in left.items()}


def share_out(wanted: float, left: Mapping[int, float]) -> dict[int, float]:
    """Take ``wanted`` from the keys in their order; what is missing is not in the answer.

    >>> share_out(3, {1: 2.0, 2: 2.0})
    {1: 2.0, 2: 1.0}
    """
    shares: dict[int, float] = {}
    rest = wanted
    for key, quantity in left.items():
        taken = min(rest, quantity)
        if taken > EPSILON:
            shares[key] = taken
            rest -= taken
    return shares

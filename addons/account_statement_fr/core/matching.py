"""Which open amount a movement of the bank pays: proposals with their reason, none when unsure."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

REFERENCE, PARTY, AMOUNT = "reference", "party", "amount"
_SHORTEST = 4


@dataclass(frozen=True)
class Open:
    """One open line of the books.

    :param names: what the bank may write of it: numbers of documents, references
    :param residual: positive: money that shall come in
    """

    key: int
    residual: int
    names: tuple[str, ...]
    partner: int = 0


@dataclass(frozen=True)
class Proposal:
    """The lines that a movement pays, whole, and why."""

    keys: tuple[int, ...]
    reason: str


def propose(amount: int, text: str, partner: int, lines: Sequence[Open]) -> Proposal | None:
    """Propose what a movement pays.

    First the lines that it names, when together they are the amount (or one of them is). Then one
    line of the customer with this amount, then one line of anybody. What could be two is nothing.
    """
    folded = fold(text)
    same_way = [line for line in lines if line.residual * amount > 0]
    named = [line for line in same_way if any(_is_in(name, folded) for name in line.names)]
    if named and sum(line.residual for line in named) == amount:
        return Proposal(tuple(line.key for line in named), REFERENCE)
    if found := _find_one(named, amount):
        return Proposal((found.key,), REFERENCE)
    own = [line for line in same_way if partner and line.partner == partner]
    if found := _find_one(own, amount):
        return Proposal((found.key,), PARTY)
    if own and sum(line.residual for line in own) == amount:
        return Proposal(tuple(line.key for line in own), PARTY)
    if not partner and (found := _find_one(same_way, amount)):
        return Proposal((found.key,), AMOUNT)
    return None


def fold(text: str) -> str:
    """Letters and figures alone: banks drop the rest, and accents.

    >>> fold("Fact. FAC/2026/00012 Dupré")
    'FACTFAC202600012DUPRE'
    """
    plain = unicodedata.normalize("NFKD", text.upper())
    return re.sub(r"[^A-Z0-9]", "", plain)


def _is_in(name: str, text: str) -> bool:
    """Whether a number stands in a text, not as the head of a longer number."""
    plain = fold(name)
    if len(plain) < _SHORTEST or not any(sign.isdigit() for sign in plain):
        return False
    before = r"(?<!\d)" if plain[0].isdigit() else ""
    return re.search(rf"{before}{re.escape(plain)}(?!\d)", text) is not None


def _find_one(lines: Sequence[Open], amount: int) -> Open | None:
    found = [line for line in lines if line.residual == amount]
    return found[0] if len(found) == 1 else None

"""Which open amount a movement of the bank pays: proposals with their reason, none when unsure."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

REFERENCE, PARTY, AMOUNT = "reference", "party", "amount"
_SHORTEST = 4


@dataclass(frozen=True)
class Open:
    """One open line of the books.

    :param names: what the bank may write of it: numbers of documents, references; as
        `fold_names` gives them, once for all movements
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


def fold_names(names: Iterable[str]) -> tuple[str, ...]:
    """The names that tell one line from another, folded: with a figure, and not too short.

    >>> fold_names(["FAC/2026/00012", "Moteur", "12"])
    ('FAC202600012',)
    """
    folded = dict.fromkeys(map(fold, names))
    return tuple(
        plain
        for plain in folded
        if len(plain) >= _SHORTEST and any(sign.isdigit() for sign in plain)
    )


def _is_in(plain: str, text: str) -> bool:
    """Whether a folded number stands in a folded text, not as a part of a longer number."""
    place = text.find(plain)
    while place >= 0:
        end = place + len(plain)
        longer = plain[0].isdigit() and text[max(0, place - 1) : place].isdigit()
        if not longer and not text[end : end + 1].isdigit():
            return True
        place = text.find(plain, place + 1)
    return False


def _find_one(lines: Sequence[Open], amount: int) -> Open | None:
    found = [line for line in lines if line.residual == amount]
    return found[0] if len(found) == 1 else None

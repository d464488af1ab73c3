"""Which lines were lettered together, when letters are used again and again."""

from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Lettered:
    """A line with a letter: its account and partner in the books, amount in cents."""

    key: int
    account: Hashable
    partner: Hashable
    letter: str
    balance: int


@dataclass(frozen=True, slots=True)
class Match:
    """A debit and a credit that pay each other for an amount."""

    debit: int
    credit: int
    amount: int


def group_letters(lines: Iterable[Lettered]) -> tuple[list[list[Lettered]], list[list[Lettered]]]:
    """Return the groups that balance and those that do not.

    Programs give letters per account and partner, or per account: a letter of one partner that
    does not balance alone is tried with the same letter of the others in this account.
    """
    by_partner: dict[Hashable, list[Lettered]] = defaultdict(list)
    for line in lines:
        by_partner[line.account, line.partner, line.letter].append(line)
    whole, rest = _sort_groups(by_partner.values())
    by_account: dict[Hashable, list[Lettered]] = defaultdict(list)
    for group in rest:
        by_account[group[0].account, group[0].letter] += group
    more, opened = _sort_groups(by_account.values())
    return whole + more, opened


def _sort_groups(
    groups: Iterable[list[Lettered]],
) -> tuple[list[list[Lettered]], list[list[Lettered]]]:
    whole: list[list[Lettered]] = []
    rest: list[list[Lettered]] = []
    for group in groups:
        balanced = len(group) > 1 and not sum(line.balance for line in group)
        (whole if balanced else rest).append(group)
    return whole, rest


def match(group: Iterable[Lettered]) -> list[Match]:
    """Pair the debits of a balanced group with its credits, the oldest first."""
    debits = [[line.key, line.balance] for line in group if line.balance > 0]
    credits = [[line.key, -line.balance] for line in group if line.balance < 0]
    matches: list[Match] = []
    place = 0
    for debit, left in debits:
        while left:
            credit = credits[place]
            amount = min(left, credit[1])
            matches.append(Match(debit, credit[0], amount))
            left -= amount
            credit[1] -= amount
            place += not credit[1]
    return matches

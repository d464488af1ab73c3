"""Whose order it is: rules tried from the narrowest to the widest, the first that holds wins.

A rule says where it holds (a shop, a territory, a seller, a kind of customer); what it leaves open
holds everywhere. Narrow is the rule with more conditions; of two with as many, the one with the
smaller territory (a longer postcode); of two alike, the one that stands first in the list.
"""

from collections.abc import Iterable
from dataclasses import dataclass

CORSICA = {"2A": ("200", "201"), "2B": ("202", "206")}
ALL, PROFESSIONAL, PRIVATE = "all", "professional", "private"


@dataclass(frozen=True)
class Rule:
    """Where a rule holds.

    :param by_hand: also for orders of no shop, when no shop is named
    :param prefixes: beginnings of postcodes; a French département is one
    """

    id: int
    shops: frozenset[int] = frozenset()
    by_hand: bool = False
    country: str = ""
    prefixes: tuple[str, ...] = ()
    sellers: frozenset[int] = frozenset()
    customers: str = ALL
    sequence: int = 10


@dataclass(frozen=True)
class Case:
    """What is known of an order."""

    shop: int = 0
    country: str = ""
    postcode: str = ""
    seller: int = 0
    professional: bool = False


def parse_territory(text: str) -> tuple[str, ...]:
    """Return the beginnings of postcodes that somebody typed.

    >>> parse_territory("33, 2A; 75 011")
    ('33', '200', '201', '75011')
    >>> parse_territory("Gironde")
    Traceback (most recent call last):
    ValueError: Gironde
    """
    found: list[str] = []
    for part in text.replace(";", ",").split(","):
        word = "".join(part.split()).upper()
        if not word:
            continue
        if not (word in CORSICA or (word.isascii() and word.isalnum() and word[0].isdigit())):
            raise ValueError(part.strip())
        found += CORSICA.get(word, (word,))
    return tuple(found)


def find_obstacles(rule: Rule, case: Case) -> list[str]:
    """Return the conditions that do not hold: shop, country, territory, seller, customers.

    >>> find_obstacles(Rule(1, country="FR", prefixes=("33",)), Case(1, "FR", "31000"))
    ['territory']
    """
    postcode = "".join(case.postcode.split()).upper()
    in_shop = case.shop in rule.shops if rule.shops else bool(case.shop) or rule.by_hand
    held = {
        "shop": in_shop,
        "country": not rule.country or rule.country == case.country,
        "territory": not rule.prefixes or postcode.startswith(rule.prefixes),
        "seller": not rule.sellers or case.seller in rule.sellers,
        "customers": rule.customers == ALL or (rule.customers == PROFESSIONAL) == case.professional,
    }
    return [name for name, holds in held.items() if not holds]


def get_specificity(rule: Rule) -> int:
    """Return how narrow a rule is: a number for each condition, the territory within it.

    >>> get_specificity(Rule(1)) < get_specificity(Rule(2, country="FR"))
    True
    >>> wide, narrow = Rule(1, prefixes=("33",)), Rule(2, prefixes=("33000",))
    >>> get_specificity(wide) < get_specificity(narrow)
    True
    """
    territory = bool(rule.country or rule.prefixes)
    named = (bool(rule.shops), territory, bool(rule.sellers), rule.customers != ALL)
    length = min(map(len, rule.prefixes)) + 1 if rule.prefixes else int(territory)
    return 100 * sum(named) + min(length, 99)


def sort_rules(rules: Iterable[Rule]) -> list[Rule]:
    """Return the rules in the order in which they are tried."""
    return sorted(rules, key=lambda rule: (-get_specificity(rule), rule.sequence, rule.id))


def choose(rules: Iterable[Rule], case: Case) -> Rule | None:
    """Return the narrowest rule that holds.

    >>> everywhere, gironde = Rule(1), Rule(2, prefixes=("33",))
    >>> choose([everywhere, gironde], Case(5, "FR", "33 000")).id
    2
    >>> choose([everywhere, gironde], Case(5, "FR", "75001")).id
    1
    """
    return next((rule for rule in sort_rules(rules) if not find_obstacles(rule, case)), None)

"""What a campaign makes of each price, and the special prices that a shop needs for it.

In a shop the special price of the highest reached quantity wins, dearer or not: −30 % from one piece
and −5 % from five make the fifth piece dearer. So the mechanics of a campaign are merged first: at
each quantity the lowest price counts, and only what is lower than at fewer pieces becomes a row.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
SIX = Decimal("0.000001")

PERCENT, AMOUNT, FIXED = "percent", "amount", "fixed"


@dataclass(frozen=True)
class Mechanic:
    """One thing that a campaign does.

    :param kind: ``percent`` off, ``amount`` off (tax included), ``fixed`` price (tax included)
    :param products: keys of the products it is for
    :param group: customers' group in the shop, "0" for everybody
    """

    kind: str
    value: Decimal
    products: frozenset[str]
    from_quantity: int = 1
    group: str = "0"


@dataclass(frozen=True)
class Article:
    """A thing that a shop sells.

    :param key: product and combination, "12-0"
    :param price: with tax, as the shop asks it now without a campaign
    :param rate: of its tax, in percent
    """

    key: str
    price: Decimal
    rate: Decimal = Decimal(20)


@dataclass(frozen=True)
class Rule:
    """A special price, as the shop keeps it, and the price that the customer then sees."""

    key: str
    group: str
    from_quantity: int
    kind: str
    value: Decimal
    price: Decimal

    def row(self, rate: Decimal, begins: str, ends: str) -> dict[str, str]:
        """The values of a ``specific_price``."""
        product, combination = self.key.split("-")
        fixed = self.kind == FIXED
        net = (self.value * 100 / (100 + rate)).quantize(SIX, ROUND_HALF_UP)
        reduction = self.value / 100 if self.kind == PERCENT else self.value
        return {
            "id_shop_group": "0",
            "id_shop": "0",
            "id_cart": "0",
            "id_product": product,
            "id_product_attribute": combination,
            "id_currency": "0",
            "id_country": "0",
            "id_group": self.group,
            "id_customer": "0",
            "price": f"{net:.6f}" if fixed else "-1",
            "from_quantity": str(self.from_quantity),
            "reduction": "0" if fixed else f"{reduction.quantize(SIX):.6f}",
            "reduction_tax": "1",
            "reduction_type": "amount" if self.kind == AMOUNT else "percentage",
            "from": begins,
            "to": ends,
        }


def price_after(price: Decimal, kind: str, value: Decimal) -> Decimal:
    """The price with tax that a mechanic makes.

    >>> price_after(Decimal("29.99"), "percent", Decimal(10))
    Decimal('26.99')
    >>> price_after(Decimal("29.99"), "amount", Decimal(5)), price_after(Decimal(3), "amount", Decimal(5))
    (Decimal('24.99'), Decimal('0.00'))
    """
    if kind == PERCENT:
        after = price * (100 - value) / 100
    elif kind == AMOUNT:
        after = price - value
    else:
        after = value
    return max(after, Decimal(0)).quantize(CENT, ROUND_HALF_UP)


def compile_campaign(articles: Iterable[Article], mechanics: Iterable[Mechanic]) -> list[Rule]:
    """Rows for each article and group; never one that makes more pieces dearer, never one for a
    group that pays more than everybody else."""
    mechanics = list(mechanics)
    rules = []
    for article in articles:
        mine = [mechanic for mechanic in mechanics if article.key in mechanic.products]
        for group in sorted({mechanic.group for mechanic in mine}, key=int):
            fitting = [mechanic for mechanic in mine if mechanic.group in ("0", group)]
            rules += _ladder(article, group, fitting)
    return rules


def _ladder(article: Article, group: str, mechanics: list[Mechanic]) -> list[Rule]:
    steps: list[Rule] = []
    lowest = article.price
    for quantity in sorted({mechanic.from_quantity for mechanic in mechanics}):
        reached = [mechanic for mechanic in mechanics if mechanic.from_quantity <= quantity]
        rules = [_rule(article, group, quantity, mechanic) for mechanic in reached]
        best = min(rules, key=lambda rule: rule.price)
        if best.price < lowest:
            lowest = best.price
            steps.append(best)
    return steps


def _rule(article: Article, group: str, quantity: int, mechanic: Mechanic) -> Rule:
    price = price_after(article.price, mechanic.kind, mechanic.value)
    return Rule(article.key, group, quantity, mechanic.kind, mechanic.value, price)


def without_effect(
    articles: Iterable[Article], mechanics: Iterable[Mechanic], rules: Iterable[Rule]
) -> list[Mechanic]:
    """Mechanics of which no rule came: others are lower, or the price is no reduction."""
    used = {(rule.key, rule.kind, rule.value) for rule in rules}
    keys = {article.key for article in articles}
    return [
        mechanic
        for mechanic in mechanics
        if not any((key, mechanic.kind, mechanic.value) in used for key in mechanic.products & keys)
    ]


def natural_key(row: dict[str, str]) -> tuple[str, ...]:
    """What a shop allows only once; the value is no part of it.

    >>> natural_key({"id_product": "4", "from": "2026-11-01 00:00:00"})[:2]
    ('4', '0')
    """
    names = ("id_product", "id_product_attribute", "id_group", "from_quantity")
    others = ("id_shop", "id_shop_group", "id_currency", "id_country", "id_customer", "id_cart")
    dates = (str(row.get("from", "")), str(row.get("to", "")))
    return (*(str(row.get(name) or "0") for name in (*names, *others)), *dates)


def same_value(row: dict[str, str], other: dict[str, str]) -> bool:
    """Whether two rows make the same price."""
    amounts = all(
        Decimal(str(row.get(name) or 0)) == Decimal(str(other.get(name) or 0))
        for name in ("price", "reduction", "reduction_tax")
    )
    return amounts and row.get("reduction_type") == other.get("reduction_type")

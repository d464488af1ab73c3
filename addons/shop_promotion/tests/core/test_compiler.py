from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.shop_promotion.core.compiler import (
    Article,
    Mechanic,
    Rule,
    compile_campaign,
    natural_key,
    price_after,
    same_value,
    without_effect,
)

KEYS = ("1-0", "2-0", "2-7")


def mechanic(kind="percent", value="10", keys=KEYS, quantity=1, group="0"):
    return Mechanic(kind, Decimal(value), frozenset(keys), quantity, group)


def article(price="100", key="1-0", rate="20"):
    return Article(key, Decimal(price), Decimal(rate))


def prices(rules):
    return [(rule.key, rule.group, rule.from_quantity, str(rule.price)) for rule in rules]


def test_the_lowest_price_wins():
    rules = compile_campaign([article()], [mechanic(value="10"), mechanic("amount", "20")])
    assert prices(rules) == [("1-0", "0", 1, "80.00")]
    assert rules[0].kind == "amount"


def test_more_pieces_are_never_dearer():
    rules = compile_campaign([article()], [mechanic(value="30"), mechanic(value="5", quantity=5)])
    assert prices(rules) == [("1-0", "0", 1, "70.00")]
    rules = compile_campaign([article()], [mechanic(value="5"), mechanic(value="30", quantity=5)])
    assert prices(rules) == [("1-0", "0", 1, "95.00"), ("1-0", "0", 5, "70.00")]


def test_a_group_never_pays_more_than_everybody():
    rules = compile_campaign([article()], [mechanic(value="20"), mechanic(value="10", group="3")])
    assert prices(rules) == [("1-0", "0", 1, "80.00"), ("1-0", "3", 1, "80.00")]


def test_a_dearer_price_is_no_promotion():
    dear = mechanic("fixed", "120")
    assert compile_campaign([article()], [dear]) == []
    assert without_effect([article()], [dear], []) == [dear]
    good = mechanic("fixed", "90")
    rules = compile_campaign([article()], [good, dear])
    assert without_effect([article()], [good, dear], rules) == [dear]


def test_only_its_products():
    rules = compile_campaign([article(key="2-0"), article(key="2-7")], [mechanic(keys=["2-7"])])
    assert prices(rules) == [("2-7", "0", 1, "90.00")]


@pytest.mark.parametrize(
    ("price", "kind", "value", "after"),
    [
        ("29.99", "percent", "10", "26.99"),
        ("29.99", "percent", "33.33", "19.99"),
        ("0.05", "percent", "10", "0.05"),
        ("29.99", "amount", "30", "0.00"),
        ("29.99", "fixed", "19.9", "19.90"),
    ],
)
def test_prices(price, kind, value, after):
    assert price_after(Decimal(price), kind, Decimal(value)) == Decimal(after)


def test_rows_of_a_shop():
    begins, ends = "2026-11-01 00:00:00", "2026-12-31 23:59:59"
    row = Rule("2-7", "3", 5, "percent", Decimal(10), Decimal(90)).row(Decimal(20), begins, ends)
    assert row["id_product"] == "2"
    assert row["id_product_attribute"] == "7"
    assert (row["id_group"], row["from_quantity"]) == ("3", "5")
    assert (row["price"], row["reduction"], row["reduction_type"]) == (
        "-1",
        "0.100000",
        "percentage",
    )
    assert (row["from"], row["to"]) == (begins, ends)
    amount = Rule("2-0", "0", 1, "amount", Decimal("8.5"), Decimal(90)).row(Decimal(20), "", "")
    assert (amount["reduction"], amount["reduction_type"]) == ("8.500000", "amount")
    assert amount["reduction_tax"] == "1"
    fixed = Rule("2-0", "0", 1, "fixed", Decimal("19.90"), Decimal(90)).row(Decimal(20), "", "")
    assert (fixed["price"], fixed["reduction"]) == ("16.583333", "0")


def test_what_a_shop_allows_once():
    row = Rule("2-0", "0", 1, "percent", Decimal(10), Decimal(90)).row(Decimal(20), "a", "b")
    other = Rule("2-0", "0", 1, "percent", Decimal(12), Decimal(88)).row(Decimal(20), "a", "b")
    assert natural_key(row) == natural_key(other)
    assert not same_value(row, other)
    assert same_value(row, {**row, "reduction": "0.1", "id": "9"})
    assert not same_value(row, {**row, "reduction_type": "amount"})
    for name in ("id_product", "id_group", "from_quantity", "from", "to", "id_product_attribute"):
        assert natural_key({**row, name: "77"}) != natural_key(row)


MECHANICS = st.builds(
    mechanic,
    kind=st.sampled_from(["percent", "amount", "fixed"]),
    value=st.integers(1, 99).map(str),
    keys=st.sets(st.sampled_from(KEYS), min_size=1).map(frozenset),
    quantity=st.sampled_from([1, 2, 5, 10]),
    group=st.sampled_from(["0", "1", "3"]),
)


def shop_price(rules, article, group, quantity):
    """As a shop does: the most particular group, there the highest reached quantity, dearer or not."""
    for place in dict.fromkeys((group, "0")):
        reached = [
            rule
            for rule in rules
            if (rule.key, rule.group) == (article.key, place) and rule.from_quantity <= quantity
        ]
        if reached:
            return max(reached, key=lambda rule: rule.from_quantity).price
    return article.price


@given(
    st.lists(MECHANICS, max_size=6),
    st.integers(1, 20000),
    st.integers(1, 12),
    st.sampled_from(["1", "3"]),
)
def test_every_customer_pays_the_lowest_price_that_was_promised(mechanics, cents, quantity, group):
    """Against a model of its own: all mechanics that fit, the lowest of them, never above the price."""
    for key in KEYS:
        thing = Article(key, Decimal(cents) / 100)
        fitting = [
            price_after(thing.price, m.kind, m.value)
            for m in mechanics
            if key in m.products and m.group in ("0", group) and m.from_quantity <= quantity
        ]
        rules = compile_campaign([thing], mechanics)
        wanted = min([thing.price, *fitting])
        shown = shop_price(rules, thing, group, quantity)
        assert shown == wanted
        assert shop_price(rules, thing, group, quantity + 1) <= shown

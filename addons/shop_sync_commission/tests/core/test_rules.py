import random

import pytest

from odoo.addons.shop_sync_commission.core.rules import (
    Case,
    Rule,
    choose,
    find_obstacles,
    get_specificity,
    parse_territory,
    sort_rules,
)

BORDEAUX = Case(shop=1, country="FR", postcode="33 000", seller=7, professional=True)


@pytest.mark.parametrize(
    ("rule", "obstacles"),
    [
        (Rule(1), []),
        (Rule(1, shops=frozenset({1, 2})), []),
        (Rule(1, shops=frozenset({2})), ["shop"]),
        (Rule(1, country="FR", prefixes=("330",)), []),
        (Rule(1, country="BE", prefixes=("31",)), ["country", "territory"]),
        (Rule(1, sellers=frozenset({8}), customers="private"), ["seller", "customers"]),
        (Rule(1, sellers=frozenset({7}), customers="professional"), []),
    ],
)
def test_each_condition_says_when_it_does_not_hold(rule, obstacles):
    assert find_obstacles(rule, BORDEAUX) == obstacles


def test_an_order_of_no_shop_needs_a_rule_that_says_so():
    desk = Case()
    assert find_obstacles(Rule(1), desk) == ["shop"]
    assert find_obstacles(Rule(1, by_hand=True), desk) == []
    assert find_obstacles(Rule(1, by_hand=True, shops=frozenset({1})), desk) == ["shop"]
    assert find_obstacles(Rule(1, by_hand=True), BORDEAUX) == []


@pytest.mark.parametrize(
    ("text", "prefixes"),
    [
        ("", ()),
        (" 33,, 2b ;75 011", ("33", "202", "206", "75011")),
        ("971", ("971",)),
        ("1011AB", ("1011AB",)),
    ],
)
def test_territories_are_typed_as_people_write_them(text, prefixes):
    assert parse_territory(text) == prefixes


@pytest.mark.parametrize("text", ["Gironde", "33, Paris", "3/3", "٣٣"])
def test_what_is_no_postcode_is_named(text):
    with pytest.raises(ValueError, match=text.split(", ")[-1]):
        parse_territory(text)


def test_narrow_comes_before_wide():
    shop = Rule(1, shops=frozenset({1}))
    country = Rule(2, country="FR")
    county = Rule(3, prefixes=("33",))
    town = Rule(4, prefixes=("33000",))
    both = Rule(5, shops=frozenset({1}), prefixes=("33",))
    wide = Rule(6)
    order = [both, town, county, country, shop, wide]
    assert sort_rules([wide, shop, county, country, both, town]) == order
    # the widest part of a list counts
    assert get_specificity(Rule(7, prefixes=("33000", "4"))) == get_specificity(
        Rule(8, prefixes=("4",))
    )


def test_of_two_alike_the_first_of_the_list_wins():
    first, second = Rule(9, sequence=1), Rule(2, sequence=2)
    assert choose([second, first], BORDEAUX) == first
    assert choose([Rule(3), Rule(2)], BORDEAUX) == Rule(2)


def test_the_winner_holds_and_nothing_narrower_does():
    chance = random.Random(5)
    for _turn in range(300):
        rules = [
            Rule(
                number,
                shops=frozenset(chance.sample((1, 2, 3), chance.randrange(3))),
                by_hand=chance.random() < 0.3,
                prefixes=tuple(chance.sample(("3", "33", "31", "75011"), chance.randrange(3))),
                sellers=frozenset(chance.sample((7, 8), chance.randrange(2))),
                customers=chance.choice(("all", "professional", "private")),
                sequence=chance.randrange(3),
            )
            for number in range(1, 7)
        ]
        case = Case(
            chance.randrange(4),
            "FR",
            chance.choice(("33000", "31000", "75011", "")),
            chance.choice((0, 7)),
            chance.random() < 0.5,
        )
        held = [rule for rule in rules if not find_obstacles(rule, case)]
        winner = choose(rules, case)
        if not held:
            assert winner is None
            continue
        best = max(map(get_specificity, held))
        assert winner in held
        assert get_specificity(winner) == best
        rivals = [rule for rule in held if get_specificity(rule) == best]
        assert winner.sequence == min(rule.sequence for rule in rivals)

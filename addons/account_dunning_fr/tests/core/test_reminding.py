"""Who is reminded: cases that a person would expect, and properties over whole lives."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.account_dunning_fr.core.reminding import Decision, Item, Level, decide

TODAY = date(2026, 11, 27)
LEVELS = (Level(11, 5, 0), Level(12, 20, 10), Level(13, 40, 15))
D = Decimal


def item(key=1, late=30, residual="100", **values):
    return Item(key, TODAY - timedelta(days=late), D(residual), **values)


def ago(days):
    return TODAY - timedelta(days=days)


@pytest.mark.parametrize(
    ("values", "level"),
    [
        ({"late": 4}, 0),
        ({"late": 5}, 11),
        ({"late": 300}, 11),  # the first word is always the soft one
        ({"late": 30, "level": 11, "sent": ago(9)}, 0),
        ({"late": 30, "level": 11, "sent": ago(10)}, 12),
        ({"late": 19, "level": 11, "sent": ago(14)}, 0),
        ({"late": 20, "level": 11, "sent": ago(14)}, 12),
        ({"late": 90, "level": 13, "sent": ago(60)}, 0),  # nothing comes after the last
        ({"late": 30, "level": 11, "sent": TODAY}, 0),
        ({"late": 30, "disputed": True}, 0),
        ({"late": 30, "promised": TODAY}, 0),
        ({"late": 30, "promised": ago(1)}, 11),
        ({"late": 30, "level": 11, "sent": ago(3), "promised": ago(1)}, 12),  # broken
        ({"late": 30, "level": 11, "sent": ago(3), "promised": ago(4)}, 0),  # told of it already
        ({"late": 30, "level": 99, "sent": ago(30)}, 11),  # a level of another plan
        ({"residual": "0"}, 0),
    ],
)
def test_one_invoice(values, level):
    decision = decide([item(**values)], LEVELS, TODAY)
    assert decision.level == level
    assert bool(decision.claims) == bool(level)


def test_a_credit_pays_the_oldest():
    items = [item(1, 30, "100"), item(2, 60, "50"), item(3, 2, "-70")]
    decision = decide(items, LEVELS, TODAY)
    assert [(claim.key, claim.owed) for claim in decision.claims] == [(1, D(80))]
    assert decision.owed == 80


def test_a_credit_that_covers_all_says_nothing():
    assert decide([item(1, 30, "100"), item(2, 1, "-100")], LEVELS, TODAY) == Decision()
    assert decide([item(1, 30, "100"), item(2, 1, "-150")], LEVELS, TODAY) == Decision()


def test_one_message_with_the_hardest_level():
    items = [
        item(1, 90, level=12, sent=ago(20)),
        item(2, 6),
        item(3, 3),
        item(4, 30, level=11, sent=ago(2)),
        item(5, 30, disputed=True),
    ]
    decision = decide(items, LEVELS, TODAY)
    assert decision.level == 13
    assert [(claim.key, claim.level) for claim in decision.claims] == [
        (1, 13),
        (2, 11),
        (3, 0),
        (4, 11),
    ]
    assert decision.moving == {1, 2}


def test_small_sums_are_not_worth_it():
    assert decide([item(residual="9.99")], LEVELS, TODAY, D(10)) == Decision()
    assert decide([item(residual="10")], LEVELS, TODAY, D(10)).level == 11


def test_nothing_without_levels():
    assert decide([item()], (), TODAY) == Decision()


@st.composite
def lives(draw):
    count = draw(st.integers(1, 5))
    return [
        Item(
            key,
            TODAY + timedelta(days=draw(st.integers(-40, 40))),
            D(draw(st.integers(-300, 900))),
            promised=draw(st.none() | st.just(TODAY + timedelta(days=draw(st.integers(0, 60))))),
            disputed=draw(st.booleans()),
        )
        for key in range(count)
    ]


@given(lives())
def test_a_whole_life(items):
    """A run each day: levels climb one by one, with their gaps, and running twice says nothing."""
    places = {0: -1, **{level.key: place for place, level in enumerate(LEVELS)}}
    for day in (TODAY + timedelta(days=number) for number in range(150)):
        decision = decide(items, LEVELS, day)
        after = []
        for one in items:
            claim = next((claim for claim in decision.claims if claim.key == one.key), None)
            if claim:
                assert not one.disputed and 0 < claim.owed <= one.residual
                assert one.promised is None or one.promised < day
            if one.key in decision.moving:
                level = LEVELS[places[claim.level]]
                assert places[claim.level] == places[one.level] + 1
                assert claim.days >= level.days
                broken = one.promised and (not one.sent or one.sent <= one.promised)
                assert not one.sent or broken or (day - one.sent).days >= level.gap
                one = Item(
                    one.key, one.due, one.residual, claim.level, day, one.disputed, one.promised
                )
            after.append(one)
        assert decide(after, LEVELS, day) == Decision()
        credit = -sum(one.residual for one in items if one.residual < 0)
        debts = sum(one.residual for one in items if one.residual > 0)
        assert decision.owed <= max(debts - credit, 0)
        items = after
    owed = sum(one.residual for one in items)
    free = [one for one in items if not one.disputed and one.residual > 0]
    if owed > 0 and len(free) == len([one for one in items if one.residual > 0]):
        assert any(one.level for one in free)

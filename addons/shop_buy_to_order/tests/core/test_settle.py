import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.shop_buy_to_order.core.settle import Part, is_late, lessen, serve, settle

PIECES = st.integers(0, 6)


@st.composite
def parts(draw):
    rows = draw(st.lists(st.tuples(PIECES, PIECES, st.booleans(), PIECES), max_size=4))
    return [Part(key, *row) for key, row in enumerate(rows)]


@given(PIECES, PIECES, parts())
def test_wanted_is_bought_refused_or_still_to_buy(wanted, refused, lines):
    plan = settle(wanted, refused, lines)
    mine = sum(plan.mine.values())
    assert mine + plan.refused + plan.buy - plan.surplus == wanted
    assert min(plan.refused, plan.buy, plan.surplus, *plan.mine.values(), 0) == 0


@given(PIECES, PIECES, parts())
def test_nothing_is_lost_and_nothing_asked_twice(wanted, refused, lines):
    plan = settle(wanted, refused, lines)
    assert not (plan.buy and plan.surplus)
    assert not (plan.refused and plan.surplus)
    soft = sum(plan.mine[line.key] for line in lines if line.soft)
    assert not (plan.surplus and soft), "the supplier has not confirmed it"
    for line in lines:
        assert plan.mine[line.key] <= min(line.mine, line.coming) + line.spare
        if not line.soft:
            assert plan.mine[line.key] >= min(line.mine, line.coming)


@given(PIECES, PIECES, parts())
def test_a_second_time_changes_nothing(wanted, refused, lines):
    plan = settle(wanted, refused, lines)
    later = [
        Part(line.key, plan.mine[line.key], max(line.coming, plan.mine[line.key]), line.soft)
        for line in lines
    ]
    if plan.buy:
        later.append(Part(99, plan.buy, plan.buy, soft=True))
    again = settle(wanted, plan.refused, later)
    assert all(again.mine[line.key] == line.mine for line in later)
    assert (again.refused, again.buy, again.surplus) == (plan.refused, 0, plan.surplus)


def test_the_newest_line_falls_first():
    lines = [Part(1, 2, 2, soft=True), Part(2, 2, 2, soft=True)]
    assert settle(1, 0, lines).mine == {1: 1, 2: 0}


def test_what_waits_for_a_decision_falls_before_a_line():
    assert settle(2, 2, [Part(1, 2, 2, soft=True)]).mine == {1: 2}
    assert settle(2, 2, [Part(1, 2, 2, soft=True)]).refused == 0


@given(st.integers(0, 20), st.lists(PIECES, min_size=1, max_size=5))
def test_the_oldest_is_served_whole_before_the_next(came, demands):
    served = serve(came, demands)
    assert sum(served) == came
    for number, (share, demand) in enumerate(zip(served, demands, strict=True)):
        if share < demand:
            assert not any(served[number + 1 :])


def test_nobody_waits_for_nothing():
    assert serve(3, []) == []


@given(st.integers(0, 20), st.lists(PIECES, max_size=5))
def test_the_last_parts_give_first(total, sizes):
    rows = list(enumerate(sizes))
    taken = lessen(total, rows)
    assert sum(taken.values()) == min(total, sum(sizes))
    for key, pieces in taken.items():
        assert pieces <= sizes[key]
        later = [number for number, size in rows if number > key and size]
        assert all(taken.get(number) == sizes[number] for number in later)


@pytest.mark.parametrize(
    ("promised", "expected", "today", "late"),
    [
        (4, 4, 1, False),
        (4, 5, 1, True),
        (4, None, 4, False),
        (4, None, 5, True),
        (4, 2, 5, True),
        (None, 9, 1, False),
    ],
)
def test_late(promised, expected, today, late):
    day = lambda number: number and datetime.date(2026, 12, number)  # noqa: E731
    assert is_late(day(promised), day(expected), day(today)) is late

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.addons.bookstore_deposit.core.ownership import (
    UNDECIDED,
    TitleState,
    forced_shares,
    max_flow,
)

FIRM = "firm"


@pytest.mark.parametrize(
    ("own", "pending", "quantity", "owner"),
    [
        ({FIRM: 3}, 0, 1, FIRM),
        ({}, 0, 1, FIRM),
        ({"A": 3}, 0, 3, "A"),
        ({"A": 3}, 0, 4, UNDECIDED),
        ({"A": 3}, 2, 2, UNDECIDED),
        ({"A": 3}, 2, 1, "A"),
        ({"A": 3, "B": 1}, 0, 1, UNDECIDED),
        ({"A": 3, FIRM: 1}, 0, 1, UNDECIDED),
        ({"A": 0, FIRM: 2}, 0, 1, FIRM),
    ],
)
def test_the_owner_is_set_only_when_it_is_the_only_answer(own, pending, quantity, owner):
    assert TitleState(own, pending).owner_of_exit(quantity, FIRM) is owner or owner == TitleState(
        own, pending
    ).owner_of_exit(quantity, FIRM)


def test_two_copies_of_two_owners_are_settled():
    assert forced_shares([2], {"A": 1, "B": 1}, [["A", "B"]]) == [{"A": 1, "B": 1}]


def test_one_copy_of_two_owners_is_not():
    assert forced_shares([1], {"A": 1, "B": 1}, [["A", "B"]]) == [None]


def test_an_answer_forces_the_next():
    answers = forced_shares([1, 1], {"A": 1, "B": 5}, [["A"], ["A", "B"]])
    assert answers == [{"A": 1}, {"B": 1}]


def test_copies_beyond_the_stock_leave_what_is_certain():
    """Three exits, two copies: X's own exit is X's, the others stay open."""
    assert forced_shares([1, 2], {"X": 1, "Y": 1}, [["X"], ["X", "Y"]]) == [None, None]
    assert forced_shares([3], {"X": 2}, [["X"]]) == [{"X": 2}]


def test_an_exit_nobody_may_own_is_not_answered():
    assert forced_shares([1], {"X": 0}, [["X"]]) == [None]
    assert forced_shares([], {"X": 1}, []) == []


def test_a_flow_makes_room_for_the_group_that_has_no_choice():
    total, flow = max_flow([1, 1], {"A": 1, "B": 1}, [["A", "B"], ["A"]])
    assert total == 2
    assert flow == [{"A": 0.0, "B": 1.0}, {"A": 1.0}]


def test_a_flow_goes_through_several_groups():
    total, flow = max_flow([1, 1, 1], {"A": 1, "B": 1, "C": 1}, [["A", "B"], ["B", "C"], ["A"]])
    assert total == 3
    assert [sum(shares.values()) for shares in flow] == [1, 1, 1]


@pytest.mark.parametrize(
    ("own", "pending", "owner"),
    [
        ({FIRM: 3}, 0, FIRM),
        ({}, 0, FIRM),
        ({"A": 3}, 0, "A"),
        ({"A": 3}, 1, UNDECIDED),
        ({"A": 3}, -1, UNDECIDED),
        ({"A": 3, "B": 1}, 0, UNDECIDED),
        ({FIRM: 2}, 1, UNDECIDED),
        ({FIRM: 1, "A": 0}, 0, FIRM),
    ],
)
def test_a_transfer_has_an_owner_only_when_no_exit_waits(own, pending, owner):
    assert TitleState(own, pending).owner_of_transfer(FIRM) == owner


@pytest.mark.parametrize(
    ("own", "pending", "consigned"),
    [
        ({}, 0, False),
        ({FIRM: 2}, 0, False),
        ({FIRM: 2}, 1, True),
        ({"A": 1}, 0, True),
        ({"A": -1}, 0, True),
        ({"A": 0}, 0, False),
    ],
)
def test_a_title_is_consigned_as_soon_as_someone_else_has_a_say(own, pending, consigned):
    assert TitleState(own, pending).is_consigned(FIRM) is consigned


@pytest.mark.parametrize(
    ("own", "pending", "quantity", "oversold"),
    [
        ({"A": 2, "B": 1}, 0, 3, 0),
        ({"A": 2, "B": 1}, 0, 4, 1),
        ({"A": 2}, 1, 2, 1),
        ({"A": 1}, 3, 2, 2),
        ({}, 0, 1, 1),
    ],
)
def test_what_nobody_had_in_stock_is_oversold(own, pending, quantity, oversold):
    assert TitleState(own, pending).oversold(quantity) == oversold


def test_copies_leave_their_owner_or_wait():
    state = TitleState({"A": 2}, 0)
    state.leave("A", 1)
    state.leave("B", 2)
    state.leave(UNDECIDED, 1)
    assert (state.own, state.pending, state.total) == ({"A": 1, "B": -2}, 1, -2)
    assert state.candidates == ["A"]
    assert state.has("A", 1)
    assert not state.has("A", 2)
    assert not state.has("C", 1)


def _assignments(demands, capacities, allowed):
    """Every way to give each single copy to one of its owners, within what they have."""
    copies = [group for group, demand in enumerate(demands) for _copy in range(demand)]
    for owners in product(*[allowed[group] for group in copies]):
        if all(owners.count(owner) <= capacities[owner] for owner in capacities):
            shares = [dict.fromkeys(allowed[group], 0) for group in range(len(demands))]
            for group, owner in zip(copies, owners, strict=True):
                shares[group][owner] += 1
            yield shares


def _most_exits(demands, capacities, allowed):
    """How many of the exits the owners can answer for, tried one by one."""
    most = 0
    for answered in product(*[range(demand + 1) for demand in demands]):
        if sum(answered) > most and any(_assignments(answered, capacities, allowed)):
            most = sum(answered)
    return most


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.integers(1, 2), min_size=1, max_size=3),
    st.fixed_dictionaries({owner: st.integers(0, 3) for owner in "ABC"}),
    st.data(),
)
def test_forced_is_what_every_possible_sharing_has_in_common(demands, capacities, data):
    """Exits beyond what the owners have are of someone unknown; the others may still be forced."""
    allowed = [sorted(data.draw(st.sets(st.sampled_from("ABC"), min_size=1))) for _group in demands]
    answers = forced_shares(demands, capacities, allowed)
    excess = sum(demands) - _most_exits(demands, capacities, allowed)
    if excess:
        capacities = {**capacities, "?": excess}
        allowed = [[*owners, "?"] for owners in allowed]
    possible = list(_assignments(demands, capacities, allowed))
    assert possible
    for group, answer in enumerate(answers):
        seen = {tuple(sorted(shares[group].items())) for shares in possible}
        known = {owner: copies for owner, copies in possible[0][group].items() if copies}
        unknown = known.pop("?", 0)
        if len(seen) == 1 and known:
            assert answer == known
        elif len(seen) == 1 and unknown:
            assert answer is None
        else:
            assert answer is None


def test_exactly_as_many_copies_as_could_be_asked_are_clear():
    state = TitleState({"X": 3.0}, pending=1.0)
    assert state.owner_of_exit(2.0, "firm") == "X"
    assert state.owner_of_exit(2.0 + 2e-6, "firm") is UNDECIDED


@pytest.mark.parametrize("pending", [0, 2])
def test_while_found_copies_wait_any_copy_may_be_one_of_them(pending):
    state = TitleState({"A": 3}, pending, found=2)
    assert state.is_consigned(FIRM)
    assert state.total == 5 - pending
    assert state.owner_of_exit(1, FIRM) is UNDECIDED
    assert state.owner_of_transfer(FIRM) is UNDECIDED
    assert state.oversold(1) == 1
    state.forget_found(2)
    assert state.total == 3 - pending
    assert state.owner_of_exit(1, FIRM) == "A"
    assert state.oversold(4) == 1 + pending


def test_copies_that_come_back_without_a_sale_are_found_ones():
    state = TitleState({"A": 3})
    state.find(2)
    assert (state.found, state.total) == (2, 5)
    state.find(1)
    assert state.found == 3
    assert state.owner_of_exit(1, FIRM) is UNDECIDED


def test_found_copies_alone_make_a_title_nobodys_for_sure():
    state = TitleState({FIRM: 2}, found=1)
    assert state.is_consigned(FIRM)
    assert state.owner_of_exit(1, FIRM) is UNDECIDED

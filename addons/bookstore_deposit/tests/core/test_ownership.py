from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.addons.bookstore_deposit.core.ownership import UNDECIDED, TitleState, forced_shares

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


def _assignments(demands, capacities, allowed):
    """Every way to give each single copy to one of its owners, within what they have."""
    copies = [group for group, demand in enumerate(demands) for _copy in range(demand)]
    for owners in product(*[allowed[group] for group in copies]):
        if all(owners.count(owner) <= capacities[owner] for owner in capacities):
            shares = [dict.fromkeys(allowed[group], 0) for group in range(len(demands))]
            for group, owner in zip(copies, owners, strict=True):
                shares[group][owner] += 1
            yield shares


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.integers(1, 2), min_size=1, max_size=3),
    st.fixed_dictionaries({owner: st.integers(0, 3) for owner in "ABC"}),
    st.data(),
)
def test_forced_is_what_every_possible_sharing_has_in_common(demands, capacities, data):
    allowed = [sorted(data.draw(st.sets(st.sampled_from("ABC"), min_size=1))) for _group in demands]
    possible = list(_assignments(demands, capacities, allowed))
    if not possible:
        return
    for group, answer in enumerate(forced_shares(demands, capacities, allowed)):
        seen = {tuple(sorted(shares[group].items())) for shares in possible}
        if len(seen) == 1:
            expected = {owner: copies for owner, copies in possible[0][group].items() if copies}
            assert answer == expected
        else:
            assert answer is None

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.rental_booking.core.kit import Part, choose_parts, count_kits, share_price

FREE = st.dictionaries(st.integers(1, 4), st.integers(0, 6), min_size=1)
PARTS = st.lists(
    st.builds(
        Part,
        st.lists(st.integers(1, 4), min_size=1, max_size=2, unique=True),
        st.integers(1, 3),
    ),
    min_size=1,
    max_size=4,
)


@given(PARTS, FREE)
def test_what_is_counted_can_be_chosen_and_one_more_cannot(parts, free):
    number = count_kits(parts, free)
    assert choose_parts(parts, free, number + 1) is None
    if number:
        chosen = choose_parts(parts, free, number)
        taken = dict.fromkeys(free, 0)
        for part, key in zip(parts, chosen, strict=True):
            assert key in part.options
            taken[key] += number * part.quantity
        assert all(taken[key] <= free[key] for key in free)


def test_the_first_free_article_is_taken_and_a_shared_one_counts_twice():
    assert choose_parts([Part([1, 2])], {1: 1, 2: 5}) == [1]
    assert choose_parts([Part([1, 2])], {1: 0, 2: 5}) == [2]
    assert choose_parts([Part([1]), Part([1])], {1: 1}) is None
    assert count_kits([Part([1], 2), Part([1])], {1: 7}) == 2
    assert count_kits([], {1: 7}) == 0
    assert count_kits([Part([1])], {1: 10**9}) == 500
    assert count_kits([Part([5])], {1: 1}) == 0


@given(
    st.integers(0, 10**6),
    st.lists(st.tuples(st.floats(0, 999), st.integers(1, 5)), min_size=1, max_size=6),
)
def test_shares_add_up_to_the_price_of_the_kit(cents, parts):
    shares = share_price(cents / 100, parts, 0.01)
    total = sum(round(100 * share) * part[1] for share, part in zip(shares, parts, strict=True))
    least = min(quantity for _weight, quantity in parts)
    assert 0 <= cents - total < least or (least == 1 and total == cents)
    assert all(share >= 0 for share in shares)


def test_a_dear_part_carries_more_than_a_cheap_one():
    assert share_price(90.0, [(300.0, 1), (150.0, 1)], 0.01) == [60.0, 30.0]
    assert share_price(10.01, [(0.0, 1), (0.0, 4)], 0.01) == [2.01, 2.0]
    assert share_price(10.0, [(0.0, 1), (1.0, 4)], 0.05) == pytest.approx([0.0, 2.5])
    assert share_price(0.03, [(1.0, 2)], 0.01) == [0.01]

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.shop_parcel.core.matching import Choice, Line, Parcel, choose, precedence


def line(key, parcel, wanted, packed=0.0, article=1, lot=0):
    return Line(key, parcel, article, lot, wanted, packed)


def test_the_parcel_on_the_screen_then_the_begun_then_the_oldest():
    parcels = [Parcel(10, 0, False), Parcel(11, 1, False), Parcel(12, 2, True)]
    assert precedence(parcels, 0) == [12, 10, 11]
    assert precedence(parcels, 11) == [11, 12, 10]
    assert precedence(parcels, 99) == [12, 10, 11]


@pytest.mark.parametrize(
    ("lines", "order", "pieces", "found"),
    [
        ([line(1, 10, 2), line(2, 11, 2)], [11, 10], 1, Choice(2, 1)),
        ([line(1, 10, 2, 2), line(2, 11, 2, 1)], [10, 11], 1, Choice(2, 2)),
        ([line(1, 10, 2), line(2, 10, 2)], [10], 1, Choice(1, 1)),
        ([line(1, 10, 2, 2)], [10], 1, Choice(reason="enough")),
        ([line(1, 10, 2, 3)], [10], 1, Choice(reason="enough")),
        ([line(1, 10, 2)], [], 1, Choice(reason="enough")),
        ([line(1, 10, 5), line(2, 11, 12)], [10, 11], 12, Choice(2, 12)),
        ([line(1, 10, 5)], [10], 12, Choice(reason="too_many")),
        ([line(1, 10, 2.5, 2)], [10], 1, Choice(1, 2.5)),
        ([line(1, 10, 2, article=9)], [10], 1, Choice(reason="absent")),
    ],
)
def test_choose(lines, order, pieces, found):
    assert choose(lines, order, 1, 0, pieces, False) == found


def test_lots():
    lines = [line(1, 10, 1, lot=5), line(2, 11, 1, lot=6)]
    assert choose(lines, [10, 11], 1, 0, 1, True).reason == "which_lot"
    assert choose(lines, [10, 11], 1, 7, 1, True).reason == "other_lot"
    assert choose(lines, [10, 11], 1, 6, 1, True) == Choice(2, 1)


@given(
    st.lists(st.tuples(st.integers(1, 3), st.integers(0, 5), st.integers(0, 5)), max_size=6),
    st.integers(1, 3),
)
def test_a_line_never_gets_more_than_it_wants(rows, pieces):
    lines = [
        line(n, parcel, wanted, min(packed, wanted))
        for n, (parcel, wanted, packed) in enumerate(rows, 1)
    ]
    choice = choose(lines, [1, 2, 3], 1, 0, pieces, False)
    lacking = [one for one in lines if one.lacking >= pieces]
    assert bool(choice.line) == bool(lacking)
    if choice.line:
        taken = lines[choice.line - 1]
        assert choice.packed == taken.packed + pieces <= taken.wanted
        assert taken.parcel == min(one.parcel for one in lacking)

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.bookstore_law_fr.core.basket import Line, find_excess


def line(amount, floor=None, taxes="5.5"):
    return Line(Decimal(amount), None if floor is None else Decimal(floor), taxes)


@pytest.mark.parametrize(
    ("lines", "excess"),
    [
        ([], "0"),
        ([line("20", "19")], "0"),
        ([line("0.50"), line("-0.50")], "0"),
        ([line("0.50"), line("-0.60")], "0.10"),
        ([line("20", "19"), line("-1")], "0"),
        ([line("20", "19"), line("-1.01")], "0.01"),
        ([line("20", "19"), line("10"), line("-11")], "0"),
        ([line("20", "19"), line("10"), line("-11.50")], "0.50"),
        # A discount on goods at 20 % does not touch the book at 5.5 %.
        ([line("20", "19"), line("10", taxes="20"), line("-10", taxes="20")], "0"),
        ([line("20", "19"), line("10", taxes="20"), line("-3")], "2"),
        # A voucher without VAT may be borne by any goods.
        ([line("20", "19"), line("10", taxes="20"), line("-11", taxes=None)], "0"),
        ([line("20", "19"), line("10", taxes="20"), line("-12", taxes=None)], "1"),
        ([line("20", "19"), line("-1"), line("-1", taxes=None)], "1"),
        # A book below its floor gives no room to the others, and takes none.
        ([line("18", "19"), line("10"), line("-10")], "0"),
        ([line("18", "19"), line("-1")], "1"),
    ],
)
def test_what_the_books_would_have_to_bear(lines, excess):
    assert find_excess(lines) == Decimal(excess)


cents = st.integers(0, 5000).map(lambda cents: Decimal(cents) / 100)


@given(st.lists(st.tuples(cents, st.sampled_from(["5.5", "20"])), max_size=5), cents)
def test_goods_alone_bear_any_discount_up_to_their_price(goods, discount):
    lines = [line(amount, taxes=taxes) for amount, taxes in goods]
    total = sum((amount for amount, _taxes in goods), Decimal(0))
    excess = find_excess([*lines, line(-discount, taxes="none")])
    assert excess == max(discount - total, Decimal(0))


@given(st.lists(st.tuples(cents, cents), max_size=5), cents, cents)
def test_a_larger_discount_is_never_more_lawful(books, discount, more):
    lines = [line(floor + above, floor) for floor, above in books]
    assert find_excess([*lines, line(-discount)]) <= find_excess([*lines, line(-discount - more)])

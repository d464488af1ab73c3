from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.addons.bookstore_deposit.core.barcode import ean13_modules, ean13_svg
from odoo.addons.bookstore_deposit.core.codes import (
    is_ean13,
    is_isbn,
    is_mistyped_isbn,
    looks_like_code,
    normalise_code,
    spellings,
    split_addon,
)
from odoo.addons.bookstore_deposit.core.money import (
    exact_amount,
    line_amount,
    rounded,
    share_rounding,
)
from odoo.addons.bookstore_deposit.core.stay import overdue_quantity


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("2-07-036002-4", "9782070360024"),
        ("978-2-07-036002-4", "9782070360024"),
        ("9782070360024\n", "9782070360024"),
        ("207025190X", "9782070251902"),
        ("207025190x", "9782070251902"),
        ("2070360023", "2070360023"),
        ("TOTE-1", "TOTE-1"),
        ("", ""),
        (None, ""),
    ],
)
def test_a_code_is_read_in_any_spelling(typed, code):
    assert normalise_code(typed) == code


@given(st.text())
def test_any_text_can_be_scanned(text):
    code = normalise_code(text)
    assert normalise_code(code) == code
    assert looks_like_code(text) in (True, False)


@given(st.integers(0, 999999999))
def test_an_isbn10_becomes_a_valid_isbn13(number):
    nine = f"{number:09}"
    check = -sum(int(digit) * (10 - place) for place, digit in enumerate(nine)) % 11
    code = normalise_code(nine + ("X" if check == 10 else str(check)))
    assert is_ean13(code) and is_isbn(code)


def test_amounts_are_rounded_once_by_title():
    assert line_amount([(3, 9.469194312796208)], 33.3) == Decimal("18.95")
    assert line_amount([(2, 10.0), (-1, 10.0)], 40) == Decimal("6.00")
    assert line_amount([], 40) == Decimal("0.00")


@given(
    st.lists(st.tuples(st.integers(0, 20), st.integers(1, 5)), max_size=8),
    st.integers(0, 40),
    st.integers(0, 20),
)
def test_overdue_is_what_recent_receipts_do_not_explain(receipts, current, limit):
    recent = sum(quantity for date, quantity in receipts if date >= limit)
    assert overdue_quantity(current, receipts, limit) == max(current - recent, 0)


def test_an_isbn_becomes_the_bars_of_its_standard():
    """The figures of 4003994155486, a worked example of EAN-13."""
    modules = ean13_modules("4003994155486")
    assert len(modules) == 95
    assert modules[:3] == modules[-3:] == "101"
    assert modules[45:50] == "01010"
    assert modules[3:10] == "0001101"
    assert modules[50:57] == "1100110"
    assert ean13_svg("4003994155486").startswith("<svg")
    assert ean13_svg("ABC") == ""
    with pytest.raises(ValueError):
        ean13_modules("4003994155487")


@pytest.mark.parametrize(
    ("scanned", "code", "addon"),
    [
        ("978207036002451850", "9782070360024", "51850"),
        ("9782070360024 51850", "9782070360024", "51850"),
        ("9771234567003 05", "9771234567003", "05"),
        ("9782070360024", "9782070360024", ""),
        ("97820703600241", "97820703600241", ""),
    ],
)
def test_the_digits_beside_a_barcode_are_kept_apart(scanned, code, addon):
    assert split_addon(scanned) == (code, addon)
    assert normalise_code(scanned) == code


@pytest.mark.parametrize(
    ("code", "mistyped"),
    [
        ("9782070360025", True),
        ("978-2-07-036002-5", True),
        ("9791234567890", True),
        ("9782070360024", False),
        ("3760000000000", False),
        ("97820703600", False),
        ("", False),
    ],
)
def test_an_isbn_with_a_wrong_digit_is_noticed(code, mistyped):
    assert is_mistyped_isbn(code) is mistyped


def test_a_code_is_looked_for_in_every_spelling():
    assert spellings("036000291452") == ["0036000291452", "036000291452"]
    assert spellings("0036000291452") == ["0036000291452", "036000291452"]
    assert spellings("2-07-036002-4") == ["2-07-036002-4", "9782070360024"]
    assert spellings(" ") == []


def test_an_isbn_of_the_prefix_979_is_one():
    assert is_isbn("979-10-90724-00-6")
    assert not is_isbn("3760000000000")


@settings(deadline=None)
@given(
    st.lists(st.decimals("-500", "500", places=6), min_size=1, max_size=12),
)
def test_shares_are_rounded_together(amounts):
    shares = share_rounding(amounts)
    assert sum(shares) == rounded(sum(amounts))
    for amount, share in zip(amounts, shares, strict=True):
        assert abs(amount - share) <= Decimal("0.01")
        assert share == round(share, 2)


def test_a_hundred_copies_are_rounded_once():
    sales = [(100, 9.99 / 1.055)]
    assert line_amount(sales, 30) == Decimal("662.84")
    assert line_amount([(60, 17.9 / 1.055)], 30) == Decimal("712.61")
    assert exact_amount([(2, 1.5), (-1, 1.5)], 0) == Decimal("1.5")
    assert rounded(Decimal("0.005")) == Decimal("0.01")
    assert rounded(Decimal("-0.005")) == Decimal("-0.01")
    assert share_rounding([Decimal("0.004")] * 3) == [Decimal("0.01"), Decimal(0), Decimal(0)]

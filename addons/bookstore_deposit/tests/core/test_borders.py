"""Both sides of each limit: a millionth of a copy, a cent, a digit too few, a header too low."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.addons.bookstore_deposit.core.codes import (
    is_ean13,
    is_isbn,
    looks_like_code,
    normalise_code,
    spellings,
    split_addon,
)
from odoo.addons.bookstore_deposit.core.comparison import ComparisonError, read_file
from odoo.addons.bookstore_deposit.core.money import (
    exact_amount,
    line_amount,
    rounded,
    share_rounding,
)
from odoo.addons.bookstore_deposit.core.ownership import (
    EPSILON,
    UNDECIDED,
    TitleState,
    forced_shares,
    max_flow,
)
from odoo.addons.bookstore_deposit.core.stay import overdue_quantity
from odoo.addons.bookstore_deposit.core.unimarc import parse_records

BOOK, OTHER = "9782070360024", "9782070251902"

# --- codes


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1234567", False),
        ("12345678", True),
        ("1234567X", True),
        ("123456XX", False),
        ("1234 56-78", True),
        ("12 34 56 7", False),
        ("Fahrenheit 451", False),
        ("ABCDEFGH", False),
        ("", False),
        (None, False),
    ],
)
def test_a_code_has_eight_signs_and_one_letter_at_most(text, code):
    assert looks_like_code(text) is code


@given(st.integers(0, 10**12 - 1), st.integers(0, 9))
def test_one_digit_of_ten_ends_a_barcode(number, wrong):
    twelve = f"{number:012}"
    right = [digit for digit in "0123456789" if is_ean13(twelve + digit)]
    assert len(right) == 1
    total = sum(map(int, twelve[::2])) + 3 * sum(map(int, twelve[1::2])) + int(right[0])
    assert total % 10 == 0
    assert not is_ean13(twelve)
    assert not is_ean13(twelve + right[0] + str(wrong))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1234-5670", "12345670"),
        ("1234-567", "1234-567"),
        ("0360-0029-1452", "036000291452"),
        ("97820-70360-024", BOOK),
        ("1-9782070360024", "19782070360024"),
        ("1-97820703600244", "1-97820703600244"),
        ("2.07.036002.4", BOOK),
        ("2‐07–036002—4", BOOK),
        ("20703600X4", "20703600X4"),
    ],
)
def test_only_the_lengths_of_real_codes_are_made_compact(text, code):
    assert normalise_code(text) == code


def test_the_digits_beside_a_barcode_are_two_or_five():
    assert split_addon(BOOK + "05") == (BOOK, "05")
    assert split_addon(BOOK + "051") == (BOOK + "051", "")
    assert split_addon(BOOK + "0518") == (BOOK + "0518", "")
    assert split_addon(BOOK + "5185X") == (BOOK + "5185X", "")
    assert split_addon("9782070360025" + "05") == ("978207036002505", "")
    assert split_addon(None) == ("", "")


def test_a_code_without_its_zero_is_looked_for_only_where_it_is_one():
    assert spellings("036000291453") == ["036000291453"]
    assert spellings("0036000291453") == ["0036000291453"]
    assert spellings(BOOK) == [BOOK]
    assert not is_isbn("9772070360027")
    assert not is_isbn("9802070360020")


# --- amounts


@pytest.mark.parametrize(
    ("amount", "decimals", "cents"),
    [
        ("0.0049999999", 2, "0.00"),
        ("0.004999999999999", 2, "0.01"),  # the noise of a floating price
        ("-0.004999999999999", 2, "-0.01"),
        ("1.0005", 3, "1.001"),
        ("1.5", 0, "2"),
    ],
)
def test_half_a_cent_goes_up_behind_the_noise_of_floats(amount, decimals, cents):
    assert str(rounded(Decimal(amount), decimals)) == cents


def test_amounts_of_other_currencies():
    assert line_amount([(1, 10.5)], 0, 0) == Decimal(11)
    assert line_amount([(1, 1.2345)], 0, 3) == Decimal("1.235")
    assert exact_amount([(2, 10.0), (1, 0.5)], 33.3) == Decimal("13.6735")


@settings(max_examples=60)
@given(st.lists(st.integers(-9999, 9999), min_size=1, max_size=8), st.integers(0, 3))
def test_the_cents_go_where_rounding_errs_most(thousandths, decimals):
    """An independent model: Hamilton's method, in whole thousandths and fractions."""
    amounts = [Decimal(number).scaleb(-decimals - 1) for number in thousandths]
    shares = share_rounding(amounts, decimals)
    assert sum(shares) == rounded(sum(amounts), decimals)
    units = [Fraction(share) * 10**decimals for share in shares]
    alone = [Fraction(rounded(amount, decimals)) * 10**decimals for amount in amounts]
    moved = [after - before for after, before in zip(units, alone, strict=True)]
    assert {abs(one) for one in moved} <= {0, 1}
    assert all(one >= 0 for one in moved) or all(one <= 0 for one in moved)
    errors = [
        Fraction(number, 10) - before for number, before in zip(thousandths, alone, strict=True)
    ]
    sign = 1 if sum(moved) >= 0 else -1
    touched = [sign * error for error, one in zip(errors, moved, strict=True) if one]
    left = [sign * error for error, one in zip(errors, moved, strict=True) if not one]
    assert not touched or not left or min(touched) >= max(left)
    for one, other in zip(range(len(errors)), range(1, len(errors)), strict=False):
        if errors[one] == errors[other]:  # of two alike the first is touched first
            assert abs(moved[one]) >= abs(moved[other])


def test_shares_that_lose_a_cent():
    half = [Decimal("0.005")] * 3  # 0.01 each, 0.015 → 0.02 together
    assert share_rounding(half) == [Decimal("0.00"), Decimal("0.01"), Decimal("0.01")]
    assert share_rounding([Decimal("-0.004")] * 3) == [Decimal("-0.01"), 0, 0]
    assert share_rounding([Decimal("0.4")] * 4, 0) == [1, 1, 0, 0]
    assert share_rounding([]) == []


# --- owners


@pytest.mark.parametrize(
    ("state", "quantity", "owner"),
    [
        (TitleState({"A": 3.0}), 3.0 + EPSILON, "A"),
        (TitleState({"A": 3.0}), 3.0 + 2 * EPSILON, UNDECIDED),
        (TitleState({"A": 3.0}, pending=-2.0), 3.0, "A"),
        (TitleState({"A": 3.0}, pending=-2.0), 4.0, UNDECIDED),
        (TitleState({"A": 3.0}, found=EPSILON), 1.0, "A"),
        (TitleState({"A": 3.0}, found=2 * EPSILON), 1.0, UNDECIDED),
        (TitleState({"A": 3.0, "B": EPSILON}), 1.0, "A"),
        (TitleState({"A": 3.0, "B": 2 * EPSILON}), 1.0, UNDECIDED),
        (TitleState({"A": EPSILON, "F": 1.0}), 1.0, "F"),
        (TitleState({"A": -1.0, "F": 1.0}), 1.0, "F"),
        (TitleState({"A": -1.0}), 1.0, UNDECIDED),
    ],
)
def test_a_millionth_of_a_copy_is_none(state, quantity, owner):
    assert state.owner_of_exit(quantity, "F") == owner


def test_who_has_a_say_and_who_has_copies_at_a_millionth():
    for own, pending, found, consigned in (
        ({"F": 1.0}, EPSILON, 0.0, False),
        ({"F": 1.0}, 2 * EPSILON, 0.0, True),
        ({"F": 1.0}, 0.0, EPSILON, False),
        ({"F": 1.0}, 0.0, 2 * EPSILON, True),
        ({"A": EPSILON}, 0.0, 0.0, False),
        ({"A": -2 * EPSILON}, 0.0, 0.0, True),
    ):
        assert TitleState(own, pending, found).is_consigned("F") is consigned
    state = TitleState({"A": 3.0}, pending=0.0)
    assert state.has("A", 3.0 + EPSILON)
    assert not state.has("A", 3.0 + 2 * EPSILON)
    assert state.has("B", 0.0)
    assert state.oversold(3.5) == 0.5
    assert TitleState({"A": 3.0}, found=EPSILON).oversold(3.0) == 0.0
    assert TitleState({"A": -2.0}).oversold(1.0) == 1.0
    for pending, found, owner in (
        (EPSILON, 0.0, "A"),
        (2 * EPSILON, 0.0, UNDECIDED),
        (-2 * EPSILON, 0.0, UNDECIDED),
        (0.0, EPSILON, "A"),
        (0.0, 2 * EPSILON, UNDECIDED),
    ):
        assert TitleState({"A": 3.0}, pending, found).owner_of_transfer("F") == owner


def test_a_flow_of_fractions_stops_at_a_millionth():
    assert max_flow([1.0], {"A": EPSILON}, [["A"]]) == (0.0, [{"A": 0.0}])
    total, flow = max_flow([0.5, 0.25], {"A": 0.4, "B": 1.0}, [["A"], ["B", "A"]])
    assert total == pytest.approx(0.65)
    assert flow == [{"A": 0.4}, {"B": 0.25, "A": 0.0}]
    total, flow = max_flow([2, 3, 2], {"A": 2, "B": 3, "C": 2}, [["A", "B"], ["B", "C"], ["A"]])
    assert (total, [sum(shares.values()) for shares in flow]) == (7, [2, 3, 2])
    assert max_flow([1], {}, [["A"]]) == (0.0, [{"A": 0.0}])
    assert forced_shares([1.0], {"A": 1.0 - EPSILON / 2, "B": 0.0}, [["A", "B"]]) == [
        {"A": pytest.approx(1.0, abs=EPSILON)}
    ]
    assert forced_shares([3, 1], {"A": 2, "B": 2}, [["A", "B"], ["B"]]) == [
        {"A": 2, "B": 1},
        {"B": 1},
    ]


# --- stay


@pytest.mark.parametrize(
    ("current", "receipts", "overdue"),
    [
        (3.0, [], 3.0),
        (EPSILON, [], 0.0),
        (2 * EPSILON, [], 2 * EPSILON),
        (3.0, [(5, 1.0)], 2.0),  # received on the day of the limit: within its stay
        (3.0, [(4, 1.0)], 3.0),
        (3.0, [(6, 1.0), (4, 9.0), (7, 1.0)], 1.0),
        (3.0, [(6, 4.0)], 0.0),
        (3.0, [(6, -1.0), (7, 2.0)], 2.0),
    ],
)
def test_the_oldest_received_are_the_ones_that_left(current, receipts, overdue):
    assert overdue_quantity(current, receipts, 5) == overdue


# --- the distributor's file


def refused(content):
    with pytest.raises(ComparisonError) as caught:
        read_file(content.encode())
    return caught.value.code


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("Relevé\nISBN;Vendu\n", "empty"),
        ("ISBN\n", "empty"),
        ("a;b\n", "empty"),
        ("Vendu\n3\n", "no_isbn"),
        ("Relevé\na;b\n", "no_isbn"),
        ("ISBN;Titre\n1;2\n", "no_figure"),
    ],
)
def test_a_header_without_lines_is_an_empty_file(content, code):
    assert refused(content) == code


def test_a_header_is_looked_for_in_fifteen_lines():
    table = f"ISBN;Vendu\n{BOOK};3\n"
    assert read_file(("x;\n" * 14 + table).encode()).figures == {BOOK: {"sold": 3.0}}
    assert refused("x;\n" * 15 + table) == "no_isbn"
    later = f"ISBN;Vendu\n{BOOK};3\nISBN;Vendu;Stock\n{OTHER};1;2\n"
    reading = read_file(later.encode())  # the header of most columns
    assert reading.figures == {OTHER: {"sold": 1.0, "current": 2.0}}
    assert reading.columns == ["current", "sold"]
    again = f"ISBN;Vendu\n{BOOK};3\nISBN;Stock\n{OTHER};1\n"
    assert read_file(again.encode()).columns == ["sold"]  # of two alike the first


def test_a_column_named_by_one_word_comes_before_one_of_several():
    content = f"Code article;EAN;Vendu\nX1;{BOOK};3\n"
    assert read_file(content.encode()).figures == {BOOK: {"sold": 3.0}}


@pytest.mark.parametrize(
    ("line", "figures", "rejected"),
    [
        (f"{BOOK};;", {BOOK: {"current": 0.0, "sold": 0.0}}, []),
        (f"{BOOK};2;", {BOOK: {"current": 0.0, "sold": 2.0}}, []),
        (f"{BOOK};;2", {BOOK: {"current": 2.0, "sold": 0.0}}, []),
        ("TOTE;;", {}, [(3, "TOTE  ")]),
        ("TOTE;1;", {"TOTE": {"current": 0.0, "sold": 1.0}}, []),
        (";1;", {}, [(3, " 1 ")]),
        ("9782070360025;1;", {}, [(3, "9782070360025 1 ")]),
        ("9782070300000;1;", {}, "lost_code"),
        ("9782070000001;1;", {}, [(3, "9782070000001 1 ")]),
        ("Sous-total;1;", {}, []),
        ("Total général;1;", {}, []),
        ("Totaux HT;;", {}, []),
        ("Total des ventes;1;", {"Total des ventes": {"current": 0.0, "sold": 1.0}}, []),
        ("9,8E12;1;", {}, "lost_code"),
        (f"'{BOOK},00;1;", {BOOK: {"current": 0.0, "sold": 1.0}}, []),
    ],
)
def test_a_line_is_a_title_or_is_told(line, figures, rejected):
    content = f"ISBN;Vendu;Stock\n{OTHER};1;1\n{line}\n"
    if isinstance(rejected, str):
        assert refused(content) == rejected
        return
    reading = read_file(content.encode())
    assert reading.figures.pop(OTHER) == {"current": 1.0, "sold": 1.0}
    assert (reading.figures, reading.rejected) == (figures, rejected)


def test_a_title_alone_may_have_no_figure():
    reading = read_file(b"Titre;ISBN;Stock\nUn livre;;\nUn livre;;2\n")
    assert reading.by_title == {"un livre": {"current": 2.0}}


# --- UNIMARC


def record_of(zones, head=""):
    xml = (
        f'{head}<r xmlns="info:lc/xmlns/marcxchange-v2"><record>'
        + "".join(
            f'<datafield tag="{tag}" ind2="{indicator}"><subfield code="{code}">{value}</subfield></datafield>'
            for tag, indicator, code, value in zones
        )
        + "</record></r>"
    )
    [record] = parse_records(xml.encode())
    return record


def test_an_entity_never_becomes_text():
    record = record_of([("200", "", "a", "x&b;")], '<!DOCTYPE r [<!ENTITY b "boom">]>')
    assert "boom" not in str(record)


ZONES = [
    ("isbn", ("010", "", "a"), ("073", "", "a")),
    ("collection", ("225", "", "a"), ("410", "", "t")),
    ("publisher", ("214", "0", "c"), ("210", "", "c")),
    ("subtitle", ("200", "", "e"), None),
    ("summary", ("330", "", "a"), None),
]


@pytest.mark.parametrize(("key", "first", "second"), ZONES)
def test_each_zone_is_read_before_the_one_that_stands_in_for_it(key, first, second):
    assert record_of([(*first, " un ")])[key] == "un"
    if second:
        assert record_of([(*second, "deux")])[key] == "deux"
        assert record_of([(*second, "deux"), (*first, "un")])[key] == "un"
        assert record_of([(*second, "deux"), (*first, " ")])[key] == "deux"
    assert record_of([("999", "", "a", "x")])[key] == ""


@pytest.mark.parametrize(
    ("extent", "pages"),
    [
        ("1 vol. (XII-512 p.)", 512),
        ("512p", 512),
        ("3 vol.", 0),
        ("12 pl., 96 p.", 96),
        ("96 photos", 0),
    ],
)
def test_pages_are_the_figure_before_the_p(extent, pages):
    assert record_of([("215", "", "a", extent)])["pages"] == pages


@pytest.mark.parametrize(
    ("date", "year"), [("DL 2018", 2018), ("[19..]", 0), ("cop. 1999, 2001", 1999)]
)
def test_the_year_is_the_first_of_four_digits(date, year):
    assert record_of([("210", "", "d", date)])["year"] == year

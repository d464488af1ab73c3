from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from odoo.addons.suite_base.core.text import (
    AmbiguousNumber,
    NotABoolean,
    NotANumber,
    find_decimal_mark,
    fold,
    fold_key,
    fold_words,
    read_boolean,
    read_number,
)

READ = {
    "0": "0", "7": "7", "007": "7", "12": "12", "12.5": "12.5", "12,5": "12.5", "0,125": "0.125",
    "0.125": "0.125", ",5": "0.5", ".5": "0.5", "1234.567": "1234.567", "1234,567": "1234.567",
    "1,23": "1.23", "1,2345": "1.2345", "45,210.00": "45210", "45.210,00": "45210",
    "1,234,567": "1234567", "1.234.567": "1234567", "1,234,567.5": "1234567.5",
    "1 234": "1234", "1\u00a0234,50": "1234.5", "1\u202f234\u00a0567,5": "1234567.5",
    "1\u2009234": "1234", "1\u2007234": "1234", "1 234,567": "1234.567", "1 234.567": "1234.567",
    "45'210": "45210", "45’210.50": "45210.5", "1'234'567": "1234567", "12'345,50": "12345.5",
    "-5": "-5", "−5": "-5", "+5": "5", "- 5": "-5", "−1 234,5": "-1234.5", " 12 ": "12",
    "-0,5": "-0.5", "1 234 567": "1234567", "999 999": "999999",
}  # fmt: skip
REFUSED = [
    "", " ", "-", "+", ".", ",", "1e5", "1E5", "12O5", "l2", "5 %", "12€", "1.2.3", "1,2,3",
    "1.234,5.6", "1,23,456", "1,2345,678", "12,34.5", "1 23", "1 2345", "12 34", "0 123", "0'123",
    "0,123,456", "1.234.56", "1'23", "1 234'567", "1,234'567", "5.", "5,", "--5", "+-5", "5-",
    "(5)", "0x10", "1_000", "١٢", "１２", "½", "nan", "inf", "1..2", "1,,2", "1.,2", "1 234 56",
    "1234 567", "1,234,567.", "1  234", "1\n234", "9" * 41,
]  # fmt: skip


@pytest.mark.parametrize(("text", "number"), READ.items())
def test_a_figure_is_read_as_people_mean_it(text, number):
    assert read_number(text) == Decimal(number)


@pytest.mark.parametrize("text", REFUSED)
@pytest.mark.parametrize("mark", [None, ",", "."])
def test_what_is_not_understood_whole_is_refused(text, mark):
    with pytest.raises(NotANumber):
        read_number(text, decimal_mark=mark)


@pytest.mark.parametrize("text", ["1,234", "1.234", "12,345", "123.456", "-1,234", "+999.999"])
def test_one_mark_before_three_digits_is_decided_by_the_file_or_not_at_all(text):
    with pytest.raises(AmbiguousNumber) as caught:
        read_number(text)
    assert caught.value.text == text
    mark = "," if "," in text else "."
    assert read_number(text, decimal_mark=mark) == Decimal(text.replace(",", "."))
    other = "," if mark == "." else "."
    assert read_number(text, decimal_mark=other) == Decimal(text.replace(mark, ""))


def test_the_known_mark_does_not_turn_a_clear_figure_round():
    for mark in ",.":
        assert read_number("45,210.00", decimal_mark=mark) == 45210
        assert read_number("12.5", decimal_mark=mark) == Decimal("12.5")
        assert read_number("1'234,567", decimal_mark=mark) == Decimal("1234.567")
    with pytest.raises(ValueError, match="decimal mark"):
        read_number("1", decimal_mark=";")


def test_cells_of_a_spreadsheet_are_numbers_already():
    assert read_number(1.234) == Decimal("1.234")
    assert read_number(0.1) == Decimal("0.1")
    assert read_number(45210) == 45210
    assert read_number(Decimal("2.50")) == Decimal("2.5")
    assert Fraction(read_number("2,5")) == Fraction(5, 2)
    for value in (True, None, float("nan"), float("inf"), Decimal("NaN"), [1]):
        with pytest.raises(NotANumber):
            read_number(value)


def test_a_unit_is_taken_off_only_when_the_caller_knows_it():
    assert read_number("12,50 €", units=("€", "EUR")) == Decimal("12.5")
    assert read_number("CHF 1'234.50", units=("CHF",)) == Decimal("1234.5")
    assert read_number("45 210 km", units=("k", "km")) == 45210
    assert read_number("−5 eur", units=("€", "EUR", "")) == -5
    for text in ("€", "12 $", "€ 12 €"):
        with pytest.raises(NotANumber):
            read_number(text, units=("€",))


def group(digits, separator):
    head = len(digits) % 3
    parts = [digits[:head]] if head else []
    parts += [digits[place : place + 3] for place in range(head, len(digits), 3)]
    return separator.join(parts)


@given(
    st.decimals(min_value=-(10**12), max_value=10**12, places=2),
    st.sampled_from(
        [(" ", ","), ("\u202f", ","), (",", "."), (".", ","), ("'", "."), ("’", ","), ("", ",")]
    ),
    st.sampled_from("-−"),
)
def test_every_amount_written_by_the_rules_comes_back(amount, style, minus):
    separator, mark = style
    whole, _point, decimals = f"{abs(amount):f}".partition(".")
    sign = minus if amount < 0 else ""
    assert read_number(f"{sign}{group(whole, separator)}{mark}{decimals}") == amount


@given(st.text(alphabet="0123456789.,' -+eE", max_size=12))
def test_a_figure_has_all_its_digits_in_their_order(text):
    try:
        number = read_number(text, decimal_mark=",")
    except NotANumber:
        return
    digits = "".join(char for char in text if char.isdigit()).lstrip("0")
    assert f"{abs(number):f}".replace(".", "").lstrip("0") == digits


@given(st.text(max_size=12), st.sampled_from([",", "."]))
def test_a_reader_answers_or_refuses_and_never_breaks(text, mark):
    try:
        read_number(text)
    except AmbiguousNumber:
        assert read_number(text, decimal_mark=mark) is not None
    except NotANumber:
        with pytest.raises(NotANumber):
            read_number(text, decimal_mark=mark)


def test_a_column_shows_its_mark_past_what_is_no_figure():
    assert find_decimal_mark(["x", "12,5"]) == ","
    assert find_decimal_mark(["1.234.567"]) == ","
    assert find_decimal_mark(["1,234,567"]) == "."
    assert find_decimal_mark(["1.234.567", "1,5"]) == ","
    assert find_decimal_mark(["1,234.5"]) == "."


def test_the_longest_unit_is_taken_off_first():
    assert read_number("5 mm", units=("m", "mm")) == 5
    assert read_number("5 mm", units=("mm", "m")) == 5
    assert read_number("EUR 5", units=("E", "EUR")) == 5


def test_a_column_shows_its_decimal_mark():
    assert find_decimal_mark(["1,234", "12,5"]) == ","
    assert find_decimal_mark(["1.234", "12.5", "x", ""]) == "."
    assert find_decimal_mark(["1,234", "45,210.00"]) == "."
    assert find_decimal_mark(["1.234.567", "1,234"]) == ","
    assert find_decimal_mark(["1,234", "1.234", "12"]) is None
    assert find_decimal_mark(["1,5", "1.5"]) is None
    assert find_decimal_mark([]) is None


@pytest.mark.parametrize(
    "word", ["1", "oui", "OUI", " Vrai ", "x", "X", "true", "Yes", "y", "o", 1, 1.0, True, "✓"]
)
def test_yes(word):
    assert read_boolean(word) is True


@pytest.mark.parametrize("word", ["0", "non", "Faux", "false", "NO", "n", 0, 0.0, False, "✗"])
def test_no(word):
    assert read_boolean(word) is False


@pytest.mark.parametrize("word", ["", " ", "2", 2, "peut-être", None, "ouais", "-", float("nan")])
def test_what_is_neither_is_refused(word):
    with pytest.raises(NotABoolean):
        read_boolean(word)


def test_a_field_has_words_of_its_own():
    assert read_boolean("Roulant", yes=["roulant"])
    assert not read_boolean("HS", no=["hs"])
    assert not read_boolean("n", yes=["N°"], no=["n"])
    assert read_boolean("o", no=["f"])


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Œuvre", "oeuvre"), ("ŒUVRE", "oeuvre"), ("Ægypte", "aegypte"), ("Straße", "strasse"),
        ("STRASSE", "strasse"), ("ﬁn", "fin"), ("Ĳsel", "ijsel"), ("Łódź", "lodz"), ("Ø", "o"),
        ("İ", "i"), ("É\u0301", "e"), ("Été à Noël", "ete a noel"), ("N° 2", "n° 2"), (None, ""),
        ("Đà", "da"), ("Þór", "thor"), ("Ħ", "h"), ("ı", "i"),
    ],
)  # fmt: skip
def test_accents_and_ligatures_fold(text, folded):
    assert fold(text) == folded


@given(st.text())
def test_folding_twice_changes_nothing_more(text):
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_folding_does_not_see_case(text):
    assume(text.upper().casefold() == text.casefold())
    assert fold(text.upper()) == fold(text)


def test_words_and_keys():
    assert fold_words("Œuvres complètes,", None, 2) == "oeuvres completes 2"
    assert fold_words() == ""
    assert fold_key("Couple nominal (N·m)") == "couplenominalnm"
    assert fold_key(None) == ""
    assert fold_words("a_b") == "a b"

"""How values are written: exact tables, so that no digit, sign or unit moves unseen."""

import io
from fractions import Fraction

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.crm_technical_spec.core import ip_code
from odoo.addons.crm_technical_spec.core.errors import SpecError
from odoo.addons.crm_technical_spec.core.figures import (
    decimal_evidence,
    decimals_of,
    format_number,
    format_significant,
    parse_number,
    readings_of,
    settle_figures,
)
from odoo.addons.crm_technical_spec.core.matching import Box, Criterion
from odoo.addons.crm_technical_spec.core.parsing import UNBOUNDED, parse_measure
from odoo.addons.crm_technical_spec.core.quick_entry import AttributeInfo, read_term, split_terms
from odoo.addons.crm_technical_spec.core.reading import (
    NO_UNIT,
    AttributeSpec,
    exact_text,
    in_unit,
    read_value,
    write_bounds,
    write_value,
)
from odoo.addons.crm_technical_spec.core.sheet import read_rows, write_xlsx
from odoo.addons.crm_technical_spec.core.units import Unit, UnitBook, exact
from odoo.addons.crm_technical_spec.core.words import NameBook

VOLT = Unit(1, 1, "V", Fraction(1))
MILLIVOLT = Unit(2, 1, "mV", exact("0.001"))
CELSIUS = Unit(3, 2, "°C", Fraction(1), exact("273.15"))
OHM = Unit(4, 3, "Ω", Fraction(1))
KILOHM = Unit(5, 3, "kΩ", Fraction(1000))
FARAD = Unit(6, 4, "F", Fraction(1))
NANOFARAD = Unit(7, 4, "nF", exact("1e-9"))
BOOK = UnitBook([NO_UNIT, VOLT, MILLIVOLT, CELSIUS, OHM, KILOHM, FARAD, NANOFARAD])
PLAIN = AttributeSpec(1, "range", "U", VOLT, 3)
BARE = AttributeSpec(2, "range", "n")


EXACT_NUMBER = [
    ("0", 6, ".", "0"), ("5", 0, ".", "5"), ("2.5", 0, ".", "2"), ("3.5", 0, ".", "4"),
    ("1234.5", 2, ",", "1234,5"), ("-0.125", 2, ".", "-0.12"), ("-0.001", 2, ".", "0"),
    ("0.1234565", 6, ".", "0.123456"), ("12.3456789", 6, ".", "12.345679"), ("10.50", 2, ".", "10.5"),
]  # fmt: skip


@pytest.mark.parametrize(("value", "decimals", "mark", "text"), EXACT_NUMBER)
def test_an_exact_number_is_rounded_once(value, decimals, mark, text):
    assert format_number(Fraction(value), decimals, mark) == text


def test_six_decimals_and_a_point_unless_told_otherwise():
    assert format_number(Fraction(1, 3)) == "0.333333"
    assert format_significant(Fraction(1, 3)) == "0.3333"


WAS_TYPED = [
    ("0.00025", 3, "0.00025"), ("0.00045", 1, "0.00045"), ("123456.789012", 1, "123456.789012"),
    ("1234567.890123", 1, "1234567.9"), ("1/3", 1, "0.3333"), ("4/3", 1, "1.3"), ("4/3", 3, "1.333"),
    ("2/3000", 1, "0.0006667"), ("200/3", 0, "67"), ("-2/3000", 1, "-0.0006667"), ("0", 2, "0"),
    ("3/2", 0, "1.5"), ("5/3", 0, "2"),
]  # fmt: skip


@pytest.mark.parametrize(("value", "decimals", "text"), WAS_TYPED)
def test_what_was_typed_is_not_lost(value, decimals, text):
    assert format_significant(Fraction(value), decimals) == text


FIGURE_THAT = [
    ("1", 0), ("1.5", 1), ("0.00025", 5), ("1/3", None), ("123456789012", 0), ("1234567890123", None),
    ("1000000000000000", 0), ("0.123456789012", 12), ("0.1234567890123", None),
]  # fmt: skip


@pytest.mark.parametrize(("value", "places"), FIGURE_THAT)
def test_a_figure_that_ends_early_was_typed(value, places):
    assert decimals_of(Fraction(value)) == places


WHICH_WAYS = [
    ("2800", {"": "2800"}), ("2,800", {".": "2800.0", ",": "2.800"}), ("2.5", {".": "2.5"}),
    ("2,5", {",": "2.5"}), ("1.234,5", {",": "1234.5"}), ("1,234.5", {".": "1234.5"}),
    ("1.234.567", {",": "1234567.0"}), ("12.11.2025", {}), ("4.5.6", {}), ("0,800", {",": "0.800"}),
    (",5", {",": "0.5"}), ("1,23,456", {}),
]  # fmt: skip


@pytest.mark.parametrize(("figure", "readings"), WHICH_WAYS)
def test_in_which_ways_a_figure_reads(figure, readings):
    assert readings_of(figure) == readings


def test_what_proves_the_decimal_mark_of_a_file():
    assert decimal_evidence("2,400.5 mm") == {"."}
    assert decimal_evidence("2,5 – 3,75") == {","}
    assert decimal_evidence("2,400") == set()
    assert decimal_evidence("12 mm") == set()
    assert decimal_evidence("1,5 to 2.5") == {",", "."}


FIGURE_SETTLED = [
    ("2,400 mm", ".", "2400 mm"), ("2,400 mm", ",", "2.4 mm"), ("2.400 – 3.800", ",", "2400 – 3800"),
    ("1,234 V", ",", "1.2340 V"), ("12,5 V", ".", "12,5 V"), ("M2,400", ".", "M2,400"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "mark", "settled"), FIGURE_SETTLED)
def test_a_figure_is_settled_by_its_file(text, mark, settled):
    assert settle_figures(text, mark) == settled


def test_a_known_mark_decides_between_two_readings_and_overrules_none():
    assert parse_number("2,800", ".") == 2800
    assert parse_number("2,800", ",") == Fraction("2.8")
    assert parse_number("2,5", ".") == Fraction("2.5")
    with pytest.raises(SpecError) as raised:
        parse_number("2,800")
    assert raised.value.code == "number_ambiguous"
    assert (raised.value.params["one"], raised.value.params["other"]) == ("2.8", "2800")
    for text in ("1e41", "1e-41", "1" * 41, "1e99999"):
        with pytest.raises(SpecError) as raised:
            parse_number(text)
        assert raised.value.code == "too_large"
    assert parse_number("1e40") == 10**40
    assert parse_number("2·10⁻³") == Fraction("0.002")


BOUNDS_WRITTEN = [
    (10, 30, True, "10 – 30 V"), (10, 30, False, "10 – 30"), (24, 24, True, "24 V"),
    (24, 24, False, "24"), (5, UNBOUNDED, True, "≥ 5 V"), (-UNBOUNDED, 5, True, "≤ 5 V"),
    (0.5, 0.5, True, "0.5 V"),
]  # fmt: skip


@pytest.mark.parametrize(("low", "high", "with_unit", "text"), BOUNDS_WRITTEN)
def test_bounds_are_written_with_their_unit(low, high, with_unit, text):
    assert write_bounds(PLAIN, low, high, with_unit=with_unit) == text
    bare = write_bounds(BARE, low, high, with_unit=True)
    assert bare == write_bounds(PLAIN, low, high, with_unit=False)


def test_bounds_are_written_in_the_unit_shown_with_the_mark_of_the_language():
    shown = in_unit(PLAIN, MILLIVOLT)
    assert write_bounds(shown, 0.0204, 0.0276, ",") == "20,4 – 27,6 mV"
    assert in_unit(PLAIN, MILLIVOLT).label == "U"


TOLERATED_VALUE = [
    ("48 V ±10 %", 43.2, 52.8, "48 V ±10 %"), ("48 ±2", 46, 50, "48 V ±2 V"),
    ("48 V ±200 mV", 47.8, 48.2, "48 V ±0.2 V"), ("230 V +10/-15 %", 195.5, 253, "230 V +10/−15 %"),
    ("500 mV ±10 %", 0.45, 0.55, "0.5 V ±10 %"), ("10 – 30", 10, 30, "10 – 30 V"),
    ("24 V", 24, 24, "24 V"), ("24 V ±", 20, 28, "20 – 28 V"), ("±5 V", -5, 5, "-5 – 5 V"),
    ("24 V +0/-2 V", 22, 24, "24 V +0/−2 V"),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "low", "high", "text"), TOLERATED_VALUE)
def test_a_tolerated_value_keeps_its_nominal(typed, low, high, text):
    assert write_value(PLAIN, typed, low, high, BOOK) == text


def test_a_tolerance_of_a_bare_number_has_no_unit():
    assert write_value(BARE, "10 ±2", 8, 12, BOOK) == "10 ±2"
    assert write_value(PLAIN, "48,5 V ±10 %", 43.65, 53.35, BOOK, ",") == "48,5 V ±10 %"


BOUNDS_WRITTEN_MORE = [
    (10, 30, "10 – 30 V"), (24, 24, "24 V"), (5, UNBOUNDED, "≥ 5 V"), (-UNBOUNDED, 5, "≤ 5 V"),
    (0, 0, "0 V"), (1.234, 1.234, "1.2340 V"), (0.234, 0.234, "0.234 V"), (1000.234, 1000.234, "1000.234 V"),
    (-1.5, 2.25, "-1.5 – 2.25 V"), (123456789, 123456789, "123456789 V"), (1e-9, 1e-9, "0.000000001 V"),
]  # fmt: skip


@pytest.mark.parametrize(("low", "high", "text"), BOUNDS_WRITTEN_MORE)
def test_bounds_written_exactly(low, high, text):
    assert exact_text(PLAIN, low, high) == text


@given(st.floats(1e-12, 1e12), st.sampled_from([VOLT, MILLIVOLT]))
def test_what_is_written_exactly_is_read_back_to_the_last_bit(value, unit):
    spec = in_unit(PLAIN, unit)
    reading = read_value(spec, exact_text(spec, value, value), BOOK)
    assert (reading.value_min, reading.value_max) == (value, value)


def test_a_bare_number_has_no_unit_and_takes_none():
    reading = read_value(BARE, "12", BOOK)
    assert (reading.value_min, reading.value_max, reading.unit) == (12, 12, 0)
    assert (NO_UNIT.key, NO_UNIT.quantity, NO_UNIT.factor, NO_UNIT.symbol) == (0, 0, 1, "")
    with pytest.raises(SpecError) as raised:
        read_value(BARE, "12 V", BOOK)
    assert (raised.value.code, raised.value.params) == ("unit_other", {"unit": "V"})
    with pytest.raises(SpecError) as raised:
        read_value(AttributeSpec(1, "number", unit=VOLT), "10 – 30 V", BOOK)
    assert raised.value.code == "interval"
    with pytest.raises(SpecError) as raised:
        read_value(AttributeSpec(1, "number", unit=CELSIUS), "-400 °C", BOOK)
    assert raised.value.code == "below_zero"
    with pytest.raises(SpecError) as raised:
        read_value(PLAIN, "30 – 10", BOOK)
    assert raised.value.code == "reversed"


@pytest.mark.parametrize("text", ["", "  ", "-", "n/a", "–"])
def test_a_dash_says_nothing(text):
    assert read_value(PLAIN, text, BOOK).text == ""
    assert read_value(AttributeSpec(1, "boolean"), text, BOOK).text == ""


def test_kinds_that_are_no_number():
    assert read_value(AttributeSpec(1, "boolean"), "oui", BOOK).value_min == 1
    assert read_value(AttributeSpec(1, "boolean"), "oui", BOOK).text == "yes"
    assert read_value(AttributeSpec(1, "boolean"), "non", BOOK).value_max == 0
    assert read_value(AttributeSpec(1, "text"), " self  locking ", BOOK).text == "self locking"
    assert read_value(AttributeSpec(1, "text"), "-", BOOK).text == "-"
    grades = NameBook([("-", 4), ("A", 1), ("B", 2), ("2,5 m", 3)])
    one = AttributeSpec(1, "option", options=grades)
    assert read_value(one, "-", BOOK).options == (4,)
    assert read_value(one, "2,5 m", BOOK).options == (3,)
    many = AttributeSpec(1, "option", options=grades, multiple=True)
    assert read_value(many, "A; 2,5 m; A", BOOK).options == (1, 3)
    assert read_value(many, "A et B", BOOK).options == (1, 2)
    with pytest.raises(SpecError) as raised:
        read_value(one, "A, B", BOOK)
    assert raised.value.code == "options"
    with pytest.raises(SpecError) as raised:
        read_value(many, "A; Z", BOOK)
    assert raised.value.code == "option"


def test_two_names_of_one_writing_are_asked_with_the_text_typed():
    book = NameBook([("Été", 1), ("ete", 2), ("ÉTÉ", 1)])
    assert book.find("Été") == 1
    with pytest.raises(SpecError) as raised:
        NameBook([("Été", 1), ("été", 2)]).find("ETE")
    assert raised.value.params == {"text": "ETE", "names": "Été, été"}
    assert not NameBook() and book
    assert sorted(book.items()) == [("ete", 2), ("ÉTÉ", 1), ("Été", 1)]


LETTER_PLACE = [
    ("4k7", "Ω", "4.7", "kΩ"), ("2R2", "Ω", "2.2", "Ω"), ("4n7", "F", "4.7", "nF"), ("1M5", "Ω", "1.5", "MΩ"),
    ("4K7", "Ω", "4.7", "kΩ"), ("4k7 Ω", "Ω", "4.7", "kΩ"), ("3u3", "F", "3.3", "µF"), ("4k7 ohm", "Ω", "4.7", "kΩ"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "unit", "value", "symbol"), LETTER_PLACE)
def test_a_letter_in_place_of_the_mark(text, unit, value, symbol):
    measure = parse_measure(text, {unit})
    assert (measure.low, measure.high_unit) == (Fraction(value), symbol)


@pytest.mark.parametrize(("text", "units"), [("4k7", {"V"}), ("4n7", {"Ω"}), ("4k7 F", {"Ω", "F"})])
def test_such_a_letter_means_nothing_elsewhere(text, units):
    with pytest.raises(SpecError):
        parse_measure(text, units)


def _water(held, wanted):
    """What IEC 60529 says of the second numeral, written out."""
    if wanted == "X" or held == wanted:
        return True
    if held == "X" or wanted == "9K":
        return False
    held = "9" if held == "9K" else held
    if held == wanted:
        return True
    if wanted in "789":
        return held == "8" and wanted == "7"
    limit = 4 if held in "789" else int(held)
    return int(wanted) <= limit


def test_every_ip_code_includes_what_the_standard_says_and_nothing_else():
    codes = ip_code.all_codes()
    assert len(codes) == len(set(codes)) == 8 * 12 - 1
    assert codes[0] == "IP00" and "IPXX" not in codes
    for held in codes:
        for wanted in codes:
            solids = wanted[2] == "X" or (held[2] != "X" and held[2] >= wanted[2])
            expected = solids and _water(held[3:], wanted[3:])
            assert ip_code.implies(held, wanted) == expected, (held, wanted)


def test_direct_implications_lead_to_all_and_to_nothing_twice():
    direct = ip_code.direct_implications()
    reached = {}

    def reach(code):
        if code not in reached:
            reached[code] = set(direct[code]).union(*(reach(one) for one in direct[code]))
        return reached[code]

    for code in ip_code.all_codes():
        expected = {one for one in direct if one != code and ip_code.implies(code, one)}
        assert reach(code) == expected
        assert code not in direct[code]
        for one in direct[code]:
            assert not any(one in reach(other) for other in direct[code] - {one})
    assert direct["IP66"] == {"IP56", "IP65"}


def test_what_is_no_ip_code_implies_nothing():
    assert ip_code.digits("ip 6-5") == ("6", "5")
    assert ip_code.digits("IP69K") == ("6", "9K")
    for wrong in ("IP70", "IK08", "65", ""):
        assert ip_code.digits(wrong) is None
        assert not ip_code.implies("IP65", wrong)
        assert not ip_code.implies(wrong, "IP65")
    assert ip_code.expand_marking(["IP66", "67"]) == ["IP66", "IP67"]
    assert ip_code.expand_marking(["IP66", " x9k "]) == ["IP66", "IPX9K"]
    assert ip_code.expand_marking(["66", "67"]) == ["66", "67"]


def test_a_criterion_without_box_and_words_is_of_options():
    assert Criterion(1).is_option
    assert not Criterion(1, box=Box()).is_option
    assert not Criterion(1, words=("a",)).is_option
    assert Box().holds(-1e9, 1e9)
    assert Box(1, 2, 3, 4).widen(0.5) == Box(0.5, 2.5, 2.5, 4.5)
    assert Box(1).widen(1) == Box(0)


FRACTIONS = [
    ("1/2", "0.5"), ("3/8", "0.375"), ("1 1/4", "1.25"), ("1-3/4", "1.75"), ("2 2/3", "8/3"), ("-7/16", "-0.4375"),
    ("5/32", "0.15625"), ("63/64", "0.984375"),
]  # fmt: skip
NO_FRACTIONS = ["2/4", "6/8", "4/4", "5/4", "0/8", "1/5", "1/9", "3/7", "230/400"]


@pytest.mark.parametrize(("text", "value"), FRACTIONS)
def test_fractions_of_a_ruler_are_read(text, value):
    assert parse_number(text) == Fraction(value)


@pytest.mark.parametrize("text", NO_FRACTIONS)
def test_two_values_with_a_slash_are_no_fraction(text):
    with pytest.raises(SpecError):
        parse_number(text)


def test_the_largest_figure_and_the_lowest_temperature():
    assert parse_number("1" * 40) == int("1" * 40)
    spec = AttributeSpec(1, "number", unit=CELSIUS)
    assert read_value(spec, "-273.15 °C", BOOK).value_min == 0
    assert read_value(spec, "-273 °C", BOOK).value_min == pytest.approx(0.15)


def test_the_exact_symbol_comes_before_the_folded_one_and_no_prefix_is_folded():
    milli, mega = Unit(1, 1, "mN·m", exact("0.001")), Unit(2, 1, "MN·m", Fraction(10**6))
    plain, kilo = Unit(3, 1, "N·m", Fraction(1)), Unit(4, 1, "kN·m", Fraction(1000))
    book = UnitBook([milli, mega, plain, kilo])
    assert book.candidates("mN·m") == [milli]
    assert book.candidates("MNm") == [mega]
    assert book.candidates("nm") == [plain]
    assert book.candidates("KNm") == [kilo]
    assert book.candidates("mNM") == [milli]
    assert UnitBook([plain, milli]).candidates("MNm") == []
    assert UnitBook([Unit(5, 1, "N·mm", Fraction(1))]).candidates("N·MM") == []
    assert book.find("N.m", 1) == plain
    for text, quantity, code in (("MnM", 2, "unit_other"), ("V", 1, "unit_unknown")):
        with pytest.raises(SpecError) as raised:
            book.find(text, quantity)
        assert raised.value.code == code
    with pytest.raises(SpecError) as raised:
        UnitBook([plain, milli]).find("MNm", 1)
    assert raised.value.code == "unit_case"


def test_cells_of_a_workbook_say_what_they_show():
    book = openpyxl.Workbook()
    sheet = book.active
    values = [0.87, 1.234, -1.234, 12, True, False, None, "'=7", " x ", 2.5]
    for column, value in enumerate(values, 1):
        sheet.cell(1, column, value)
    sheet.cell(1, 1).number_format = "0%"
    stream = io.BytesIO()
    book.save(stream)
    ((_line, row),) = read_rows(stream.getvalue(), "a.xlsx")
    assert row == ["87 %", "1.2340", "-1.2340", "12", "yes", "no", "", "=7", "x", "2.5"]
    written = openpyxl.load_workbook(io.BytesIO(write_xlsx([["A", "B"], ["1", "2"]])))
    dimensions = written.active.column_dimensions
    assert sorted(dimensions) == ["A", "B"]
    assert (dimensions["A"].width, written.active.freeze_panes) == (18, "B2")
    assert written.active["A1"].font.bold and not written.active["A2"].font.bold


def test_a_sentence_is_cut_where_it_joins_and_not_within_a_range():
    assert split_terms("entre 10 et 30 V et IP65 et 24 V") == ["entre 10 et 30 V", "IP65", "24 V"]
    assert split_terms("a et b; c\nd, e and f avec g") == ["a", "b", "c", "d", "e", "f", "g"]
    gear = AttributeInfo(7, "text", None, ("Gear", "gear_type"))
    other = AttributeInfo(8, "boolean", None, ("Gear",))
    term = read_term("Gear: self locking", [gear, other], BOOK)
    assert (term.attributes, term.operator, term.value) == ((7,), "is", "self locking")
    assert read_term("sans gear", [gear, other], BOOK).attributes == (8,)

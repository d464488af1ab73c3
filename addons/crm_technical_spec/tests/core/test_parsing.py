from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.crm_technical_spec.core.errors import SpecError
from odoo.addons.crm_technical_spec.core.figures import format_number, parse_number
from odoo.addons.crm_technical_spec.core.parsing import (
    UNBOUNDED,
    Measure,
    bounds_in_base,
    parse_boolean,
    parse_measure,
    stored_bounds,
)
from odoo.addons.crm_technical_spec.core.units import Unit, UnitBook, exact

VOLT = Unit(1, 1, "V", Fraction(1))
MILLIVOLT = Unit(2, 1, "mV", exact("0.001"))
CELSIUS = Unit(3, 2, "°C", Fraction(1), exact("273.15"))
BOOK = UnitBook([VOLT, MILLIVOLT, CELSIUS])
decimals = st.decimals(min_value=-(10**6), max_value=10**6, places=3)


NUMBERS_READ = [
    ("5", 5), ("5,5", "5.5"), ("5.5", "5.5"), ("1 234,5", "1234.5"), ("1\u202f234,5", "1234.5"),
    ("1,234.5", "1234.5"), ("1.234,5", "1234.5"), ("1,234,567", 1234567), ("−20", -20),
    ("+7", 7), ("1e3", 1000), ("2,5e-3", "0.0025"), ("1'000", 1000), (".5", "0.5"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "number"), NUMBERS_READ)
def test_numbers_are_read_the_french_and_the_english_way(text, number):
    assert parse_number(text) == Fraction(number)


@given(decimals)
def test_decimal_comma_and_decimal_point_give_the_same_number(number):
    text = str(number)
    for mark, written in ((".", text), (",", text.replace(".", ","))):
        assert parse_number(written, mark) == Fraction(number)


@given(decimals)
def test_a_written_number_is_read_back(number):
    assert parse_number(format_number(Fraction(number), 3, ","), ",") == Fraction(number)


@pytest.mark.parametrize(
    ("text", "measure"),
    [
        ("24 V", Measure("", Fraction(24), Fraction(24), "V", "V")),
        ("24V", Measure("", Fraction(24), Fraction(24), "V", "V")),
        ("≥ 5 N.m", Measure("ge", Fraction(5), Fraction(5), "N.m", "N.m")),
        (">=5Nm", Measure("ge", Fraction(5), Fraction(5), "Nm", "Nm")),
        ("max. 70 dB", Measure("le", Fraction(70), Fraction(70), "dB", "dB")),
        ("5 N·m mini", Measure("ge", Fraction(5), Fraction(5), "N·m", "N·m")),
        ("10-30 V", Measure("", Fraction(10), Fraction(30), "V", "V")),
        ("10 V – 30 V", Measure("", Fraction(10), Fraction(30), "V", "V")),
        ("500 mA ... 2 A", Measure("", Fraction(500), Fraction(2), "mA", "A")),
        ("-20...+60 °C", Measure("", Fraction(-20), Fraction(60), "°C", "°C")),
        ("-20 à 60 °C", Measure("", Fraction(-20), Fraction(60), "°C", "°C")),
        ("de 10 à 30 V", Measure("", Fraction(10), Fraction(30), "V", "V")),
        ("24 V ±10 %", Measure("", Fraction(24), Fraction(24), "V", "V", Fraction(10), "%")),
        ("24 ± 0,5 V", Measure("", Fraction(24), Fraction(24), "", "", Fraction(1, 2), "V")),
        ("1 500 tr/min", Measure("", Fraction(1500), Fraction(1500), "tr/min", "tr/min")),
    ],
)
def test_typed_quantities_are_understood(text, measure):
    assert parse_measure(text) == measure


@pytest.mark.parametrize(
    "text", ["", "  ", "V", "abc", "5 5 5", "10–", ">=", "--5", "5..", "≥ 1-2 V"]
)
def test_what_is_no_quantity_is_refused_with_a_reason(text):
    with pytest.raises(SpecError):
        parse_measure(text)


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused_never_worse(text):
    try:
        measure = parse_measure(text)
    except SpecError:
        return
    assert isinstance(measure.low, Fraction)


def test_a_reversed_range_is_refused():
    with pytest.raises(SpecError) as caught:
        bounds_in_base(parse_measure("30-10 V"), VOLT, BOOK)
    assert caught.value.code == "reversed"


def test_mixed_units_of_a_range_are_each_converted():
    low, high, unit = bounds_in_base(parse_measure("500 mV – 2 V"), VOLT, BOOK)
    assert (low, high, unit) == (Fraction(1, 2), 2, VOLT)


def test_a_percent_tolerance_spreads_around_the_value():
    low, high, _unit = bounds_in_base(parse_measure("24 V ±10 %"), VOLT, BOOK)
    assert (low, high) == (Fraction("21.6"), Fraction("26.4"))


def test_a_tolerance_on_a_temperature_is_a_difference():
    low, high, _unit = bounds_in_base(parse_measure("20 °C ±2 °C"), CELSIUS, BOOK)
    assert (low, high) == (exact("291.15"), exact("295.15"))


@given(decimals, st.sampled_from(["V", "mV"]))
def test_equal_quantities_are_stored_as_equal_floats(number, symbol):
    other = "mV" if symbol == "V" else "V"
    scale = 1000 if symbol == "V" else Decimal("0.001")
    one = bounds_in_base(parse_measure(f"{number} {symbol}", decimal="."), VOLT, BOOK)[0]
    two = bounds_in_base(parse_measure(f"{number * scale:f} {other}", decimal="."), VOLT, BOOK)[0]
    assert float(one) == float(two)


def test_a_sign_leaves_one_side_open():
    measure = parse_measure("≥ 5 V")
    assert stored_bounds(measure, 5, 5) == (5.0, UNBOUNDED)
    assert stored_bounds(parse_measure("≤ 5 V"), 5, 5) == (-UNBOUNDED, 5.0)


@pytest.mark.parametrize(("text", "value"), [("Oui", True), ("no", False), ("X", True)])
def test_yes_and_no_are_read_in_both_languages(text, value):
    assert parse_boolean(text) is value


def test_perhaps_is_neither_yes_nor_no():
    with pytest.raises(SpecError) as caught:
        parse_boolean("maybe")
    assert caught.value.params == {"text": "maybe"}


@pytest.mark.parametrize("text", ["24 V +2/+5 V", "24 V -2/-5 V", "24 V +10 %/-2 V"])
def test_two_tolerances_lie_on_two_sides_in_one_unit(text):
    with pytest.raises(SpecError):
        parse_measure(text)


def test_minutes_are_a_unit_where_time_is_measured():
    assert parse_measure("5 min").operator == "ge"
    assert parse_measure("5 min", {"min", "s"}) == Measure("", 5, 5, "min", "min")
    assert parse_measure("≥ 5 min", {"min"}).operator == "ge"

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.crm_technical_spec.core.errors import SpecError
from odoo.addons.crm_technical_spec.core.units import Unit, UnitBook, exact, normalize_symbol

numbers = st.fractions(min_value=-(10**9), max_value=10**9)
factors = st.fractions(min_value=Fraction(1, 10**9), max_value=10**9)
TORQUE, TEMPERATURE, POWER = 1, 2, 3
KELVIN = Unit(1, TEMPERATURE, "K", Fraction(1))
CELSIUS = Unit(2, TEMPERATURE, "°C", Fraction(1), exact("273.15"), ("degC", "C"))
FAHRENHEIT = Unit(3, TEMPERATURE, "°F", exact("5/9"), exact("45967/180"), ("degF",))
NEWTON_METRE = Unit(4, TORQUE, "N·m", Fraction(1), names=("Nm", "N.m"))
MILLIWATT = Unit(5, POWER, "mW", exact("0.001"))
MEGAWATT = Unit(6, POWER, "MW", exact("1e6"))
BOOK = UnitBook([KELVIN, CELSIUS, FAHRENHEIT, NEWTON_METRE, MILLIWATT, MEGAWATT])


@given(numbers, factors, numbers)
def test_a_value_comes_back_from_the_base_unit_exactly(value, factor, offset):
    unit = Unit(9, 9, "u", factor, offset)
    assert unit.from_base(unit.to_base(value)) == value


@given(numbers, numbers, factors, numbers)
def test_order_survives_conversion(one, other, factor, offset):
    unit = Unit(9, 9, "u", factor, offset)
    assert (one < other) == (unit.to_base(one) < unit.to_base(other))


@given(numbers, numbers, numbers)
def test_a_span_ignores_the_offset(value, span, offset):
    unit = Unit(9, 9, "u", Fraction(5, 9), offset)
    assert unit.to_base(value + span) - unit.to_base(value) == unit.span_to_base(span)


@given(numbers)
def test_fahrenheit_and_celsius_agree_exactly(fahrenheit):
    celsius = CELSIUS.from_base(FAHRENHEIT.to_base(fahrenheit))
    assert celsius == (fahrenheit - 32) * Fraction(5, 9)


def test_known_points_of_the_temperature_scales():
    assert FAHRENHEIT.to_base(212) == CELSIUS.to_base(100) == exact("373.15")
    assert FAHRENHEIT.to_base(-40) == CELSIUS.to_base(-40)
    assert CELSIUS.from_base(0) == exact("-273.15")


@pytest.mark.parametrize("text", ["N·m", "N.m", "Nm", "N m", "N⋅m", "nm", "n.M"])
def test_a_newton_metre_is_known_by_all_its_writings(text):
    assert BOOK.find(text, TORQUE) is NEWTON_METRE


def test_case_tells_milliwatt_from_megawatt():
    assert BOOK.find("mW", POWER) is MILLIWATT
    assert BOOK.find("MW", POWER) is MEGAWATT
    with pytest.raises(SpecError) as caught:
        BOOK.find("mw", POWER)
    assert caught.value.code == "unit_ambiguous"


@pytest.mark.parametrize(("text", "code"), [("K", "unit_other"), ("parsec", "unit_unknown")])
def test_a_unit_of_another_dimension_is_told_from_an_unknown_one(text, code):
    with pytest.raises(SpecError) as caught:
        BOOK.find(text, TORQUE)
    assert caught.value.code == code


@pytest.mark.parametrize("text", ["", "abc", "1/0", "1//2", None])
def test_a_factor_that_is_no_number_is_refused(text):
    with pytest.raises(SpecError):
        exact(text)


@given(st.text())
def test_normalizing_a_symbol_twice_changes_nothing(text):
    assert normalize_symbol(normalize_symbol(text)) == normalize_symbol(text)

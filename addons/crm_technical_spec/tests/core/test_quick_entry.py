from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.crm_technical_spec.core.quick_entry import (
    AttributeInfo,
    read_terms,
    split_terms,
)
from odoo.addons.crm_technical_spec.core.units import Unit, UnitBook
from odoo.addons.crm_technical_spec.core.words import NameBook

BOOK = UnitBook(
    [
        Unit(1, 1, "N·m", Fraction(1), names=("Nm",)),
        Unit(2, 2, "V", Fraction(1)),
        Unit(3, 3, "kg", Fraction(1)),
    ]
)
TORQUE = AttributeInfo(10, "number", 1, ("Nominal torque", "torque"), better="higher")
SUPPLY = AttributeInfo(11, "range", 2, ("Supply voltage",))
CONTROL = AttributeInfo(12, "number", 2, ("Control voltage",))
RATING = AttributeInfo(
    13,
    "option",
    None,
    ("Protection rating", "IP"),
    ordered=True,
    options=NameBook({"IP65": 1, "IP54": 2, "IP67": 3, "IP66": 4}.items()),
)
ENCODER = AttributeInfo(14, "boolean", None, ("Encoder",))
WEIGHT = AttributeInfo(15, "number", 3, ("Weight",), better="lower")
COLOUR = AttributeInfo(16, "option", None, ("Colour",), options=NameBook([("Grey", 7)]))
ALL = [TORQUE, SUPPLY, CONTROL, RATING, ENCODER, WEIGHT, COLOUR]


def read(text):
    return read_terms(text, ALL, BOOK)


def test_the_sentence_of_the_counter_is_understood():
    torque, rating, encoder = read("≥ 5 Nm, IP65 or better, encoder")
    assert (torque.attributes, torque.operator, torque.value) == ((10,), "ge", "≥ 5 Nm")
    assert (rating.attributes, rating.operator, rating.options) == ((13,), "in", {1})
    assert (encoder.attributes, encoder.operator, encoder.value) == ((14,), "is", "yes")


def test_a_decimal_comma_does_not_cut_a_criterion():
    assert split_terms("2,5 Nm, 24 V;IP65") == ["2,5 Nm", "24 V", "IP65"]


def test_a_unit_of_two_attributes_asks_which_one():
    (voltage,) = read("24 V")
    assert voltage.attributes == (11, 12)


def test_a_label_settles_which_one():
    (voltage,) = read("control voltage 24 V")
    assert voltage.attributes == (12,)


def test_without_a_sign_more_is_asked_where_more_is_better():
    assert [term.operator for term in read("5 Nm, 12 kg")] == ["ge", "le"]


def test_an_interval_is_asked_whole():
    assert read("supply voltage 10-30 V")[0].operator == "covers"
    assert read("torque 5 to 8 Nm")[0].operator == "between"


def test_an_unordered_option_is_taken_as_said():
    assert read("grey")[0].operator == "is"
    assert read("= IP65")[0].operator == "is"


@pytest.mark.parametrize("text", ["IP IP65", "protection rating IP 65", "Protection rating: IP65"])
def test_an_option_is_named_with_its_label(text):
    (rating,) = read(text)
    assert (rating.attributes, rating.options) == ((13,), {1})


def test_no_encoder_asks_for_its_absence():
    assert read("sans encoder")[0].value == "no"


@pytest.mark.parametrize("text", ["banana", "5 parsec", "", "???"])
def test_what_nobody_understands_fits_no_attribute(text):
    assert all(not term.attributes for term in read(text))


@given(st.text(max_size=60))
def test_any_sentence_gives_terms_never_an_error(text):
    assert len(read(text)) == len(split_terms(text))


def test_five_minutes_are_asked_of_what_is_measured_in_time():
    book = UnitBook([Unit(1, 1, "s", Fraction(1)), Unit(2, 1, "min", Fraction(60))])
    opening = AttributeInfo(20, "number", 1, ("Opening time",), better="lower")
    inputs = AttributeInfo(21, "number", None, ("Inputs",), better="higher")
    (term,) = read_terms("opening time 5 min", [opening, inputs], book)
    assert (term.attributes, term.operator, term.value) == ((20,), "le", "5 min")
    (term,) = read_terms("inputs 5 min", [opening, inputs], book)
    assert (term.attributes, term.operator) == ((21,), "ge")

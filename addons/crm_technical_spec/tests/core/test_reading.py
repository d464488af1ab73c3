from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.crm_technical_spec.core.parsing import parse_measure
from odoo.addons.crm_technical_spec.core.reading import (
    AttributeSpec,
    read_value,
    with_unit,
    write_bounds,
)
from odoo.addons.crm_technical_spec.core.units import Unit, UnitBook, exact

VOLT = Unit(1, 1, "V", Fraction(1))
MILLIVOLT = Unit(2, 1, "mV", exact("0.001"))
SECOND = Unit(3, 2, "s", Fraction(1))
MINUTE = Unit(4, 2, "min", Fraction(60))
BOOK = UnitBook([VOLT, MILLIVOLT, SECOND, MINUTE])
numbers = st.decimals(min_value=0, max_value=10**6, places=2).map(str)


BARE_NUMBER = [
    ("24", "24 mV"), ("24 ±10 %", "24 mV ±10 %"), ("24 +/- 2", "24 mV +/- 2"),
    ("10 – 30", "10 – 30 mV"), ("≥ 5", "≥ 5 mV"), ("5 mini", "5 mV mini"), ("5 max", "5 mV max"),
    ("min 5", "min 5 mV"), ("6 V", "6 V"), ("10 V à 30 V", "10 V à 30 V"), ("banana", "banana"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "written"), BARE_NUMBER)
def test_a_bare_number_gets_its_unit_where_it_can_be_read_again(text, written):
    assert with_unit(text, MILLIVOLT, BOOK) == written


@given(numbers, numbers, st.sampled_from(["{0}", "{0} ±{1} %", "{0} - {1}", "≥ {0}", "{0} max"]))
def test_a_text_with_its_unit_reads_the_same(one, other, form):
    low, high = sorted((one, other), key=Fraction)
    text = form.format(low, high)
    spec = AttributeSpec(1, "range", unit=MILLIVOLT)
    pinned = with_unit(text, MILLIVOLT, BOOK)
    bare, written = (read_value(spec, each, BOOK) for each in (text, pinned))
    assert (bare.value_min, bare.value_max) == (written.value_min, written.value_max)
    assert parse_measure(pinned).high_unit == "mV"


def test_five_minutes_are_three_hundred_seconds():
    reading = read_value(AttributeSpec(1, "number", unit=SECOND), "5 min", BOOK)
    assert (reading.value_min, reading.value_max) == (300, 300)
    reading = read_value(AttributeSpec(1, "number", unit=VOLT), "5 min", BOOK)
    assert reading.value_min == 5 and reading.value_max > 5


def test_a_float_is_written_as_people_write_it():
    spec = AttributeSpec(1, "range", "U", MILLIVOLT, 15)
    low, high = float(Fraction(204, 10000)), float(Fraction(276, 10000))
    assert write_bounds(spec, low, high) == "20.4 – 27.6 mV"

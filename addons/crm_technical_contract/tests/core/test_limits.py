from datetime import date, timedelta
from math import inf, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.crm_technical_contract.core.limits import DAYS, NUMBERS, find_beyond


@given(st.sampled_from(sorted(NUMBERS)), st.floats(allow_nan=False))
def test_what_lies_inside_is_let_through_and_what_lies_beyond_is_named(name, value):
    least, most = NUMBERS[name]
    beyond = [(name, least, most)] if value and not least <= value <= most else []
    assert find_beyond({name: value}) == beyond


@pytest.mark.parametrize("value", [nan, inf, -inf])
def test_a_number_that_is_none_is_beyond(value):
    assert find_beyond({"max_rise": value}) == [("max_rise", 0, 1000)]


def test_days_are_those_of_a_working_life():
    first, last = DAYS
    for day in (first, last, None, False):
        assert find_beyond({"date_start": day}) == []
    for day in (first - timedelta(1), last + timedelta(1), date.min, date.max):
        assert find_beyond({"date_start": day}) == [("date_start", first, last)]

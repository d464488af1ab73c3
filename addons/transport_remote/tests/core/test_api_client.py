"""What another system says of prices and states, read without trust."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.transport_remote.core.api_client import read_amount, read_estimate
from odoo.addons.transport_remote.core.mirror import FEES, missing_fees, next_step

LINE = {
    "code": "transport",
    "detail": "car",
    "quantity": "2",
    "unit_price": "40",
    "amount": "80.00",
}
ANSWER = {
    "on_request": False,
    "amount": "80.00",
    "currency": "EUR",
    "km": 12.5,
    "lines": [LINE],
    "reasons": [],
}


def test_a_price_is_read_line_by_line():
    estimate = read_estimate(ANSWER, "EUR")
    assert (estimate.amount, estimate.km, estimate.method) == (Decimal("80.00"), 12.5, "remote")
    [line] = estimate.lines
    assert (line.code, line.detail, line.quantity, line.unit_price) == ("transport", "car", 2, 40)
    assert read_estimate(ANSWER | {"km": None}, "EUR").km == 0


@pytest.mark.parametrize(
    "odd",
    [
        {"lines": [LINE | {"quantity": "4", "unit_price": "80.00"}]},
        {"lines": [LINE | {"amount": "79.99"}]},
        {"lines": [LINE | {"quantity": "NaN"}]},
        {"lines": [LINE | {"quantity": "1001", "unit_price": "0.08"}]},
        {"lines": [{"amount": "80.00"}]},
        {"lines": [None]},
        {"lines": None},
        {"amount": "80.01"},
        {"amount": "0.00", "lines": []},
        {"amount": "-80.00", "lines": [LINE | {"unit_price": "-40", "amount": "-80.00"}]},
        {"amount": "1e12"},
        {"amount": []},
        {"currency": "USD"},
        {"km": "Infinity"},
        {"km": "nan"},
        {"km": -1},
        {"km": 50_000},
        {"km": "far"},
    ],
)
def test_an_odd_answer_is_a_price_on_request(odd):
    estimate = read_estimate(ANSWER | odd, "EUR")
    assert (estimate.reasons, estimate.lines) == (("remote_unavailable",), ())


def test_a_price_on_request_keeps_its_reasons():
    asked = {"on_request": True, "amount": None, "reasons": ["island"]}
    assert read_estimate(asked, "EUR").reasons == ("island",)
    assert read_estimate(asked | {"reasons": []}, "EUR").reasons == ("remote_unavailable",)
    assert read_estimate({}, "EUR").reasons == ("remote_unavailable",)


@given(st.decimals(allow_nan=True, allow_infinity=True, places=2))
def test_an_amount_is_finite_and_of_cents(number):
    if number.is_finite() and abs(number) <= 10**9:
        assert read_amount(str(number)) == number
    else:
        with pytest.raises(ValueError):
            read_amount(str(number))


fees = st.lists(st.tuples(st.sampled_from(FEES), st.integers(1, 4).map(Decimal)), max_size=8)


@given(fees, fees)
def test_what_is_missing_makes_both_sides_alike(there, here):
    added = missing_fees(there, here)
    for fee in {*there, *here}:
        assert (here + added).count(fee) == max(there.count(fee), here.count(fee))


def test_states_that_are_told_and_not_derived():
    assert next_step("cancelled", "in_progress") == "cancel"
    assert next_step("cancelled", "cancelled") == ""
    assert next_step("closed", "delivered") == "close"
    assert next_step("closed", "in_progress") == ""
    assert next_step("delivered", "in_progress") == ""

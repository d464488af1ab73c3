"""Figures that a small slip would move: each of these once stayed unnoticed when it was changed."""

import doctest
import importlib
import pkgutil
from decimal import Decimal

import pytest

from odoo.addons.shop_sync import core
from odoo.addons.shop_sync.core import client, differ, normaliser, parser, ratelimit, totals
from odoo.addons.shop_sync.core.channel import Result
from odoo.addons.shop_sync.core.errors import ConfigError, DataError, ShopError
from odoo.addons.shop_sync.core.prestashop_orders import SETTLED
from odoo.addons.shop_sync.core.totals import Line, find_rate

D = Decimal
NOTHING = {"tax_incl": "0", "tax_excl": "0"}
MODULES = [f"{core.__name__}.{found.name}" for found in pkgutil.iter_modules(core.__path__)]


@pytest.mark.parametrize("name", MODULES)
def test_examples_in_the_text(name):
    assert doctest.testmod(importlib.import_module(name)).failed == 0


def order(rows, gross, net, **values):
    return {
        "lines": rows,
        "shipping": {**NOTHING, "carrier_name": ""},
        "wrapping": NOTHING,
        "discounts": [],
        "discount_total": NOTHING,
        "totals": {"tax_incl": gross, "tax_excl": net},
    } | values


def row(key, gross, net, rate="20", quantity="1"):
    unit = str(D(gross) / D(quantity))
    return {
        "id": key,
        "name": key,
        "quantity": quantity,
        "unit_tax_incl": unit,
        "unit_tax_excl": str(D(net) / D(quantity)),
        "total_tax_incl": gross,
        "total_tax_excl": net,
        "tax_rates": [rate] if rate else [],
        "ecotax": "0",
        "ecotax_rate": "0",
    }


def line(part="product", rate="20", exact="10", excluded="8.33"):
    return Line(part, {}, "", D(1), D(rate), D(exact), D(excluded))


def test_a_new_line_has_no_amounts_yet():
    fresh = line()
    assert (fresh.total, fresh.net, fresh.unit) == (0, 0, 0)
    assert Result("1").already is False
    assert totals.Plan().total == totals.Plan().unexplained == 0


def test_one_piece_is_rounded_once_and_twelve_are_rounded_twelve_times():
    assert find_rate(D("12.02"), D("10"), [D(20)]) != D(20)
    assert find_rate(D("12.02"), D("10"), [D(20)], quantity=12) == D(20)


@pytest.mark.parametrize(
    ("gross", "net", "rate"), [("119.95", "100", "19.95"), ("1071.234", "1000", "7.123")]
)
def test_a_ratio_that_nobody_knows_is_told_in_thousandths(gross, net, rate):
    assert find_rate(D(gross), D(net), []) == D(rate)


def test_small_amounts_weigh_too():
    lines = [line(exact="0.50"), line(rate="10", exact="0.25"), line("shipping", exact="9")]
    assert totals._weights(lines, ("product",)) == {D(20): D("0.50"), D(10): D("0.25")}
    assert totals._weights([line(exact="0")], ("product",)) == {}


@pytest.mark.parametrize(("low", "high"), [("10.55", "24"), ("21.10", "12"), ("-10.55", "-24")])
def test_two_rates_are_found_from_their_sum(low, high):
    total = D(low) + D(high)
    excluded = D(low) / D("1.055") + D(high) / D("1.2")
    shares = totals._two_rates(total, excluded, {D("5.5"): D(1), D(20): D(1)})
    assert shares == {D("5.5"): D(low), D(20): D(high)}


def test_two_rates_cannot_give_more_than_there_is():
    weights = {D("5.5"): D(1), D(20): D(1)}
    assert totals._two_rates(D(12), D("9.99"), weights) is None
    assert totals._two_rates(D(12), D("11.40"), weights) is None


def test_an_accepted_difference_is_a_line_with_its_own_net():
    plan = totals.plan_order(order([row("a", "120", "100")], "126", "105"), accepted=True)
    extra = plan.lines[-1]
    assert (extra.part, extra.rate, extra.exact) == ("difference", D(20), D(6))
    assert extra.exact_excluded == D(5)


@pytest.mark.parametrize(("gross", "moved"), [("30.01", 1), ("29.99", -1)])
def test_cents_go_where_rounding_lost_them(gross, moved):
    parts = ["10.004", "10.0005", "9.9955"] if moved > 0 else ["9.996", "9.9995", "10.0045"]
    lines = [line(exact=part) for part in parts]
    for one in lines:
        one.total = totals.cents(one.exact)
    before = [one.total for one in lines]
    totals._spread(lines, D(moved) / 100)
    assert [one.total - was for one, was in zip(lines, before, strict=True)] == [
        D(moved) / 100,
        0,
        0,
    ]


@pytest.mark.parametrize(
    ("gross", "fits"), [("24.01", True), ("24.02", False), ("23.99", True), ("-24", False)]
)
def test_less_than_a_cent_of_the_whole_is_rounding(gross, fits):
    rows = [row("a", "12.004", "10.003333"), row("b", "12.004", "10.003333")]
    if gross == "23.99":
        rows = [row("a", "11.996", "9.996667"), row("b", "11.996", "9.996667")]
    plan = totals.plan_order(order(rows, gross, "20.00"))
    assert (not [code for code, _params in plan.problems if code == "total_mismatch"]) is fits


def test_lists_of_which_one_has_no_numbers_are_compared_whole():
    assert differ.diff([{"id": "1"}], ["1"]) == [("", [{"id": "1"}], ["1"])]
    assert differ.diff(["1"], [{"id": "1"}]) == [("", ["1"], [{"id": "1"}])]
    assert differ.diff(["1"], ["1"]) == []


def test_rows_are_ordered_by_number_others_last():
    rows = [{"id": key} for key in ("10", "x", "9", "²", "1")]
    assert [one["id"] for one in normaliser.by_id(rows)] == ["1", "9", "10", "x", "²"]


ERRORS = (
    b"<prestashop><errors><error><code>92</code><message>x</message></error></errors></prestashop>"
)


def test_nothing_found_is_no_error_but_a_named_one_is():
    parser.check_status(404, {"psws-version": "8"}, b"", "orders", "GET")
    with pytest.raises(ShopError):
        parser.check_status(404, {"psws-version": "8"}, ERRORS, "orders", "GET")
    assert parser._holds_data(b'{"orders":[{"id":1}],"errors":[]}')
    assert not parser._holds_data(b'{"errors":[{"code":3}]}')
    assert not parser._holds_data(b"[]")


def test_patience():
    assert ratelimit.backoff(1, rng=lambda: 0.0) == 1.0
    assert ratelimit.backoff(2, rng=lambda: 0.5) == 3.0
    assert ratelimit.backoff(5, retry_after=1, rng=lambda: 1.0) == 32.0
    assert ratelimit.backoff(30, rng=lambda: 1.0) == 3600.0
    assert [ratelimit.circuit_after(failures) for failures in (4, 5, 7, 30)] == [0, 60, 240, 3600]
    assert (client.LONGEST_WAIT, client.READ_TRIES, client.TIMEOUT) == (20.0, 3, 60)
    assert SETTLED.total_seconds() == 2


def test_addresses_stay_short():
    values = [str(number) * 20 for number in range(100, 400)]
    parts = list(client.any_of(values, limit=200))
    assert max(map(len, parts)) <= 200
    assert "|".join(part[1:-1] for part in parts).split("|") == values
    assert len(parts) == 100


def test_a_wrong_address_is_refused_at_once():
    for url in ("", "shop.test", "ftp://shop.test"):
        with pytest.raises(ConfigError):
            client.normalise_url(url)
    assert DataError("x").kind == "data"

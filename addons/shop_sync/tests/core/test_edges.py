"""The borders of rules: each value just inside and just outside."""

from decimal import Decimal

import pytest

from odoo.addons.shop_sync.core import hosts, ratelimit, stock, totals
from odoo.addons.shop_sync.core.client import PrestaShopClient
from odoo.addons.shop_sync.core.errors import ShopError
from odoo.addons.suite_base.core.outgoing import CallPolicy
from odoo.addons.suite_base.core.sessions import open_session


class Free:
    def acquire(self):
        pass


NOTHING = {"tax_incl": "0", "tax_excl": "0"}


def row(key, gross, net, rate="20", quantity="1", **values):
    return {
        "id": key,
        "name": key,
        "quantity": quantity,
        "unit_tax_incl": gross,
        "unit_tax_excl": net,
        "total_tax_incl": gross,
        "total_tax_excl": net,
        "tax_rates": [rate] if rate else [],
        "ecotax": "0",
        "ecotax_rate": "0",
    } | values


def order(rows, gross, net, discount=NOTHING, shipping=NOTHING, vouchers=()):
    return {
        "lines": rows,
        "shipping": {**shipping, "carrier_name": "C"},
        "wrapping": NOTHING,
        "discounts": list(vouchers),
        "discount_total": discount,
        "totals": {"tax_incl": gross, "tax_excl": net},
    }


def money(gross, net):
    return {"tax_incl": gross, "tax_excl": net}


# -- the total ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("gross", "taken"), [("3.67", True), ("3.68", True), ("3.66", False), ("3.70", False)]
)
def test_rounding_the_whole_moves_less_than_a_cent(gross, taken):
    """Three lines of 1.225: 3.675 in all, 3.69 when each is rounded."""
    rows = [row(str(key), "1.225", "1.020833") for key in range(3)]
    assert bool(totals.plan_order(order(rows, gross, "3.06")).problems) is not taken


def test_cents_go_where_rounding_lost_most():
    rows = [
        row("a", "1.004", "0.836667"),
        row("b", "1.001", "0.834167"),
        row("c", "1.0049", "0.8374"),
    ]
    plan = totals.plan_order(order(rows, "3.01", "2.51"))
    assert [line.total for line in plan.lines] == [
        Decimal("1.00"),
        Decimal("1.00"),
        Decimal("1.01"),
    ]


# -- vouchers ---------------------------------------------------------------------------------------------


def test_a_voucher_over_two_rates_is_shared_to_the_cent():
    rows = [row("a", "120.00", "100.00"), row("b", "105.50", "100.00", "5.5")]
    plan = totals.plan_order(order(rows, "202.95", "180.00", discount=money("22.55", "20.00")))
    shares = {line.rate: line.total for line in plan.lines if line.part == "discount"}
    assert shares == {Decimal(20): Decimal("-12.00"), Decimal("5.5"): Decimal("-10.55")}


def test_a_voucher_that_hits_one_rate_only_is_put_there():
    rows = [row("a", "120.00", "100.00"), row("b", "105.50", "100.00", "5.5")]
    plan = totals.plan_order(order(rows, "214.95", "190.00", discount=money("10.55", "10.00")))
    discounts = [(line.rate, line.total) for line in plan.lines if line.part == "discount"]
    assert discounts == [(Decimal("5.5"), Decimal("-10.55"))]


def test_a_voucher_between_two_rates_takes_the_mix_that_gives_its_net():
    rows = [row("a", "120.00", "100.00"), row("b", "10.55", "10.00", "5.5")]
    discount = money("22.55", "20.00")
    plan = totals.plan_order(order(rows, "108.00", "90.00", discount=discount))
    shares = {line.rate: line.total for line in plan.lines if line.part == "discount"}
    assert shares == {Decimal(20): Decimal("-12.00"), Decimal("5.5"): Decimal("-10.55")}
    assert sum(line.net for line in plan.lines if line.part == "discount") == -20


FREE = {"id": "1", "name": "PORT", "free_shipping": True, "tax_incl": "12.00", "tax_excl": "10.00"}


@pytest.mark.parametrize(
    ("gross", "net", "rates"),
    [("8.40", "7.00", {Decimal(20)}), ("12.40", "10.79", {Decimal(20), Decimal("5.5")})],
    ids=["as much as the shipping", "more than the shipping"],
)
def test_a_free_shipping_voucher_takes_from_the_shipping_as_far_as_it_goes(gross, net, rates):
    rows = [row("a", "105.50", "100.00", "5.5")]
    total = Decimal("105.50") + Decimal("8.40") - Decimal(gross)
    plan = totals.plan_order(
        order(
            rows,
            str(total),
            str(107 - Decimal(net)),
            money(gross, net),
            money("8.40", "7.00"),
            [FREE],
        )
    )
    assert not plan.problems
    assert {line.rate for line in plan.lines if line.part == "discount"} == rates


# -- eco-contribution -----------------------------------------------------------------------------------


def test_an_eco_contribution_taxed_like_its_product_stays_in_its_line():
    lines = totals.plan_order(
        order([row("a", "120.50", "100.42", ecotax="0.42", ecotax_rate="20")], "120.50", "100.42")
    ).lines
    assert [line.part for line in lines] == ["product"]


def test_one_that_is_not_taxed_stands_apart_with_its_own_amounts():
    lines = totals.plan_order(
        order([row("a", "240.84", "200.84", quantity="2", ecotax="0.42")], "240.84", "200.84")
    ).lines
    assert [(line.part, line.rate, line.total, line.net) for line in lines] == [
        ("product", 20, Decimal("240.00"), Decimal("200.00")),
        ("ecotax", 0, Decimal("0.84"), Decimal("0.84")),
    ]


# -- patience ---------------------------------------------------------------------------------------------


def test_a_retry_after_shorter_than_our_own_patience_does_not_shorten_it():
    assert ratelimit.backoff(3, retry_after=1, rng=lambda: 1.0) == 8.0
    assert ratelimit.backoff(3, retry_after=9, rng=lambda: 1.0) == 9.0
    assert ratelimit.backoff(1, retry_after=0, rng=lambda: 0.0) == 1.0


# -- stock --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("free", "values", "shown"),
    [
        (30, {"promised": 8}, 22),
        (30, {"promised": 30}, 0),
        (30, {"promised": 31}, 0),
        (31, {"promised": 8, "safety": 2, "share": 50}, 10),
        (31, {"promised": 8, "safety": 2, "share": 50, "cap": 10}, 10),
        (31, {"promised": 8, "safety": 2, "share": 50, "cap": 9}, 9),
        (2.5, {"promised": 0.5}, 2),
        (2.5, {"promised": 0.6}, 1),
    ],
)
def test_what_is_promised_goes_off_before_safety_share_and_cap(free, values, shown):
    assert stock.sellable(free, **values) == shown


# -- hosts --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "same"),
    [
        ("https://shop.test", True),
        ("https://SHOP.test:443/autre/api", True),
        ("http://shop.test", False),
        ("https://shop.test:8443", False),
        ("https://shop.test.evil.test", False),
        ("https://shop.test@evil.test", False),
        ("ftp://shop.test", False),
        ("https://shop.test:port", False),
    ],
)
def test_the_host_that_a_key_belongs_to(url, same):
    assert (hosts.origin(url) == hosts.origin("https://shop.test/api")) is same


@pytest.mark.parametrize(
    ("answer", "url", "code"),
    [
        ("10.0.0.8", "https://shop.test", "internal_host"),
        ("169.254.169.254", "https://shop.test", "internal_host"),
        ("", "https://shop.test", "unreachable"),
        ("8.8.8.8", "https://shop.test:5432", "bad_url"),
    ],
)
def test_what_the_guard_of_outgoing_calls_refuses_is_told_as_trouble_of_the_shop(answer, url, code):
    def resolver(host, port, **kwargs):
        if not answer:
            raise OSError
        return [(0, 0, 0, "", (answer, port))]

    session = open_session(CallPolicy(resolver=resolver))
    client = PrestaShopClient(url, "KEY", Free(), session, sleep=lambda seconds: None)
    with pytest.raises(ShopError) as refused:
        client.rows("orders")
    assert (refused.value.code, client.requests) == (code, 3 if code == "unreachable" else 1)

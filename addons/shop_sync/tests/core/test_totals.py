"""Whatever the shop charged comes out to the cent, or is refused with the reason."""

from decimal import ROUND_HALF_UP, Decimal

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.shop_sync.core import tax_rates, totals

RATES = ("20", "10", "5.5", "2.1", "0")


def money(value):
    return Decimal(value).quantize(Decimal("0.01"), ROUND_HALF_UP)


def order(
    lines,
    discount=("0", "0"),
    shipping=("0", "0"),
    wrapping=("0", "0"),
    vouchers=(),
    total=None,
    total_excl=None,
):
    included = sum(Decimal(row["total_tax_incl"]) for row in lines)
    excluded = sum(Decimal(row["total_tax_excl"]) for row in lines)
    for part, sign in ((discount, -1), (shipping, 1), (wrapping, 1)):
        included += sign * Decimal(part[0])
        excluded += sign * Decimal(part[1])
    return {
        "lines": lines,
        "shipping": {"carrier_name": "C", "tax_incl": shipping[0], "tax_excl": shipping[1]},
        "wrapping": {"tax_incl": wrapping[0], "tax_excl": wrapping[1]},
        "discount_total": {"tax_incl": discount[0], "tax_excl": discount[1]},
        "discounts": list(vouchers),
        "totals": {
            "tax_incl": str(total or money(included)),
            "tax_excl": str(total_excl or money(excluded)),
        },
    }


def line(key, price, quantity=1, rate="20", rounded=True, ecotax="0", ecotax_rate="0"):
    price, quantity = Decimal(price), Decimal(quantity)
    excluded = price + Decimal(ecotax)
    included = (
        price * (100 + Decimal(rate)) / 100 + Decimal(ecotax) * (100 + Decimal(ecotax_rate)) / 100
    )
    cut = money if rounded else lambda value: value
    return {
        "id": str(key),
        "name": f"Article {key}",
        "quantity": str(quantity),
        "unit_tax_incl": str(included),
        "unit_tax_excl": str(excluded),
        "total_tax_incl": str(cut(included * quantity)),
        "total_tax_excl": str(cut(excluded * quantity)),
        "tax_rates": [rate] if rate != "0" else [],
        "ecotax": ecotax,
        "ecotax_rate": ecotax_rate,
    }


def check(document):
    plan = totals.plan_order(document)
    assert not plan.problems, plan.problems
    assert sum((item.total for item in plan.lines), Decimal(0)) == plan.total
    for item in plan.lines:
        assert abs(item.unit * item.quantity - item.total) < Decimal("0.0001")
    return plan


prices = st.decimals("0.01", "3000", places=4)
rows = st.lists(
    st.tuples(prices, st.integers(1, 30), st.sampled_from(RATES)), min_size=1, max_size=12
)


@given(rows)
def test_lines_rounded_one_by_one_come_to_the_cent(given_rows):
    document = order([line(key, *row) for key, row in enumerate(given_rows)])
    assert check(document).total == Decimal(document["totals"]["tax_incl"])


@given(rows)
def test_a_shop_that_rounds_only_the_whole_comes_to_the_cent(given_rows):
    document = order([line(key, *row, rounded=False) for key, row in enumerate(given_rows)])
    assert check(document).total == Decimal(document["totals"]["tax_incl"])


@given(rows, st.integers(1, 90))
def test_a_percentage_voucher_is_shared_between_rates_as_charged(given_rows, percent):
    lines = [line(key, *row) for key, row in enumerate(given_rows)]
    included = sum(Decimal(row["total_tax_incl"]) for row in lines)
    excluded = sum(Decimal(row["total_tax_excl"]) for row in lines)
    discount = (str(money(included * percent / 100)), str(money(excluded * percent / 100)))
    document = order(lines, discount=discount, shipping=("8.40", "7.00"))
    assert check(document).total == Decimal(document["totals"]["tax_incl"])


def test_free_shipping_takes_the_rate_of_the_shipping():
    voucher = {
        "id": "1",
        "name": "PORT0",
        "free_shipping": True,
        "tax_incl": "8.40",
        "tax_excl": "7.00",
    }
    plan = check(
        order([line(1, "10", rate="5.5")], ("8.40", "7.00"), ("8.40", "7.00"), vouchers=[voucher])
    )
    assert [item.rate for item in plan.lines if item.part == "discount"] == [Decimal(20)]


def test_the_recorded_quantity_discount_keeps_its_line_total():
    plan = check(order([line(10, "10.472", 10)]))
    assert plan.lines[0].total == Decimal("125.66")
    assert plan.lines[0].unit == Decimal("12.566")


def test_an_untaxed_eco_contribution_gets_its_own_line():
    plan = check(order([line(1, "100", 2, ecotax="0.42")]))
    assert [(item.part, item.rate) for item in plan.lines] == [("product", 20), ("ecotax", 0)]


def test_an_unexplained_euro_is_refused_then_accepted_as_a_line():
    document = order([line(1, "100")], total="121.00")
    problems = totals.plan_order(document).problems
    assert problems == [
        ("total_mismatch", {"shop": "121.00", "computed": "120.00", "difference": "1.00"})
    ]
    plan = totals.plan_order(document, accepted=True)
    assert not plan.problems
    assert plan.lines[-1].part == "difference"
    assert sum(item.total for item in plan.lines) == Decimal("121.00")


def test_one_cent_that_no_rounding_explains_is_refused():
    assert totals.plan_order(order([line(1, "100")], total="120.01")).problems


def test_tax_that_was_not_charged_is_seen():
    document = order([line(1, "100")], total_excl="110.00")
    assert totals.plan_order(document).problems[0][0] == "tax_mismatch"


def test_an_unknown_rate_is_named_by_its_ratio():
    row = line(1, "100", rate="17.3")
    row["tax_rates"] = []
    assert totals.plan_order(order([row])).lines[0].rate == Decimal("17.3")


@given(prices, st.sampled_from(RATES))
def test_a_rate_is_found_from_the_amounts(price, rate):
    excluded = money(price)
    included = money(excluded * (100 + Decimal(rate)) / 100)
    found = tax_rates.find_rate(included, excluded, tax_rates.USUAL_RATES)
    assert abs(excluded * (100 + found) / 100 - included) <= Decimal("0.01")


def test_shipping_taxed_like_the_goods_on_average_is_shared_between_their_rates():
    """PS_ATCP_SHIPWRAP: no single rate explains 6.50 → 7.33."""
    goods = [line(1, "100"), line(2, "100", rate="5.5")]
    plan = check(order(goods, shipping=("7.33", "6.50")))
    shipping = [item for item in plan.lines if item.part == "shipping"]
    assert {item.rate for item in shipping} == {Decimal(20), Decimal("5.5")}
    assert sum(item.total for item in shipping) == Decimal("7.33")


def test_a_shop_that_rounds_the_whole_up_or_down_comes_to_the_cent():
    rows_ = [line(key, "10.001", rounded=False) for key in range(3)]
    exact = sum(Decimal(row["total_tax_incl"]) for row in rows_)
    for rounded in (Decimal("36.01"), Decimal("36.00")):
        assert abs(exact - rounded) < Decimal("0.01")
        check(order(rows_, total=rounded))


def test_an_accepted_difference_needs_no_taxed_goods():
    free = line(1, "0")
    plan = totals.plan_order(order([free], total="5.00", total_excl="5.00"), accepted=True)
    assert not plan.problems
    assert sum(item.total for item in plan.lines) == Decimal("5.00")


def test_an_order_of_nothing_but_nothing_is_planned():
    nothing = {**line(1, "0"), "quantity": "0"}
    assert totals.plan_order(order([nothing])).lines[0].unit == 0


amounts = st.decimals("-5000", "5000", places=6).map(str)
wild_lines = st.fixed_dictionaries(
    {
        "id": st.integers(1, 99).map(str),
        "name": st.just("x"),
        "quantity": st.integers(-3, 20).map(str),
        "unit_tax_incl": amounts,
        "unit_tax_excl": amounts,
        "total_tax_incl": amounts,
        "total_tax_excl": amounts,
        "tax_rates": st.lists(st.sampled_from(["20", "5.5", "0", "33.333"]), max_size=2),
        "ecotax": amounts,
        "ecotax_rate": st.sampled_from(["0", "20"]),
    }
)


@given(st.lists(wild_lines, min_size=1, max_size=4), amounts, amounts, st.booleans())
def test_no_nonsense_breaks_the_planner(lines, total, discount, accepted):
    """Whatever the amounts: lines that add up to the shop's total, or a reason why not."""
    document = order(lines, discount=(discount, discount), total=total, total_excl=total)
    plan = totals.plan_order(document, accepted=accepted)
    if not plan.problems:
        assert sum((item.total for item in plan.lines), Decimal(0)) == plan.total

"""WooCommerce's orders in the canonical form, to the cent."""

import itertools
import json
import random
from decimal import Decimal
from pathlib import Path

import pytest
import woo_helpers
from fake_woocommerce.server import FakeShop
from fake_woocommerce.store import Store

from odoo.addons.shop_sync.core import canonical, totals
from odoo.addons.shop_sync_woocommerce.core import normaliser

DOCUMENTED = Path(__file__).resolve().parents[1] / "data" / "documented_orders.json"


def documented(number):
    rows = json.loads(DOCUMENTED.read_text())["body"]
    return next(row for row in rows if row["id"] == number)


def test_the_documented_order_is_canonical_and_comes_to_the_cent():
    refs = {"tables": {"taxes": {"75": {"rate": "7.5"}}}}
    order = normaliser.order(documented(727), refs)
    assert canonical.validate("order", order) == []
    plan = totals.plan_order(order)
    assert not plan.problems
    assert plan.total == Decimal("29.35")
    assert [line.rate for line in plan.lines] == [Decimal("7.5"), Decimal("7.5"), Decimal(0)]
    assert order["lines"][1]["name"] == "Ship Your Idea – Color: Black, Size: M Test"
    assert order["lines"][1]["combination_id"] == "23"
    assert "customizations" not in order["lines"][1], "its name says it already"
    assert (order["created_at"], order["customer"]["guest"]) == ("2017-03-22T19:28:02Z", True)
    assert order["payments"] == [
        {
            "id": "727",
            "method": "Direct Bank Transfer",
            "amount": "29.35",
            "currency": "USD",
            "transaction_id": "",
            "paid_at": "2017-03-22T19:28:08Z",
        }
    ]


def test_the_documented_unpaid_order_has_no_payment_and_knows_its_customer():
    order = normaliser.order(documented(723), {})
    assert canonical.validate("order", order) == []
    assert not totals.plan_order(order).problems
    assert (order["payments"], order["customer"]["id"]) == ([], "26")


WAYS = list(itertools.product((True, False), repeat=2))


@pytest.mark.parametrize(("inclusive", "at_subtotal"), WAYS)
def test_whatever_a_shop_rounds_its_total_is_ours(inclusive, at_subtotal):
    chance = random.Random(f"{inclusive}{at_subtotal}")
    store = Store(inclusive=inclusive, at_subtotal=at_subtotal)
    with FakeShop(store) as shop:
        goods = [
            store.add_product(
                f"G{n}",
                price=f"{chance.randint(5, 9999) / 100:.2f}",
                tax_class=chance.choice(("", "reduced-rate")),
            )
            for n in range(12)
        ]
        for _order in range(60):
            lines = [(p, None, chance.randint(1, 7)) for p in chance.sample(goods, 6)]
            store.add_order(
                lines[: chance.randint(1, 6)],
                shipping=chance.choice((None, "4.17", "5.99")),
                fees=chance.choice(((), [("Emballage", "1.33")], [("Remise", "-0.55")])),
                coupon=chance.choice((None, ("ETE10", 10), ("VIP", "33.3"))),
            )
        channel = woo_helpers.connect(shop)
        channel.preflight()
        documents, _cursor = woo_helpers.read_all(channel, "order")
    assert len(documents) == 60
    for key, document in documents.items():
        assert canonical.validate("order", document) == []
        plan = totals.plan_order(document)
        assert not plan.problems, (store.orders[int(key)], plan.problems)
        assert sum(line.total for line in plan.lines) == store.orders[int(key)]["total"]
        net = sum(line.net for line in plan.lines)
        shop_net = store.orders[int(key)]["total"] - store.orders[int(key)]["total_tax"]
        assert net + plan.unexplained == shop_net


def test_a_coupon_is_named_and_not_taken_off_twice():
    store = Store()
    row = store.add_order([(store.add_product("A", price="120.00"), None, 1)], coupon=("ETE10", 10))
    order = normaliser.order(row, {})
    assert order["lines"][0]["total_tax_incl"] == "108"
    assert order["note"] == "ETE10 (−12.00 EUR)"
    assert order["discount_total"]["tax_incl"] == "0"
    assert order["discounts"][0]["tax_incl"] == "12"


def test_a_fee_is_a_line_without_goods():
    store = Store()
    row = store.add_order(
        [(store.add_product("A"), None, 1)], fees=[("Emballage cadeau", "2.50")], shipping="5"
    )
    order = normaliser.order(row, {})
    fee = order["lines"][1]
    assert (fee["name"], fee["total_tax_incl"], fee["virtual"]) == ("Emballage cadeau", "3", True)
    assert order["shipping"]["carrier_id"] == "flat_rate:4"
    assert order["shipping"]["tax_rate"] == "20"


def test_goods_without_delivery_go_to_the_billing_address():
    store = Store()
    row = store.add_order([(store.add_product("A"), None, 1)])
    row["shipping"] = dict.fromkeys(row["shipping"], "")
    order = normaliser.order(row, {})
    assert order["delivery_address"] == order["invoice_address"]


def test_what_the_buyer_had_written_and_a_vat_number_are_kept():
    store = Store()
    row = store.add_order([(store.add_product("A"), None, 1)], customer_note="Sonnez deux fois")
    row["line_items"][0]["meta_data"] = [
        {"key": "Gravure", "value": "Léa"},
        {"key": "_secret", "value": "x"},
        {"key": "pa_taille", "value": "XL"},
    ]
    row["meta_data"] = [{"key": "_billing_vat_number", "value": "FR40303265045"}]
    order = normaliser.order(row, {})
    assert canonical.validate("order", order) == []
    told = [(c["label"], c["text"]) for c in order["lines"][0]["customizations"]]
    assert told == [("Gravure", "Léa"), ("taille", "XL")]
    assert order["invoice_address"]["vat_number"] == "FR40303265045"
    assert order["messages"][0]["text"] == "Sonnez deux fois"


# -- refunds ------------------------------------------------------------------------------------------


def slips(store, row):
    return normaliser.order(row, {}, store.refunds.get(row["id"], []))["refunds"]


def whole(slip):
    amounts = [line["tax_incl"] for line in slip["lines"]] + [slip["shipping"]["tax_incl"]]
    return sum(map(Decimal, amounts))


def test_a_refund_that_names_its_lines_gives_back_those():
    store = Store()
    row = store.add_order([(store.add_product("A", price="12.00"), None, 3)], shipping="5")
    store.refund(row, lines=[(row["line_items"][0], 1)])
    (slip,) = slips(store, row)
    line = str(row["line_items"][0]["id"])
    assert slip["lines"] == [{"id": line, "quantity": "1", "tax_incl": "12", "tax_excl": "10"}]
    assert slip["shipping"] == {"tax_incl": "0", "tax_excl": "0"}


def test_a_refund_of_an_amount_is_shared_and_a_second_of_the_rest_closes_the_order():
    store = Store()
    goods = [
        (store.add_product("A", price="12.00"), None, 3),
        (store.add_product("B", price="10.55", tax_class="reduced-rate"), None, 1),
    ]
    row = store.add_order(goods, shipping="4.17", fees=[("Emballage", "1.33")])
    store.refund(row, amount="9.99")
    store.refund(row, amount=row["total"] - Decimal("9.99"))
    first, second = slips(store, row)
    assert whole(first) == Decimal("9.99")
    assert whole(first) + whole(second) == row["total"]
    given = {}
    for slip in (first, second):
        for line in slip["lines"]:
            given[line["id"]] = given.get(line["id"], 0) + Decimal(line["tax_incl"])
    charged = {
        str(item["id"]): round(item["total"] + item["total_tax"], 2)
        for item in (*row["line_items"], *row["fee_lines"])
    }
    assert given == charged, "nothing is given back twice, nothing is left"


def test_a_refund_of_more_than_its_lines_is_whole():
    store = Store()
    row = store.add_order([(store.add_product("A", price="12.00"), None, 2)], shipping="5")
    store.refund(row, amount="13.50", lines=[(row["line_items"][0], 1)])
    (slip,) = slips(store, row)
    assert whole(slip) == Decimal("13.50")
    assert slip["lines"][0]["quantity"] == "1"


def order_with_something_off(store, tax_class=""):
    goods = [
        (store.add_product(name, price=price), None, 1) for name, price in (("A", 60), ("B", 40))
    ]
    row = store.add_order(goods)
    fee = store._item(Decimal(-10), tax_class, inclusive=True) | {"name": "Remise"}
    row["fee_lines"].append(fee)
    store.add_up(row)
    assert row["total"] == 90
    return row, fee


def test_something_taken_off_that_is_given_back_lowers_the_refund():
    """60 and 40, 10 off: whoever gives back the 60 with what was taken off gives back 50."""
    store = Store()
    row, fee = order_with_something_off(store)
    entry = store.refund(row, lines=[(row["line_items"][0], 1)], fees=[fee])
    assert entry["amount"] == 50
    (slip,) = slips(store, row)
    assert [line["tax_incl"] for line in slip["lines"]] == ["60", "-10"]
    assert [line["quantity"] for line in slip["lines"]] == ["1", "0"]
    store.refund(row, amount="40")
    assert [whole(slip) for slip in slips(store, row)] == [50, 40]


def test_a_refund_of_all_that_is_left_takes_off_what_was_taken_off():
    store = Store()
    row, fee = order_with_something_off(store, tax_class="reduced-rate")
    store.refund(row, amount="90")
    (slip,) = slips(store, row)
    given = {line["id"]: Decimal(line["tax_incl"]) for line in slip["lines"]}
    sold = {str(item["id"]): round(item["total"] + item["total_tax"]) for item in row["line_items"]}
    assert given == sold | {str(fee["id"]): -10}


def test_a_refund_of_less_than_its_lines_gives_back_what_was_paid_out():
    """Goods came back, and the shop kept something of their price."""
    store = Store()
    goods = [
        (store.add_product("A", price="60.00"), None, 2),
        (store.add_product("B", price="39.99", tax_class="reduced-rate"), None, 1),
    ]
    row = store.add_order(goods)
    store.refund(row, amount="70.01", lines=[(row["line_items"][0], 1), (row["line_items"][1], 1)])
    (slip,) = slips(store, row)
    assert whole(slip) == Decimal("70.01")
    first, second = slip["lines"]
    assert (first["quantity"], second["quantity"]) == ("1", "1")
    assert (first["tax_incl"], first["tax_excl"]) == ("42.01", "35.01")
    assert (second["tax_incl"], second["tax_excl"]) == ("28", "26.54")
    store.refund(row, amount=row["total"] - Decimal("70.01"))
    assert sum(map(whole, slips(store, row))) == row["total"]


# -- shops without cents ------------------------------------------------------------------------------

YEN = {"settings": {"decimals": "0"}}


@pytest.mark.parametrize(("inclusive", "at_subtotal"), WAYS)
def test_a_shop_without_decimals_comes_to_its_total(inclusive, at_subtotal):
    chance = random.Random(f"{inclusive}{at_subtotal}")
    store = Store(inclusive=inclusive, at_subtotal=at_subtotal, decimals=0)
    store.taxes[1]["rate"], store.taxes[2]["rate"] = "10.0000", "8.0000"
    goods = [
        store.add_product(f"G{n}", str(chance.randint(5, 9999)), tax_class=tax_class)
        for n, tax_class in enumerate(("", "reduced-rate") * 6)
    ]
    for _order in range(60):
        lines = [(product, None, chance.randint(1, 7)) for product in chance.sample(goods, 6)]
        row = store.add_order(
            lines[: chance.randint(1, 6)],
            currency="JPY",
            shipping=chance.choice((None, "417", "599")),
            fees=chance.choice(((), [("Remise", "-55")])),
            coupon=chance.choice((None, ("ETE10", 10), ("VIP", "33.3"))),
        )
        document = normaliser.order(row, YEN)
        plan = totals.plan_order(document)
        assert not plan.problems, (row, plan.problems)
        assert all(line.total == round(line.total) for line in plan.lines)
        assert {line.rate for line in plan.lines} <= {10, 8}
        assert sum(line.total for line in plan.lines) == row["total"]


def test_three_pieces_at_101_yen_and_their_tax_are_333():
    store = Store(inclusive=False, decimals=0)
    store.taxes[1]["rate"] = "10.0000"
    row = store.add_order([(store.add_product("A", price="101"), None, 3)], currency="JPY")
    assert row["total"] == 333
    with FakeShop(store) as shop:
        channel = woo_helpers.connect(shop)
        channel.preflight()
        documents, _cursor = woo_helpers.read_all(channel, "order")
    (order,) = documents.values()
    assert order["lines"][0]["total_tax_incl"] == "333"
    plan = totals.plan_order(order)
    assert (plan.problems, [line.rate for line in plan.lines]) == ([], [10])


def test_a_refund_of_some_yen_is_shared_in_whole_ones():
    store = Store(decimals=0)
    goods = [(store.add_product(name, price="101"), None, 1) for name in "ABC"]
    row = store.add_order(goods, currency="JPY")
    store.refund(row, amount="100")
    store.refund(row, amount="90", lines=[(item, 1) for item in row["line_items"]])
    for slip, amount in zip(
        normaliser.order(row, YEN, store.refunds[row["id"]])["refunds"], (100, 90), strict=True
    ):
        assert whole(slip) == amount
        for line in slip["lines"]:
            assert Decimal(line["tax_incl"]) == round(Decimal(line["tax_incl"]))


# -- payments -----------------------------------------------------------------------------------------


def test_what_is_paid_on_delivery_is_not_paid_because_the_shop_says_completed():
    """The shop counts it as paid with the state that we tell it ourselves."""
    store = Store()
    row = store.add_order(
        [(store.add_product("A"), None, 1)], paid=False, payment_method="cod", status="processing"
    )
    assert row["date_paid_gmt"] is None
    store.set_status(row, "completed")
    assert row["date_paid_gmt"]
    assert normaliser.order(row, {})["payments"] == []

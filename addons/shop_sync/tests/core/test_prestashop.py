"""The PrestaShop channel on the recordings and on the fake shop with its faults."""

import json
import random
import time
from decimal import Decimal
from pathlib import Path

import helpers
import pytest
from fake_prestashop.server import KEY, FakeShop
from fake_prestashop.shops import OrderBook, add_references, build_shop
from fake_prestashop.store import Store
from jsonschema import Draft202012Validator

from odoo.addons.shop_sync.core import canonical, normaliser, totals
from odoo.addons.shop_sync.core.channel import Operation
from odoo.addons.shop_sync.core.prestashop import PrestaShop
from odoo.addons.shop_sync.core.ratelimit import MemoryLimiter

RECORDED = Path(__file__).resolve().parents[1] / "data" / "prestashop_8.1.2"


def rows(name, resource):
    body = json.loads((RECORDED / f"{name}.json").read_text())["response"]["body"]
    return json.loads(body)[resource]


def connect(shop, **options):
    limiter = MemoryLimiter(0, time.monotonic, time.sleep)
    return PrestaShop.connect(shop.url, KEY, limiter, policy=helpers.POLICY, **options)


def recorded_order():
    refs = {
        name: {str(row["id"]): row for row in rows(f"81_{name}", name)}
        for name in ("taxes", "currencies", "languages", "carriers", "order_states", "countries")
    }
    related = {
        "details": rows("91_order6_details", "order_details"),
        "discounts": [],
        "carriers": rows("93_order6_carriers", "order_carriers"),
        "messages": [],
        "payments": rows("98_order6_payments_after", "order_payments"),
        "customer": None,
        "invoice_address": None,
        "delivery_address": None,
    }
    row = rows("97_order6_after_paid", "orders")[0]
    return normaliser.order(row, related, refs, "Europe/Paris")


def test_the_recorded_order_is_canonical_and_comes_to_the_cent():
    order = recorded_order()
    assert canonical.validate("order", order) == []
    plan = totals.plan_order(order)
    assert not plan.problems
    assert plan.total == Decimal("182.90")
    assert [line.rate for line in plan.lines] == [Decimal(20)] * 3
    assert order["created_at"] == "2026-11-21T22:32:38Z"
    assert [payment["amount"] for payment in order["payments"]] == ["0", "182.9"]


def test_the_recorded_demo_orders_come_to_their_tax_included_total():
    """PrestaShop's own demo orders; order 1 was charged without tax, and says so nowhere else."""
    for row in rows("30_orders_multi", "orders"):
        plan = totals.plan_order(demo_order(row))
        assert plan.problems == []
        assert plan.total == Decimal(row["total_paid_tax_incl"])
        assert sum(line.unit * line.quantity for line in plan.lines) == plan.total


def demo_order(row):
    details = []
    for line in row["associations"]["order_rows"]:
        price = Decimal(line["unit_price_tax_incl"])
        total = {"total_price_tax_incl": price * int(line["product_quantity"])}
        details.append({**line, **total, "total_price_tax_excl": total["total_price_tax_incl"]})
    related = {
        "details": details,
        "discounts": [],
        "carriers": [],
        "messages": [],
        "payments": [],
        "customer": None,
        "invoice_address": None,
        "delivery_address": None,
    }
    return normaliser.order(row, related, {}, "Europe/Paris")


def test_the_published_schema_and_the_validator_agree():
    order = recorded_order()
    schema = Draft202012Validator(canonical.json_schema("order"))
    Draft202012Validator.check_schema(canonical.json_schema("order"))
    assert schema.is_valid(order)
    for spoil in (
        lambda o: o.pop("lines"),
        lambda o: o.update(extra=1),
        lambda o: o.update(currency="euro"),
        lambda o: o["totals"].update(tax_incl=12.5),
        lambda o: o["lines"][0].update(quantity="many"),
    ):
        broken = json.loads(json.dumps(order))
        spoil(broken)
        assert canonical.validate("order", broken)
        assert not schema.is_valid(broken)


@pytest.mark.parametrize("version", ["8.1.2", "1.6.1.24"])
def test_every_order_is_read_once_and_canonical(version):
    store = build_shop(0, 120, 450, version)
    with FakeShop(store) as shop:
        channel = connect(shop)
        channel.preflight()
        keys = []
        for page in channel.pull("order", {}):
            for document in page.documents:
                assert canonical.validate("order", document.payload) == []
                keys.append(document.key)
        assert sorted(map(int, keys)) == sorted(store.tables["orders"].rows)


def test_a_second_that_holds_more_orders_than_a_page_is_read_whole():
    store = Store()
    add_references(store)
    product = store.insert_product(reference="A", price="10.000000", name="A")
    book = OrderBook(store, random.Random(1))
    for _number in range(450):
        book.add_one(1, lines=[(product, None, 1)], state=2)
    for row in store.tables["orders"].rows.values():
        row["date_upd"] = "2026-11-01 10:00:00"
    with FakeShop(store) as shop:
        keys = [
            document.key for page in connect(shop).pull("order", {}) for document in page.documents
        ]
        assert len(keys) == len(set(keys)) == 450


def test_twenty_thousand_lines_take_a_hundred_writes_and_none_when_unchanged():
    store = Store()
    add_references(store)
    for number in range(20_000):
        store.insert_product(reference=f"R{number}", name="x", price="1.000000")
    with FakeShop(store, keep_log=False) as shop:
        channel = connect(shop)
        lines = channel.verify("stock")
        shop.forget()
        results = channel.push("stock", [Operation(key, {"quantity": 7}) for key in lines])
        assert not [result for result in results if result.error]
        assert shop.requests("PATCH") == 100
        assert shop.requests() <= 110


@pytest.mark.parametrize("version", ["8.1.2", "1.6.1.24"])
def test_answers_cut_after_the_write_lose_and_double_nothing(version):
    store = build_shop(0, 300, 30, version)
    with FakeShop(store) as shop:
        shop.faults.cut_writes = 0.3
        channel = connect(shop)
        wanted = {
            key: number
            for number, (key, row) in enumerate(channel.verify("stock").items())
            if not row["parent"]
        }
        left = dict(wanted)
        for _round in range(20):
            results = channel.push(
                "stock", [Operation(key, {"quantity": value}) for key, value in left.items()]
            )
            left = {result.key: wanted[result.key] for result in results if result.error}
            if not left:
                break
        shown = channel.verify("stock")
        assert {key: shown[key]["quantity"] for key in wanted} == wanted


def test_a_dead_shop_costs_three_reads_and_one_write():
    store = build_shop(0, 30, 0)
    with FakeShop(store) as shop:
        channel = connect(shop)
        channel.client._sleep = lambda seconds: None
        lines = channel.verify("stock")
        shop.faults.answer_next(500, times=50, body="Fatal")
        shop.forget()
        results = channel.push("stock", [Operation(key, {"quantity": 1}) for key in lines])
        assert {result.error.kind for result in results} == {"transient"}
        assert (shop.requests("PATCH"), shop.requests("GET")) == (1, 3)

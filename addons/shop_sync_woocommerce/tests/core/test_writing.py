"""Stock, states and tracking numbers, written to a WooCommerce."""

import random

import pytest
from fake_woocommerce.server import FakeShop
from fake_woocommerce.store import Store
from woo_helpers import Clock, connect

from odoo.addons.shop_sync.core import client as shared
from odoo.addons.shop_sync.core.channel import Operation


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(shared, "FIRST_WAIT", 0.001)


@pytest.fixture
def shop():
    with FakeShop(Store(Clock())) as running:
        yield running


def key_of(row):
    return f"{row['parent']}-{row['id']}" if "parent" in row else f"{row['id']}-0"


def push(shop, wanted, known=None):
    """:param wanted: ``[(row, pieces)]``; ``known``: what we believe that the shop shows"""
    operations = [
        Operation(
            key_of(row), {"quantity": pieces} | ({} if known is None else {"known": known[at]})
        )
        for at, (row, pieces) in enumerate(wanted)
    ]
    return connect(shop).push("stock", operations)


def test_stock_goes_by_hundreds_and_a_second_time_not_at_all(shop):
    rows = [shop.store.add_product(f"P{n}", quantity=0) for n in range(250)]
    wanted = [(row, n + 1) for n, row in enumerate(rows)]
    assert not any(result.error for result in push(shop, wanted))
    assert [row["stock_quantity"] for row in rows] == [n + 1 for n in range(250)]
    assert shop.requests("POST") == 3
    assert max(len(body["update"]) for _path, body in shop.written()) == 100
    shop.forget()
    assert all(result.already for result in push(shop, wanted))
    assert shop.requests("POST", "PUT") == 0


def test_variations_are_written_with_their_product(shop):
    shirt = shop.store.add_product("POLO")
    black = shop.store.add_variation(shirt, "N", quantity=1)
    white = shop.store.add_variation(shirt, "B", option="Blanc", quantity=2)
    assert set(connect(shop).verify("stock")) == {key_of(black), key_of(white)}
    push(shop, [(black, 5), (white, 2)])
    assert (black["stock_quantity"], white["stock_quantity"]) == (5, 2)
    path, body = shop.written()[0]
    assert path.endswith(f"products/{shirt['id']}/variations/batch")
    assert body == {"update": [{"id": black["id"], "stock_quantity": 5}]}


def test_a_bad_line_is_told_and_its_neighbours_are_written(shop):
    rows = [shop.store.add_product(f"P{n}", quantity=0) for n in range(5)]
    shop.faults.bad_rows = {rows[2]["id"]}
    results = push(shop, [(row, 7) for row in rows])
    assert [result.error is None for result in results] == [True, True, False, True, True]
    assert results[2].error.code == "refused"
    assert [row["stock_quantity"] for row in rows] == [7, 7, 0, 7, 7]


def test_lines_that_the_shop_does_not_count_are_left_alone(shop):
    row = shop.store.add_product("NUMERIQUE")
    assert connect(shop).verify("stock") == {}
    (result,) = push(shop, [(row, 3)])
    assert result.error.code == "woo_not_counted"
    assert shop.requests("POST") == 0


def test_stock_that_variations_share_hangs_on_a_line_that_nobody_writes(shop):
    shirt = shop.store.add_product("POLO", quantity=9)
    shop.store.add_variation(shirt, "N", manage_stock="parent")
    (line,) = connect(shop).verify("stock").values()
    assert (line["parent"], line["quantity"]) == (True, 9)


def test_nothing_is_written_over_a_number_that_we_do_not_know(shop):
    row, calm = (shop.store.add_product(name, quantity=10) for name in "AB")
    shop.store.add_order([(row, None, 3)])
    results = push(shop, [(row, 15), (calm, 12)], known=[10, 10])
    assert (results[0].shown, results[1].shown) == (7, None)
    assert (row["stock_quantity"], calm["stock_quantity"]) == (7, 12)
    (result,) = push(shop, [(row, 12)], known=[7])
    assert (result.shown, row["stock_quantity"]) == (None, 12)


def test_an_answer_that_is_lost_is_looked_up(shop):
    rows = [shop.store.add_product(f"P{n}", quantity=0) for n in range(3)]
    shop.faults.cut_writes = 1
    results = push(shop, [(row, 4) for row in rows])
    assert not any(result.error for result in results)
    assert shop.requests("POST") == 1, "it is not sent a second time"


def test_a_shop_in_trouble_ends_the_push(shop):
    rows = [shop.store.add_product(f"P{n}", quantity=0) for n in range(250)]
    shop.faults.answer_next(503, times=100)
    results = push(shop, [(row, 4) for row in rows])
    assert {result.error.kind for result in results} == {"transient"}
    assert shop.requests() == 3, "one look and its repeats"


def test_a_host_that_takes_fewer_lines_gets_halves(shop):
    rows = [shop.store.add_product(f"P{n}", quantity=0) for n in range(100)]
    shop.faults.batch_limit = 30
    assert not any(result.error for result in push(shop, [(row, 4) for row in rows]))
    assert {row["stock_quantity"] for row in rows} == {4}


@pytest.mark.parametrize("seed", range(4))
def test_random_walk_no_sale_is_ever_given_back(shop, seed):
    """Sales fall between our look and our write; what the shop shows never exceeds what is left."""
    chance, store = random.Random(seed), shop.store
    row = store.add_product("A", quantity=50)
    left = known = 50

    def customer(method, path):
        nonlocal left
        if method == "GET" and path.endswith("/products") and chance.random() < 0.4 and left:
            store.add_order([(row, None, 1)])
            left -= 1

    shop.faults.on_request = customer
    for _step in range(60):
        # Orders are read first: we know what is left now, and may have received some.
        received = chance.choice((0, 0, 1, 4))
        left, seen = left + received, left + received
        (result,) = push(shop, [(row, seen)], known=[known])
        known = result.shown if result.shown is not None else seen
        assert row["stock_quantity"] <= left
    shop.faults.on_request = None
    for _pass in range(2):
        (result,) = push(shop, [(row, left)], known=[known])
        known = result.shown if result.shown is not None else left
    assert row["stock_quantity"] == left


# -- what left ----------------------------------------------------------------------------------------


def ship(shop, row, **values):
    wish = {"order": str(row["id"]), "tracking": "", "state": "", "notify": False, **values}
    (result,) = connect(shop).push("shipment", [Operation("1", wish)])
    return result


def test_a_shipment_is_told_once(shop):
    row = shop.store.add_order([(shop.store.add_product("A"), None, 1)])
    channel = connect(shop)
    channel.preflight()
    for already in (False, True):
        result = ship(shop, row, tracking="6A123", state="completed", notify=True)
        assert (result.error, result.already) == (None, already)
    (note,) = shop.store.notes[row["id"]]
    assert (note["note"], note["customer_note"]) == ("Tracking number: 6A123", True)
    assert row["status"] == "completed"


def test_a_shipment_whose_answers_are_lost_is_told_once(shop):
    row = shop.store.add_order([(shop.store.add_product("A"), None, 1)])
    shop.faults.cut_writes = 2
    result = ship(shop, row, tracking="6A123", state="completed")
    assert (result.error, len(shop.store.notes[row["id"]])) == (None, 1)
    assert row["status"] == "completed"


@pytest.mark.parametrize("method", ["bacs", "cheque"])
def test_an_order_whose_transfer_did_not_come_is_not_completed(shop, method):
    """The shop would count it as paid from then on."""
    row = shop.store.add_order(
        [(shop.store.add_product("A"), None, 1)],
        paid=False,
        payment_method=method,
        status="on-hold",
    )
    result = ship(shop, row, tracking="6A123", state="completed")
    assert (result.error.code, result.error.kind) == ("woo_unpaid", "data")
    assert (row["status"], row["date_paid_gmt"]) == ("on-hold", None)
    assert len(shop.store.notes[row["id"]]) == 1, "its number is told"
    row["date_paid_gmt"] = shop.store.now()
    assert ship(shop, row, tracking="6A123", state="completed").error is None
    assert (row["status"], len(shop.store.notes[row["id"]])) == ("completed", 1)


def test_what_is_paid_on_delivery_or_costs_nothing_is_completed(shop):
    goods = [(shop.store.add_product("A", price="0"), None, 1)]
    free = shop.store.add_order(goods, paid=False, status="on-hold")
    goods = [(shop.store.add_product("B"), None, 1)]
    later = shop.store.add_order(goods, paid=False, payment_method="cod")
    for row in (free, later):
        assert ship(shop, row, state="completed").error is None
        assert row["status"] == "completed"


def test_an_order_that_the_shop_closed_is_not_opened_again(shop):
    row = shop.store.add_order([(shop.store.add_product("A"), None, 1)], status="cancelled")
    assert ship(shop, row, state="completed").error.code == "woo_closed"
    assert row["status"] == "cancelled"

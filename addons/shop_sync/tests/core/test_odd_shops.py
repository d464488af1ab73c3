"""Shops as they are: broken rows, half-deleted records, clocks, several shops in one."""

import json
import logging
import time

import helpers
import pytest
from fake_prestashop.server import KEY, FakeShop
from fake_prestashop.shops import build_shop
from fake_prestashop.store import Store

from odoo.addons.shop_sync.core import canonical, normaliser, parser, prestashop_orders
from odoo.addons.shop_sync.core.channel import Operation
from odoo.addons.shop_sync.core.errors import ConfigError, DataError, TransientError
from odoo.addons.shop_sync.core.prestashop import PrestaShop
from odoo.addons.shop_sync.core.ratelimit import MemoryLimiter


def connect(shop, **options):
    limiter = MemoryLimiter(0, time.monotonic, time.sleep)
    channel = PrestaShop.connect(shop.url, KEY, limiter, policy=helpers.POLICY, **options)
    channel.client._sleep = lambda seconds: None
    channel.preflight()
    return channel


def run(channel, cursors):
    """One pass over all flows but the catalogue; `cursors` is kept like the engine keeps it."""
    documents = []
    for flow in channel.capabilities()["pull"]:
        if flow == "product":
            continue
        for page in channel.pull(flow, cursors.get(flow, {})):
            documents += page.documents
            cursors[flow] = json.loads(json.dumps(page.cursor))
    return {document.key: document.payload for document in documents}


@pytest.fixture(params=["8.1.2", "1.6.1.24"])
def shop(request):
    with FakeShop(build_shop(0, 60, 40, request.param)) as running:
        yield running


# -- one bad order holds up itself ------------------------------------------------------------------


@pytest.mark.parametrize("body", ["", '{"orders":[{"id":7,"refer'])
@pytest.mark.parametrize("resource", ["orders", "order_details", "order_carriers"])
def test_a_row_that_breaks_the_answer_holds_up_its_order_alone(shop, resource, body):
    table = shop.store.tables[resource].rows
    order, row = next((int(r.get("id_order") or r["id"]), r["id"]) for r in table.values())
    shop.faults.spoiled[resource, row] = body
    documents = run(connect(shop), {})
    assert sorted(map(int, documents)) == sorted(shop.store.tables["orders"].rows)
    spoiled = {int(key) for key, payload in documents.items() if "unreadable" in payload}
    assert spoiled == {order}


@pytest.mark.parametrize(
    ("resource", "field", "value"),
    [("orders", "date_add", "2026-13-45 99:00:00"), ("order_payments", "date_add", "yesterday")],
)
def test_a_value_that_cannot_be_understood_holds_up_its_order_alone(shop, resource, field, value):
    row = next(iter(shop.store.tables[resource].rows.values()))
    row[field] = value
    documents = run(connect(shop), {})
    unreadable = [p for p in documents.values() if "unreadable" in p]
    assert len(documents) == 40
    assert len(unreadable) == 1
    assert unreadable[0]["reference"] == row.get("order_reference", row.get("reference"))


def test_a_dead_shop_is_not_taken_for_broken_orders(shop):
    channel, cursors = connect(shop), {}
    shop.forget()
    shop.faults.answer_next(500, times=1000, body="Fatal error")
    with pytest.raises(TransientError):
        run(channel, cursors)
    assert shop.requests() <= 60


def test_a_right_that_is_taken_away_stops_the_shop_and_names_it(shop):
    channel = connect(shop)
    del shop.permissions["order_details"]
    with pytest.raises(ConfigError) as raised:
        run(channel, {})
    assert raised.value.params["resource"] == "order_details"


def test_every_odd_record_is_still_canonical(shop):
    """Customers, addresses, carriers and products that the shop deleted."""
    store = shop.store
    wanted = sorted(store.tables["orders"].rows)
    for resource in ("customers", "order_carriers", "order_payments"):
        store.delete(resource, list(store.tables[resource].rows))
    store.delete("addresses", list(store.tables["addresses"].rows)[::2])
    store.delete("products", list(store.tables["products"].rows))
    first = store.tables["orders"].rows[wanted[0]]
    first.update(id_customer="0", id_lang="99", id_carrier="0", current_state="0", reference="")
    documents = run(connect(shop), {})
    assert sorted(map(int, documents)) == wanted
    for payload in documents.values():
        assert canonical.validate("order", payload) == []
    assert documents[str(wanted[0])]["customer"]["id"] == ""


def test_an_unknown_currency_is_not_taken_for_euros(shop):
    order = next(iter(shop.store.tables["orders"].rows.values()))
    order["id_currency"] = "77"
    payload = run(connect(shop), {})[str(order["id"])]
    assert ("/currency", "does not look like ^[A-Z]{3}$") in canonical.validate("order", payload)


# -- each change once, and none missed ----------------------------------------------------------------


def test_an_idle_pass_costs_one_request_for_each_flow(shop):
    shop.store.clock = lambda: time.time() + 600
    cursors = {}
    run(connect(shop), cursors)
    run(connect(shop), cursors)
    channel = connect(shop)
    shop.forget()
    assert run(channel, cursors) == {}
    assert shop.requests() <= 6


def test_a_change_in_the_second_that_was_just_read_is_seen(shop):
    """The shop's clock stands still: created, read and changed in one and the same second."""
    now = time.time()
    shop.store.clock = lambda: now
    cursors = {}
    order = next(iter(shop.store.tables["orders"].rows.values()))
    order["date_upd"] = shop.store.now()
    run(connect(shop), cursors)
    shop.store.set_state(order["id"], 4)
    assert order["date_upd"] == shop.store.now()
    documents = run(connect(shop), cursors)
    assert documents[str(order["id"])]["state"]["id"] == "4"


def test_a_mass_change_of_more_than_a_page_is_read_once():
    """A module touches every order in one second; the passes that follow do not read them again."""
    store = build_shop(0, 20, 450)
    second = "2026-11-01 10:00:00"
    for row in store.tables["orders"].rows.values():
        row["date_upd"] = second
    with FakeShop(store) as shop:
        cursors = {}
        assert len(run(connect(shop), cursors)) == 450
        assert cursors["order"]["second"]["date"] == second
        channel = connect(shop)
        shop.forget()
        assert run(channel, cursors) == {}
        assert shop.requests() <= 9
        store.set_state(450, 4)
        assert list(run(connect(shop), cursors)) == ["450"]


def test_a_payment_made_while_the_orders_are_first_read_is_not_missed(shop):
    cursors, channel = {}, connect(shop)
    flows = channel.capabilities()["pull"]
    for flow in flows[1:]:
        for page in channel.pull(flow, cursors.get(flow, {})):
            cursors[flow] = page.cursor
            if flow == "order":
                payload = page.documents[0].payload
    shop.store.add_payment(payload["reference"], "5.00", "Chèque", "LATE")
    documents = run(connect(shop), cursors)
    assert "LATE" in [entry["transaction_id"] for entry in documents[payload["id"]]["payments"]]


def test_an_old_customers_new_address_does_not_bring_back_old_orders(shop):
    orders = sorted(shop.store.tables["orders"].rows.values(), key=lambda row: row["date_upd"])
    start = orders[30]["date_upd"]
    cursors = {}
    assert len(run(connect(shop, start=start), cursors)) == 10
    shop.store.clock = lambda: time.time() + 600
    for order in (orders[0], orders[35]):
        shop.store.edit_address(int(order["id_address_delivery"]), city="Ailleurs")
    documents = run(connect(shop, start=start), cursors)
    assert list(documents) == [str(orders[35]["id"])]


def test_addresses_edited_all_at_once_are_read_page_by_page(shop, monkeypatch):
    monkeypatch.setattr(prestashop_orders, "ADDRESS_PAGE", 7)
    monkeypatch.setattr(prestashop_orders, "PAGE", 5)
    cursors, now = {}, [time.time() + 600]
    run(connect(shop), cursors)
    shop.store.clock = lambda: now[0]
    for address in shop.store.tables["addresses"].rows:
        shop.store.edit_address(address, city="Fusionville")
    documents = run(connect(shop), cursors)
    assert set(documents) == set(map(str, shop.store.tables["orders"].rows))
    assert {payload["delivery_address"]["city"] for payload in documents.values()} == {
        "Fusionville"
    }
    now[0] += 60
    assert set(run(connect(shop), cursors)) == set(documents), "its second was not over"
    assert run(connect(shop), cursors) == {}


def test_an_address_edited_behind_the_page_that_is_read_is_not_missed(shop, monkeypatch):
    monkeypatch.setattr(prestashop_orders, "ADDRESS_PAGE", 7)
    orders = sorted(shop.store.tables["orders"].rows.values(), key=lambda row: row["id"])
    first, *others = sorted({int(row["id_address_delivery"]) for row in orders})
    cursors, minutes, start = {}, [10], time.time()
    run(connect(shop), cursors)
    shop.store.clock = lambda: start + 60 * minutes[0]
    for address in others:
        shop.store.edit_address(address, city="Avant")
    channel = connect(shop)
    pages = channel.client.rows

    def slow(resource, **params):
        rows = pages(resource, **params)
        if resource == "addresses" and "filter[date_upd]" in params:
            minutes[0] += 10
            if minutes[0] == 30:
                shop.store.edit_address(first, city="Entre deux pages")
            elif minutes[0] == 40:
                shop.store.edit_address(others[-1], city="Après")
        return rows

    monkeypatch.setattr(channel.client, "rows", slow)
    run(channel, cursors)
    documents = run(connect(shop), cursors)
    late = {str(row["id"]) for row in orders if int(row["id_address_delivery"]) == first}
    assert late and late <= set(documents)


def test_a_key_with_every_right_lacks_none_whatever_the_version_calls_them(shop):
    """1.6 knows neither ``messages`` nor ``order_cart_rules`` (getResources of 1.6.1.24)."""
    assert connect(shop).preflight().missing == []
    del shop.permissions["customer_messages"]
    missing = [] if shop.store.modern else [("customer_messages", "GET")]
    assert connect(shop).preflight().missing == missing


def test_messages_of_the_customer_service_come_with_their_order(shop):
    store, cursors = shop.store, {}
    order = next(iter(store.tables["orders"].rows.values()))
    if store.modern:
        store.insert("messages", id_order=str(order["id"]), message="Avant 17 h", private="0")
    thread = store.insert("customer_threads", id_order=str(order["id"]))
    for text, private in (("Avant 17 h", "0"), ("Client fidèle", "1")):
        store.insert(
            "customer_messages", id_customer_thread=str(thread["id"]), message=text, private=private
        )
    payload = run(connect(shop), cursors)[str(order["id"])]
    assert [(m["text"], m["private"]) for m in payload["messages"][-2:]] == [
        ("Avant 17 h", False),
        ("Client fidèle", True),
    ]
    store.insert("customer_messages", id_customer_thread=str(thread["id"]), message="Merci")
    payload = run(connect(shop), cursors)[str(order["id"])]
    assert payload["messages"][-1]["text"] == "Merci"
    assert canonical.validate("order", payload) == []


# -- writing -------------------------------------------------------------------------------------------


def test_a_delivered_order_is_not_set_back_to_shipped(shop):
    order = next(iter(shop.store.tables["orders"].rows.values()))
    shop.store.set_state(order["id"], 5)
    before = len(shop.store.tables["order_histories"].rows)
    values = {"order": str(order["id"]), "tracking": "XY123", "state": "4", "notify": False}
    result = connect(shop).push("shipment", [Operation("1", values)])[0]
    assert result.error is None
    assert order["current_state"] == "5"
    assert len(shop.store.tables["order_histories"].rows) == before
    assert shop.store.tracking_of(order["id"]) == "XY123"


def test_stock_without_a_number_counts_as_none(shop):
    row = next(iter(shop.store.tables["stock_availables"].rows.values()))
    row["quantity"] = ""
    assert connect(shop).verify("stock")[str(row["id"])]["quantity"] == 0


# -- several shops in one PrestaShop ---------------------------------------------------------------------


def test_each_shop_sees_its_own_stock_and_the_shared_one():
    store = build_shop(0, 3, 4)
    rows = list(store.tables["stock_availables"].rows.values())
    rows[0]["id_shop"], rows[1].update(id_shop="0", id_shop_group="1")
    rows[2]["id_shop"] = "2"
    next(iter(store.tables["orders"].rows.values()))["id_shop"] = "2"
    with FakeShop(store) as shop:
        channel = connect(shop, shop_id="2")
        shown = {key for key, row in channel.verify("stock").items() if row["id_product"] in "123"}
        assert str(rows[1]["id"]) in shown
        assert str(rows[2]["id"]) in shown
        assert str(rows[0]["id"]) not in shown
        assert len(run(channel, {})) == 1


def test_the_first_carrier_of_old_shops_bears_the_shops_name():
    store = Store("1.6.1.24", "Chez Lucie")
    store.insert("carriers", id=1, id_reference="1", name="0")
    with FakeShop(store) as shop:
        assert connect(shop).references["tables"]["carriers"]["1"]["name"] == "Chez Lucie"


# -- answers ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        '<b>Warning</b>: x[0] in y.php\n{"orders":[{"id":1}]}',
        '{"orders":[{"id":1}]}<br />\n<b>Notice</b>: z',
        '\ufeff{"orders":{"0":{"id":1}}}',
        '{"orders":{"id":1}}',
    ],
)
def test_noise_around_the_data_is_left_out(body):
    assert parser.parse_list(body.encode(), "orders") == [{"id": 1}]


@pytest.mark.parametrize("body", ["[]", "<br />Warning\n[]", "[]<br />", "  []\n"])
def test_an_empty_list_is_one_with_noise_too(body):
    assert parser.parse_list(body.encode(), "orders") == []


@pytest.mark.parametrize("body", ["", "null", "7", '{"orders":[1]}', "[" * 5000, '{"a":' * 5000])
def test_what_is_no_list_is_said(body):
    with pytest.raises(DataError):
        parser.parse_list(body.encode(), "orders")


def test_the_key_does_not_stay_in_the_address_of_a_redirect():
    headers = {"location": "https://shop.test/api/orders?ws_key=SECRET"}
    with pytest.raises(ConfigError) as raised:
        parser.check_status(301, headers, b"", "orders", "GET")
    assert "SECRET" not in str(raised.value.params)


def test_a_key_in_the_address_is_not_written_to_debug_logs(caplog):
    caplog.set_level("DEBUG")
    logging.getLogger("urllib3.connectionpool").setLevel("DEBUG")
    with FakeShop(Store()) as shop:
        shop.faults.drops_authorization = True
        assert connect(shop).client._key_in_url
    assert KEY not in caplog.text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"language": "Payé"}, "Payé"),
        ([{"id": "1", "value": "Payé"}], "Payé"),
        ([], ""),
        (0, "0"),
        ("a\ud800b", "ab"),
        ({}, ""),
        ([[1]], ""),
        (False, ""),
    ],
)
def test_every_shape_of_a_field_is_text(value, text):
    assert normaliser.text(value) == text


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("id", ""),
        ("created_at", "2026-13-01T00:00:00Z"),
        ("note", "\ud800"),
        ("reference", "a\x00"),
    ],
)
def test_documents_that_cannot_be_kept_are_refused(shop, field, value):
    payload = next(iter(run(connect(shop), {}).values()))
    assert canonical.validate("order", {**payload, field: value})
    broken = json.loads(json.dumps(payload))
    broken["totals"]["tax_incl"] = "12.50\n"
    assert canonical.validate("order", broken)

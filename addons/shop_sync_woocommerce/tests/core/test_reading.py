"""Reading a WooCommerce: each order once, wherever and however often the reading was cut."""

import random
from datetime import datetime, timezone

import pytest
from fake_woocommerce.server import KEY, SECRET, FakeShop
from fake_woocommerce.store import Store
from woo_helpers import Clock, connect, read_all

from odoo.addons.shop_sync.core import canonical
from odoo.addons.shop_sync.core import client as shared
from odoo.addons.shop_sync.core.errors import ConfigError, DataError, TransientError
from odoo.addons.shop_sync_woocommerce.core import client as client_module


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(shared, "FIRST_WAIT", 0.001)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def shop(clock):
    with FakeShop(Store(clock)) as running:
        yield running


def sell(shop, count=1, **options):
    goods = shop.store.products or {0: shop.store.add_product("A", quantity=1000)}
    return [
        shop.store.add_order([(next(iter(goods.values())), None, 1)], **options)
        for _number in range(count)
    ]


# -- orders, once -------------------------------------------------------------------------------------


def test_a_first_reading_takes_all_pages_and_the_next_one_nothing(shop, clock):
    sell(shop, 250)
    clock.go(300)
    found, cursor = read_all(connect(shop), "order")
    assert set(found) == set(map(str, shop.store.orders))
    shop.forget()
    again, moved = read_all(connect(shop), "order", cursor)
    assert (again, moved) == ({}, cursor)
    assert shop.requests() == 3, "the heads of what is known; no order"


def test_a_quiet_shop_is_asked_once(shop, clock):
    sell(shop, 3)
    clock.go(300)
    _found, cursor = read_all(connect(shop), "order")
    clock.go(60)
    shop.forget()
    assert read_all(connect(shop), "order", cursor) == ({}, cursor)
    assert shop.requests() == 1


def test_a_change_of_the_same_second_is_not_missed(shop, clock):
    (row,) = sell(shop)
    _found, cursor = read_all(connect(shop), "order")
    shop.store.touch(row, customer_note="Vite")
    found, cursor = read_all(connect(shop), "order", cursor)
    assert found[str(row["id"])]["messages"][0]["text"] == "Vite"
    clock.go(10)
    _found, cursor = read_all(connect(shop), "order", cursor)
    assert read_all(connect(shop), "order", cursor)[0] == {}


def test_a_reading_that_is_cut_goes_on_where_it_was(shop, clock):
    sell(shop, 250)
    clock.go(300)
    first = next(iter(connect(shop).pull("order", {})))
    rest, _cursor = read_all(connect(shop), "order", first.cursor)
    keys = {document.key for document in first.documents}
    assert len(keys) == 100
    assert not keys & set(rest)
    assert keys | set(rest) == set(map(str, shop.store.orders))


@pytest.mark.parametrize("gone", [120, 200])
def test_deleted_orders_move_no_other_out_of_sight(shop, clock, gone):
    rows = sell(shop, 250)
    clock.go(300)
    first = next(iter(connect(shop).pull("order", {})))
    for row in rows[:gone]:
        del shop.store.orders[row["id"]]
    rest, _cursor = read_all(connect(shop), "order", first.cursor)
    assert set(rest) == {str(row["id"]) for row in rows[gone:]}


@pytest.mark.parametrize("missing", [(0,), (99,), (130, 249), range(95, 215)])
def test_orders_that_do_not_load_end_no_reading(shop, clock, missing):
    """They are counted and left out of their page, which is short then."""
    rows = sell(shop, 250)
    clock.go(300)
    shop.faults.left_out = {rows[at]["id"] for at in missing}
    shown = set(map(str, shop.store.orders)) - set(map(str, shop.faults.left_out))
    found, cursor = read_all(connect(shop), "order")
    assert set(found) == shown
    assert set(connect(shop).verify("order")) == shown
    assert read_all(connect(shop), "order", cursor) == ({}, cursor)
    first = next(iter(connect(shop).pull("order", {})))
    rest, _cursor = read_all(connect(shop), "order", first.cursor)
    assert {document.key for document in first.documents} | set(rest) == shown


def test_a_shop_that_does_not_say_how_many_is_read_to_its_end(shop, clock):
    sell(shop, 200)
    clock.go(300)
    shop.faults.hides_totals = True
    assert len(read_all(connect(shop), "order")[0]) == 200


@pytest.mark.parametrize("zone", ["Europe/Paris", "America/Havana"])
def test_nothing_is_lost_on_the_day_when_clocks_are_put_forward(shop, clock, zone):
    """The shop takes the date that it is asked for, in GMT, for one of its own time; that day an
    hour of its own time is none: 02:03 becomes 03:03."""
    day = 29 if zone == "Europe/Paris" else 8
    evening = datetime(2026, 3, day, tzinfo=timezone.utc).timestamp() - 1800
    shop.store.zone, held, cursor = zone, {}, {}
    clock.now = evening
    while clock.now < evening + 6 * 3600:
        sell(shop)
        clock.go(20)
        found, cursor = read_all(connect(shop), "order", cursor)
        assert not set(held) & set(found), "each once"
        held |= found
        clock.go(600)
    assert set(held) == set(map(str, shop.store.orders))


def test_a_start_date_leaves_older_orders_where_they_are(shop, clock):
    sell(shop, 2)
    clock.go(86400)
    (new,) = sell(shop)
    # 2026-09-22 16:00 in Paris is 14:00 in GMT: an hour before the new order.
    start = "2026-09-22 15:13:20"
    found, _cursor = read_all(connect(shop, start=start), "order")
    assert set(found) == {str(new["id"])}


@pytest.mark.parametrize("seed", range(6))
def test_random_walk_every_version_of_every_order_arrives(shop, clock, seed):
    """Orders come, change and go while a reading is cut at any page, by processes that share
    nothing but the cursor; at the end what we hold is what the shop shows."""
    chance, store = random.Random(seed), shop.store
    held, cursor = {}, {}
    if seed % 2:
        # Some do not load: they are counted, and in no page.
        shop.faults.left_out = set(range(100, 2000, 37))
    sell(shop, chance.randint(0, 230))
    for _step in range(12):
        for page in connect(shop).pull("order", dict(cursor)):
            held |= {
                document.key: canonical.digest(document.payload) for document in page.documents
            }
            cursor = page.cursor
            for row in chance.sample(list(store.orders.values()), min(3, len(store.orders))):
                chance.choice(
                    (
                        lambda row=row: store.touch(row, customer_note=f"n{chance.random()}"),
                        lambda row=row: store.set_status(row, "completed"),
                        lambda row=row: store.refund(row, amount="0.10"),
                        lambda row=row: store.orders.pop(row["id"], None),
                        lambda: sell(shop, chance.randint(0, 4)),
                    )
                )()
            if chance.random() < 0.3:
                break
            clock.go(chance.choice((0, 0, 1, 2)))
        clock.go(chance.choice((0, 1, 61)))
    clock.go(10)
    for _pass in range(2):
        for page in connect(shop).pull("order", dict(cursor)):
            held |= {
                document.key: canonical.digest(document.payload) for document in page.documents
            }
            cursor = page.cursor
    shown, _cursor = read_all(connect(shop), "order")
    assert {key: held[key] for key in shown} == {
        key: canonical.digest(payload) for key, payload in shown.items()
    }


def test_an_order_that_the_shop_cannot_show_holds_up_itself(shop, clock):
    rows = sell(shop, 40)
    shop.faults.broken_orders = {rows[17]["id"]}
    found, _cursor = read_all(connect(shop), "order")
    assert "unreadable" in found.pop(str(rows[17]["id"]))
    assert len(found) == 39
    assert not any("unreadable" in payload for payload in found.values())


def test_trouble_with_the_whole_shop_is_no_broken_order(shop):
    sell(shop, 2)
    shop.faults.answer_next(503, times=50)
    with pytest.raises(TransientError):
        read_all(connect(shop), "order")


def test_orders_are_fetched_by_number_and_one_that_is_gone_is_absent(shop):
    rows = sell(shop, 3)
    documents = connect(shop).fetch("order", [str(rows[1]["id"]), "999999"])
    assert [document.key for document in documents] == [str(rows[1]["id"])]
    with pytest.raises(DataError):
        connect(shop).fetch("product", ["1"])


def test_all_orders_are_verified_by_state_and_total(shop):
    (row,) = sell(shop)
    channel = connect(shop)
    found, _cursor = read_all(channel, "order")
    key = str(row["id"])
    facts = {"state": "processing", "total": found[key]["totals"]["tax_incl"]}
    assert channel.verify("order") == {key: facts}
    assert channel.verify("order", [key]) == {key: facts}
    store_trash = shop.store.touch(row, status="trash")
    assert store_trash and channel.verify("order", [key]) == {}
    assert channel.verify("tracking", [key]) == {}


# -- products -----------------------------------------------------------------------------------------


def test_products_are_one_document_for_each_thing_with_its_own_stock(shop, clock):
    store = shop.store
    store.add_product("SIMPLE", price="12.00", global_unique_id="3760000000017")
    shirt = store.add_product("POLO")
    black = store.add_variation(shirt, "POLO-N", "Noir")
    same = store.add_variation(shirt, "", "Blanc", global_unique_id="3760000000024")
    store.add_product("LOT", type="grouped")
    clock.go(300)
    channel = connect(shop)
    channel.preflight()
    found, cursor = read_all(channel, "product")
    assert {p["reference"] for p in found.values()} == {"SIMPLE", "POLO-N", ""}
    assert all(canonical.validate("product", payload) == [] for payload in found.values())
    assert found[f"{shirt['id']}-{same['id']}"]["reference"] == "", "it is its product's"
    assert found[f"{shirt['id']}-{black['id']}"]["name"] == "Moteur POLO (Noir)"
    simple = next(p for p in found.values() if p["reference"] == "SIMPLE")
    assert (simple["price_tax_excl"], simple["tax_rate"], simple["ean13"]) == (
        "10",
        "20",
        "3760000000017",
    )
    clock.go(300)
    store.touch(shirt)
    shop.forget()
    again, cursor = read_all(connect(shop, references=channel.references), "product", cursor)
    assert (again, shop.requests()) == ({}, 1), "its variations are the same: not asked again"
    store.add_variation(shirt, "POLO-R", "Rouge")
    again, _cursor = read_all(connect(shop, references=channel.references), "product", cursor)
    assert {p["reference"] for p in again.values()} == {"POLO-N", "", "POLO-R"}


def test_a_variation_that_gets_its_number_later_is_linked_then(shop, clock):
    shirt = shop.store.add_product("POLO")
    black = shop.store.add_variation(shirt, "POLO-N", "Noir")
    white = shop.store.add_variation(shirt, "", "Blanc")
    clock.go(300)
    channel = connect(shop)
    found, cursor = read_all(channel, "product")
    key = f"{shirt['id']}-{white['id']}"
    assert found[key]["reference"] == ""
    clock.go(300)
    white["sku"] = "POLO-B"
    shop.store.touch(shirt)
    again, cursor = read_all(connect(shop, references=channel.references), "product", cursor)
    assert again[key]["reference"] == "POLO-B"
    assert again[f"{shirt['id']}-{black['id']}"] == found[f"{shirt['id']}-{black['id']}"]


def test_an_order_names_no_variation_by_the_number_of_its_product(shop, clock):
    shirt = shop.store.add_product("POLO", quantity=5)
    sold = [
        (shirt, shop.store.add_variation(shirt, sku, option), 1)
        for sku, option in (("", "Noir"), ("", "Blanc"), ("POLO-R", "Rouge"))
    ]
    row = shop.store.add_order([*sold, (shop.store.add_product("SIMPLE"), None, 1)])
    channel = connect(shop)
    read_all(channel, "product")
    # What is known of products is kept from pass to pass.
    later = connect(shop, references=channel.references)
    (order,) = later.fetch("order", [str(row["id"])])
    named = [line["reference"] for line in order.payload["lines"]]
    assert named == ["", "", "POLO-R", "SIMPLE"]


def test_products_variations_and_taxes_that_do_not_load_end_no_reading(shop, clock):
    store = shop.store
    rows = [store.add_product(f"P{n}", quantity=1) for n in range(130)]
    shirt = store.add_product("POLO")
    sizes = [store.add_variation(shirt, f"T{n}", f"T{n}", quantity=1) for n in range(130)]
    for number in range(1000, 1130):
        store.taxes[number] = {**store.taxes[1], "id": number}
    clock.go(300)
    shop.faults.left_out = {rows[3]["id"], sizes[3]["id"], 1003}
    channel = connect(shop)
    assert set(channel.verify("stock")) == {
        *(f"{row['id']}-0" for row in rows if row != rows[3]),
        *(f"{shirt['id']}-{size['id']}" for size in sizes if size != sizes[3]),
    }
    assert len(read_all(channel, "product")[0]) == 258
    taxes = channel.preflight().references["tables"]["taxes"]
    assert set(taxes) == {str(number) for number in store.taxes if number != 1003}


# -- the check ----------------------------------------------------------------------------------------


def codes(shop, **options):
    try:
        found = connect(shop, **options).preflight()
    except ConfigError as error:
        return [error.code]
    return [error.code for error in found.errors]


def test_the_check_names_the_shop_and_its_tables(shop):
    found = connect(shop).preflight()
    assert (found.errors, found.missing) == ([], [])
    assert (found.name, found.version) == ("Boutique & Cie", "9.4.1")
    assert (found.time_zone, found.languages, found.currencies) == ("Europe/Paris", ["fr"], ["EUR"])
    tables = found.references["tables"]
    assert tables["order_states"]["wc-atelier"]["name"] == "À l’atelier"
    assert tables["carriers"]["flat_rate:4"]["name"] == "Colissimo"
    assert tables["taxes"]["2"]["rate"] == "5.5"


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ({"permalinks": False}, "woo_no_permalinks"),
        ({"woocommerce": False}, "woo_no_woocommerce"),
        ({"wordpress": False}, "woo_no_wordpress"),
        ({"redirect": "https://www.shop.test/wp-json/"}, "redirected"),
        ({"permissions": "write"}, "woo_wrong_key"),
        ({"hidden": {"orders"}}, "woo_forbidden"),
    ],
)
def test_each_failure_has_its_name(shop, fault, code):
    for name, value in fault.items():
        setattr(shop.faults, name, value)
    assert codes(shop) == [code]


def test_a_wrong_secret_a_half_key_and_an_old_shop_are_named(shop):
    assert codes(shop, key=f"{KEY}:cs_wrong") == ["woo_wrong_key"]
    assert codes(shop, key=KEY) == ["woo_key_form"]
    shop.store.version = "5.7.2"
    assert codes(shop) == ["woo_too_old"]


def test_a_key_that_may_only_read_is_told_and_still_reads(shop):
    shop.faults.permissions = "read"
    found = connect(shop).preflight()
    assert (found.errors, found.missing) == ([], [("stock", "POST")])
    assert connect(shop).usage()["writes"] == 0


def test_tables_that_the_key_may_not_read_are_no_error(shop):
    shop.faults.hidden = {"system_status", "settings", "taxes", "shipping", "reports"}
    found = connect(shop).preflight()
    assert (found.errors, found.version) == ([], "")


def test_a_shop_in_clear_is_refused_unless_an_administrator_trusts_it(shop):
    for url in ("http://shop.example", "http://shop.example:81/x"):
        with pytest.raises(ConfigError) as caught:
            client_module.site_of(url, ("127.0.0.1",))
        assert caught.value.code == "woo_needs_https"
    assert client_module.site_of(shop.url, ("127.0.0.1",)) == shop.url


def test_a_shop_that_asks_to_slow_down_is_obeyed(shop):
    shop.faults.answer_next(429, times=1, retry_after=0)
    assert codes(shop) == ["too_many_requests"], "the check tells it"
    shop.faults.answer_next(429, times=1, retry_after=0)
    assert read_all(connect(shop), "order")[0] == {}, "a reading waits and goes on"


def test_notices_before_the_data_and_pages_instead_of_it(shop):
    sell(shop)
    shop.faults.answer_next(200, body="<b>Notice</b>: x in y<br />\n[]")
    assert read_all(connect(shop), "order")[0] == {}
    shop.faults.answer_next(403, body="<html>Blocked by the firewall</html>", times=9)
    with pytest.raises(ConfigError) as caught:
        read_all(connect(shop), "order")
    assert caught.value.code == "woo_page"


@pytest.mark.parametrize(("status", "code"), [(403, "woo_page"), (200, "woo_not_found")])
def test_a_page_that_repeats_the_address_does_not_give_the_key_away(shop, status, code):
    page = f"<html>Blocked: /wp-json/?consumer_key={KEY}&amp;consumer_secret={SECRET}</html>"
    shop.faults.answer_next(status, body=page)
    with pytest.raises(ConfigError) as caught:
        read_all(connect(shop), "order")
    assert caught.value.code == code
    assert caught.value.params["excerpt"].startswith("Blocked: /wp-json/?consumer_key=***")
    assert not any(part in str(caught.value) for part in (KEY, SECRET))


def test_a_refusal_that_repeats_the_address_does_not_give_the_key_away(shop):
    refusal = f'{{"code": "blocked", "message": "consumer_secret={SECRET}"}}'
    shop.faults.answer_next(418, body=refusal)
    with pytest.raises(DataError) as caught:
        read_all(connect(shop), "order")
    assert caught.value.params["message"] == "consumer_secret=***"

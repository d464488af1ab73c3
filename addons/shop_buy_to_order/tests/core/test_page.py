"""The page of a product against the fake shop of ``shop_sync``, as 8.1 and 1.6."""

import sys
from pathlib import Path

import pytest

SHOP_SYNC = Path(__file__).resolve().parents[3] / "shop_sync/tests"
sys.path.insert(0, str(SHOP_SYNC))

from fake_prestashop.server import KEY, FakeShop  # noqa: E402
from fake_prestashop.shops import add_references  # noqa: E402
from fake_prestashop.store import Store  # noqa: E402

from odoo.addons.shop_buy_to_order.core.page import YES, Pages, put_back  # noqa: E402
from odoo.addons.shop_sync.core.errors import DataError  # noqa: E402
from odoo.addons.shop_sync.core.prestashop import PrestaShop  # noqa: E402
from odoo.addons.shop_sync.core.ratelimit import MemoryLimiter  # noqa: E402
from odoo.addons.suite_base.core.outgoing import CallPolicy  # noqa: E402

POLICY = CallPolicy(timeout=60, allowed_hosts=("127.0.0.1",))
WORDS = {"fr": "Sur commande", "en": "On order"}


@pytest.fixture(params=["8.1.2", "1.6.1.24"])
def shop(request):
    store = Store(request.param, zone="Europe/Paris")
    add_references(store)
    store.insert("languages", id=2, name="English", iso_code="en", active="1")
    row = store.insert_product(id=1, reference="R1", price="100", id_tax_rules_group="1")
    row["available_later"] = [{"id": "1", "value": "Bientôt"}, {"id": "2", "value": "Soon"}]
    with FakeShop(store) as running:
        yield running


@pytest.fixture
def pages(shop):
    limiter = MemoryLimiter(0, lambda: 0.0, lambda seconds: None)
    adapter = PrestaShop.connect(shop.url, KEY, limiter, policy=POLICY)
    assert adapter.preflight().errors == []
    return Pages(adapter)


def test_a_page_is_read_in_all_languages(pages):
    assert pages.languages == {"1": "fr", "2": "en"}
    shown = pages.fetch(["1", "77"])
    assert list(shown) == ["1"]
    assert shown["1"]["available_later"] == {"1": "Bientôt", "2": "Soon"}


def test_only_newer_shops_have_delivery_times_of_a_product(shop, pages):
    wanted = pages.compose(WORDS)
    assert wanted["available_later"] == {"1": "Sur commande", "2": "On order"}
    newer = shop.store.version.startswith("8")
    assert ("additional_delivery_times" in wanted) is newer
    assert wanted.get("delivery_out_stock") == (wanted["available_later"] if newer else None)


def test_what_was_written_stands_there_and_the_rest_too(shop, pages):
    wanted = pages.compose(WORDS)
    pages.change("1", wanted)
    shown = pages.fetch(["1"])["1"]
    assert {name: shown[name] for name in wanted} == wanted
    row = shop.store.tables["products"].rows[1]
    assert (row["reference"], float(row["price"])) == ("R1", 100)


def test_a_product_that_is_gone_is_told(pages):
    with pytest.raises(DataError):
        pages.change("77", pages.compose(WORDS))


def test_sold_without_stock(shop, pages):
    stock = shop.store.stock_of(1)
    key = str(stock["id"])
    assert pages.read_without_stock([key]) == {key: "2"}
    before = stock["quantity"]
    pages.write_without_stock({key: YES})
    assert pages.read_without_stock([key]) == {key: YES}
    assert stock["quantity"] == before
    pages.write_without_stock({})


def test_a_stock_line_that_is_gone_is_told(pages):
    with pytest.raises(DataError):
        pages.write_without_stock({"999": YES})


def test_nothing_is_put_back_that_was_ours_all_along():
    assert put_back({"a": "1"}, {"a": "1"}, {"a": "1"}) == {}
    assert put_back({"a": "1"}, {}, {"a": "1"}) == {}

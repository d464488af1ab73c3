"""Special prices and vouchers against the fake shop of ``shop_sync``, as 8.1 and 1.6."""

import sys
from decimal import Decimal
from pathlib import Path

import pytest

SHOP_SYNC = Path(__file__).resolve().parents[3] / "shop_sync/tests"
sys.path.insert(0, str(SHOP_SYNC))

from fake_prestashop.server import KEY, FakeShop  # noqa: E402
from fake_prestashop.shops import add_references  # noqa: E402
from fake_prestashop.store import Store  # noqa: E402

from odoo.addons.shop_promotion.core.compiler import Rule, natural_key  # noqa: E402
from odoo.addons.shop_promotion.core.writer import Promotions  # noqa: E402
from odoo.addons.shop_sync.core.errors import ConfigError, DataError, ShopError  # noqa: E402
from odoo.addons.shop_sync.core.prestashop import PrestaShop  # noqa: E402
from odoo.addons.shop_sync.core.ratelimit import MemoryLimiter  # noqa: E402
from odoo.addons.suite_base.core.outgoing import CallPolicy  # noqa: E402

POLICY = CallPolicy(timeout=60, allowed_hosts=("127.0.0.1",))
BEGINS, ENDS = "2000-01-01 00:00:00", "2099-12-31 23:59:59"


@pytest.fixture(params=["8.1.2", "1.6.1.24"])
def shop(request):
    store = Store(request.param, zone="Europe/Paris")
    add_references(store)
    for number in range(1, 4):
        store.insert_product(
            id=number, reference=f"R{number}", price="100.000000", id_tax_rules_group="1"
        )
    store.insert_product(
        [{"price": "10.000000"}], id=9, reference="C", price="50.000000", id_tax_rules_group="3"
    )
    with FakeShop(store) as running:
        yield running


@pytest.fixture
def promotions(shop):
    limiter = MemoryLimiter(0, lambda: 0.0, lambda seconds: None)
    adapter = PrestaShop.connect(shop.url, KEY, limiter, policy=POLICY)
    assert adapter.preflight().errors == []
    return Promotions(adapter)


def row(key="1-0", value=10, quantity=1, group="0"):
    rule = Rule(key, group, quantity, "percent", Decimal(value), Decimal(0))
    return rule.row(Decimal(20), BEGINS, ENDS)


def test_prices_without_a_campaign(promotions):
    found = promotions.articles(["1-0", "9-1", "9-7", "77-0"])
    assert {key: (article.price, article.rate) for key, article in found.items()} == {
        "1-0": (Decimal("120.00"), Decimal("20.000")),
        "9-1": (Decimal("63.30"), Decimal("5.500")),
    }


def test_the_shops_own_answer(shop, promotions):
    assert promotions.asked(["1", "2"]) == {"1": Decimal("120.00"), "2": Decimal("120.00")}
    promotions.save([row(), row(value=30, group="3"), row(value=40, quantity=5)])
    assert promotions.asked(["1"])["1"] == Decimal("108.00")
    assert promotions.asked(["1"], "0", 5)["1"] == Decimal("72.00")
    assert promotions.asked(["1"], "3")["1"] == Decimal("84.00")


def test_saved_once_changed_and_removed(shop, promotions):
    rows = [row(f"{number}-0") for number in range(1, 4)]
    first = promotions.save(rows)
    assert set(first) == set(map(natural_key, rows))
    shop.forget()
    assert promotions.save(rows) == first
    assert shop.requests("POST", "PATCH", "PUT") == 0
    assert promotions.save([row("1-0", 25)])[natural_key(rows[0])] == first[natural_key(rows[0])]
    found = {special["id_product"]: special for special in promotions.find(["1", "2"])}
    assert Decimal(found["1"]["reduction"]) == Decimal("0.25")
    assert Decimal(found["2"]["reduction"]) == Decimal("0.1")
    assert promotions.remove(rows[:2]) == set()
    assert [special["id_product"] for special in promotions.find(["1", "2", "3"])] == ["3"]
    assert promotions.remove(rows[:2]) == set()


def test_what_others_made_stays(shop, promotions):
    other = {**row("1-0"), "from": "2001-01-01 00:00:00"}
    shop.store.insert("specific_prices", **other)
    promotions.save([row("1-0")])
    promotions.remove([row("1-0")])
    assert [special["from"] for special in promotions.find(["1"])] == ["2001-01-01 00:00:00"]


def test_a_cut_answer_doubles_nothing(shop, promotions):
    shop.faults.cut_writes = 1.0
    saved = promotions.save([row("1-0"), row("2-0")])
    shop.faults.cut_writes = 0.0
    assert all(isinstance(number, str) for number in saved.values())
    assert len(promotions.find(["1", "2"])) == 2


def test_a_refused_row_does_not_hold_up_the_others(promotions):
    bad = {**row("2-0"), "reduction_type": "nonsense"}
    saved = promotions.save([row("1-0"), bad, row("3-0")])
    assert isinstance(saved[natural_key(bad)], ShopError)
    assert {special["id_product"] for special in promotions.find(["1", "2", "3"])} == {"1", "3"}


def test_a_missing_right_is_said(shop, promotions):
    shop.permissions["specific_prices"] = {"get"}
    with pytest.raises(ConfigError):
        promotions.save([row()])


def test_vouchers(shop, promotions):
    voucher = {
        "name": "Noël",
        "code": "NOEL10",
        "date_from": BEGINS,
        "date_to": ENDS,
        "quantity": "5",
        "reduction_percent": "10",
    }
    key = promotions.save_voucher(voucher)
    assert promotions.save_voucher(voucher, again=True) == key
    with pytest.raises(DataError, match="voucher_taken"):
        promotions.save_voucher(voucher)
    with pytest.raises(DataError, match="voucher_taken"):
        promotions.save_voucher({**voucher, "date_to": "2098-12-31 23:59:59"}, again=True)
    assert promotions.vouchers("NOEL10") == [key]
    assert promotions.vouchers("NOEL") == []
    shop.faults.cut_writes = 1.0
    promotions.save_voucher({**voucher, "code": "CUT"})
    shop.faults.cut_writes = 0.0
    assert len(promotions.vouchers("CUT")) == 1
    with pytest.raises(ShopError):
        promotions.save_voucher({**voucher, "code": "BAD", "reduction_percent": "150"})
    promotions.remove_voucher("NOEL10", None, {**voucher, "name": "Autre"})
    promotions.remove_voucher("NOEL10", None)
    assert promotions.vouchers("NOEL10") == [key]
    promotions.remove_voucher("NOEL10", key)
    assert promotions.vouchers("NOEL10") == []
    promotions.remove_voucher("NOEL10", key)
    promotions.remove_voucher("CUT", None, {**voucher, "code": "CUT"})
    assert promotions.vouchers("CUT") == []

"""The catalogue against the fake shop of ``shop_sync``, as 8.1 in two languages, 9.1 and 1.6."""

import sys
from decimal import Decimal
from pathlib import Path

import pytest

SHOP_SYNC = Path(__file__).resolve().parents[3] / "shop_sync/tests"
sys.path.insert(0, str(SHOP_SYNC))

from fake_prestashop.server import KEY, FakeShop  # noqa: E402
from fake_prestashop.shops import add_references  # noqa: E402
from fake_prestashop.store import Store  # noqa: E402

from odoo.addons.shop_catalog.core.compile import (  # noqa: E402
    Facts,
    Variant,
    compile_product,
    compile_variant,
    redirect_values,
    slugs_of,
)
from odoo.addons.shop_catalog.core.prestashop import Catalogue  # noqa: E402
from odoo.addons.shop_sync.core.errors import ConfigError, DataError, ShopError  # noqa: E402
from odoo.addons.shop_sync.core.prestashop import PrestaShop  # noqa: E402
from odoo.addons.shop_sync.core.ratelimit import MemoryLimiter  # noqa: E402
from odoo.addons.suite_base.core.outgoing import CallPolicy  # noqa: E402

POLICY = CallPolicy(timeout=60, allowed_hosts=("127.0.0.1",))
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20


@pytest.fixture(params=["8.1.2", "9.1.4", "1.6.1.24"])
def shop(request):
    store = Store(request.param, zone="Europe/Paris")
    add_references(store)
    if store.modern:
        store.insert("languages", id=2, name="English", iso_code="en", active="1")
    with FakeShop(store) as running:
        yield running


@pytest.fixture
def catalogue(shop):
    limiter = MemoryLimiter(0, lambda: 0.0, lambda seconds: None)
    adapter = PrestaShop.connect(shop.url, KEY, limiter, policy=POLICY)
    assert adapter.preflight().errors == []
    return Catalogue(adapter)


def wanted(catalogue, reference="A", name="Moteur", price="10", fresh=True):
    facts = Facts(reference, {"name": {"1": name}}, Decimal(price), "1", categories=("2",))
    values = compile_product(facts, catalogue.languages.values(), catalogue.fields).values
    return values | ({"link_rewrite": slugs_of(values["name"])} if fresh else {})


def test_the_shop_is_known(catalogue, shop):
    assert catalogue.languages == ({"fr": "1", "en": "2"} if shop.store.modern else {"fr": "1"})
    assert {key: float(rate) for key, rate in catalogue.tax_groups.items()}["3"] == 5.5
    assert ("state" in catalogue.fields) is shop.store.modern


def test_made_once_and_read_again(catalogue, shop):
    made = catalogue.make([wanted(catalogue, "A"), wanted(catalogue, "B")])
    assert [sent.error for sent in made] == [None, None]
    assert made[0].shown["price"] == "10.000000"
    assert made[0].shown["categories"] == ["2"]
    again = catalogue.make([wanted(catalogue, "A")])
    assert again[0].key == made[0].key
    assert len(shop.store.tables["products"].rows) == 2
    assert [key for key, _row in catalogue.read_all()] == [made[0].key, made[1].key]


def test_suppliers_and_brands_are_looked_up_before_they_are_made(catalogue, shop):
    shop.store.insert("suppliers", id=4, name="Automatismes  Sud", active="1")
    makers = catalogue.makers
    assert makers.key("id_supplier", "automatismes sud") == "4"
    assert makers.key("id_supplier", "") == "0"
    assert makers.key("id_supplier", "Nord <&>") == "Nord &"
    shop.forget()
    for _time in range(2):
        makers.provide("id_supplier", ["Automatismes Sud", "Nord <&>", "nord &", ""])
    assert [row["name"] for row in shop.store.tables["suppliers"].rows.values()] == [
        "Automatismes  Sud",
        "Nord &",
    ]
    assert makers.key("id_supplier", "Nord <&>") == "5"
    makers.provide("id_manufacturer", ["Faac"])
    assert makers.key("id_manufacturer", "FAAC") == "1"
    assert len(shop.store.tables["suppliers"].rows) == 2


def test_where_a_hidden_product_leads(catalogue, shop):
    key = catalogue.make([wanted(catalogue)])[0].key
    values = redirect_values("301-product", "7", catalogue.fields)
    whole = wanted(catalogue, fresh=False) | values
    assert catalogue.change({key: values}, {key: whole})[key].error is None
    row = shop.store.tables["products"].rows[int(key)]
    kind = "301-product" if shop.store.modern else "301"
    place = "id_type_redirected" if shop.store.modern else "id_product_redirected"
    assert (row["redirect_type"], row[place]) == (kind, "7")


def test_a_bad_one_does_not_hold_up_the_others(catalogue, shop):
    bad = {**wanted(catalogue, "B"), "price": "10,5"}
    made = catalogue.make([wanted(catalogue, "A"), bad, wanted(catalogue, "C")])
    assert [sent.error is None for sent in made] == [True, False, True]
    assert len(shop.store.tables["products"].rows) == 2


def test_doubles_in_the_shop_are_told(catalogue, shop):
    for _number in range(2):
        shop.store.insert_product(reference="A", name="Ancien", price="1")
    made = catalogue.make([wanted(catalogue, "A")])
    assert made[0].error.code == "catalog_doubled"


def test_only_what_is_sent_changes(catalogue, shop):
    key = catalogue.make([wanted(catalogue)])[0].key
    whole = wanted(catalogue, price="12", fresh=False)
    sent = catalogue.change({key: {"price": whole["price"]}}, {key: whole})
    assert (sent[key].error, sent[key].shown["price"]) == (None, "12.000000")
    assert sent[key].shown["categories"] == ["2"]
    assert set(sent[key].shown["name"].values()) == {"Moteur"}


def test_a_change_that_is_not_taken_is_told(catalogue, shop):
    keys = [sent.key for sent in catalogue.make([wanted(catalogue, x) for x in "ABC"])]
    whole = {
        key: wanted(catalogue, x, price="12", fresh=False)
        for key, x in zip(keys, "ABC", strict=True)
    }
    rows = {key: {"price": values["price"]} for key, values in whole.items()}
    rows[keys[1]] = {"price": "-1"}
    whole[keys[1]]["price"] = "-1"
    sent = catalogue.change(rows, whole)
    assert [sent[key].error is None for key in keys] == [True, False, True]
    gone = catalogue.change({"999": {"price": "1"}}, {"999": whole[keys[0]]})
    assert gone["999"].error.code == "gone"


def test_cut_answers(catalogue, shop):
    shop.faults.cut_writes = 1.0
    made = catalogue.make([wanted(catalogue, "A"), wanted(catalogue, "B")])
    assert [sent.error for sent in made] == [None, None]
    whole = wanted(catalogue, "A", price="12", fresh=False)
    sent = catalogue.change({made[0].key: {"price": "12.000000"}}, {made[0].key: whole})
    assert sent[made[0].key].error is None
    assert len(shop.store.tables["products"].rows) == 2


def test_rights(catalogue, shop):
    shop.permissions["products"] = {"get"}
    with pytest.raises(ConfigError):
        catalogue.make([wanted(catalogue)])


def test_variants(catalogue, shop):
    key = catalogue.make([wanted(catalogue)])[0].key
    pairs = [("Longueur", "2 m"), ("Longueur", "3 m")]
    options = catalogue.options(pairs)
    assert catalogue.options(pairs) == options
    assert len(shop.store.tables["product_option_values"].rows) == 2
    assert len(shop.store.tables["product_options"].rows) == 2, "one was there"

    def rows(extra="5", default=0):
        return [
            compile_variant(
                Variant(n, f"V{n}", (pair,), extra=Decimal(extra if n else "0")),
                key,
                [options[pair]],
                n == default,
            )
            for n, pair in enumerate(pairs)
        ]

    made = catalogue.save_combinations(key, rows())
    assert len(made) == 2
    shop.forget()
    assert catalogue.save_combinations(key, rows()) == made
    assert shop.requests("POST", "PATCH", "PUT") == 0
    assert catalogue.save_combinations(key, rows("7", default=1)) == made
    table = shop.store.tables["combinations"].rows
    assert [row["price"] for row in table.values()] == ["0.000000", "7.000000"]
    assert [str(row["default_on"]) for row in table.values()] == ["0", "1"]


def test_categories(catalogue, shop):
    found = {row["id"]: row for row in catalogue.categories()}
    assert (found["2"]["root"], found["2"]["parent"], found["1"]["root"]) == (True, "1", False)
    texts = dict.fromkeys(catalogue.languages.values(), "Moteurs")
    row = {"id_parent": "2", "active": "1", "name": texts}
    key = catalogue.save_category("", {**row, "link_rewrite": slugs_of(texts)})
    catalogue.save_category(key, {**row, "active": "0"})
    shown = {row["id"]: row for row in catalogue.categories()}[key]
    assert (shown["active"], shown["parent"], shown["name"]) == (False, "2", texts)


def test_a_supplier_that_the_shop_refuses_concerns_only_who_has_it(catalogue, monkeypatch):
    def refuse(*args):
        raise DataError("server_refused")

    monkeypatch.setattr(catalogue._client, "write_body", refuse)
    catalogue.makers.provide("id_supplier", ["Nord"])
    with pytest.raises(DataError):
        catalogue.makers.key("id_supplier", "NORD")
    assert catalogue.makers.key("id_supplier", "Sud") == "Sud"
    assert catalogue.makers.key("id_manufacturer", "Nord") == "Nord"


def test_pictures(catalogue, shop):
    key = catalogue.make([wanted(catalogue)])[0].key
    first, second = (catalogue.put_picture(key, PNG, ()) for _time in range(2))
    assert catalogue.pictures(key) == (first, [first, second])
    catalogue.set_cover(key, second)
    assert catalogue.pictures(key) == (second, [first, second])
    with pytest.raises(ShopError):
        catalogue.put_picture(key, b"no picture", (first, second))
    assert catalogue.pictures(key)[1] == [first, second], "nothing of the refused one stays"
    catalogue.drop_picture(key, second)
    assert catalogue.pictures(key) == (first, [first])

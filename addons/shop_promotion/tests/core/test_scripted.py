"""Special prices and vouchers on a shop that answers from a table: batches, halves, whole rows."""

from decimal import Decimal

import pytest

from odoo.addons.shop_promotion.core.compiler import (
    Article,
    Mechanic,
    Rule,
    compile_campaign,
    natural_key,
    price_after,
    same_value,
    without_effect,
)
from odoo.addons.shop_promotion.core.writer import Promotions
from odoo.addons.shop_sync.core.errors import ConfigError, DataError, TransientError
from odoo.addons.shop_sync.core.xmlwriter import write_rows


class Shop:
    """What `Promotions` asks of a connection; what is written stands there at once."""

    def __init__(self, patch=True, **tables):
        self.client, self.patch, self.tables = self, patch, tables
        self.asked, self.sent, self.deleted, self.refusals = [], [], [], []

    def _group_rates(self):
        return {"1": "20", "3": "5.5"}

    def _table(self, _name):
        return {"1": {}, "2": {}}

    def _may_patch(self, _resource):
        return self.patch

    def rows(self, resource, **params):
        self.asked.append((resource, params))
        return self.tables.get(resource, [])

    def _refuse(self):
        if self.refusals and (error := self.refusals.pop(0)):
            raise error

    def send_rows(self, method, resource, node, rows):
        self.sent.append(
            (
                method,
                resource,
                [row["id_product"] if "id_product" in row else row["id"] for row in rows],
            )
        )
        self._refuse()
        if method == "POST":
            there = self.tables.setdefault("specific_prices", [])
            there += [{**row, "id": len(there) + n} for n, row in enumerate(rows, 1)]

    def write_body(self, method, resource, node, body):
        self.sent.append((method, resource, body.decode().partition("\n")[2]))
        self._refuse()
        self.tables.setdefault("cart_rules", []).append({"id": 7, "code": "NEW"})

    def delete(self, path, **params):
        self.deleted.append((path, params))


def row(number=1, value=10, **values):
    rule = Rule(f"{number}-0", "0", 1, "percent", Decimal(value), Decimal(0))
    return rule.row(Decimal(20), "a", "b") | values


# -- reading ----------------------------------------------------------------------------------------


def test_articles_as_the_shop_asks_them():
    shop = Shop(
        products=[
            {"id": 4, "price": "10.00", "id_tax_rules_group": 1},
            {"id": 5, "price": None, "id_tax_rules_group": 9},
            {"id": 6, "price": "7", "id_tax_rules_group": "3"},
        ],
        combinations=[
            {"id": 2, "id_product": 6, "price": "-2"},
            {"id": 3, "id_product": 7, "price": "1"},
        ],
    )
    found = Promotions(shop).articles(["4-0", "5-0", "6-0", "6-2", "6-9", "8-0", "7-3"])
    assert {key: (str(one.price), one.rate) for key, one in found.items()} == {
        "4-0": ("12.00", Decimal(20)),
        "5-0": ("0.00", Decimal(0)),
        "6-0": ("7.39", Decimal("5.5")),
        "6-2": ("5.28", Decimal("5.5")),
    }
    assert [
        (name, params["filter[id]" if name == "products" else "filter[id_product]"])
        for name, params in shop.asked
    ] == [
        ("products", "[4,8]"),
        ("combinations", "[6,7]"),
    ]


def test_a_thousand_keys_are_asked_at_once_and_others_left_out():
    rows = [{"id": n, "asked": "1.005"} for n in (1, 2, 3, 2002)]
    shop = Shop(products=[*rows, {"id": 5, "asked": ""}, {"id": 7, "asked": None}])
    keys = [str(n) for n in (*range(1, 2002, 2), 2002)]
    found = Promotions(shop).asked(keys)
    assert found == {"1": Decimal("1.01"), "3": Decimal("1.01"), "2002": Decimal("1.01")}
    assert [params["filter[id]"] for _name, params in shop.asked] == ["[1,1999]", "[2001,2002]"]
    assert shop.asked[0][1]["limit"] == 10_000


@pytest.mark.parametrize(("group", "asked"), [("0", "1"), ("1", "1"), ("3", "3")])
def test_a_price_is_asked_for_a_group_and_a_quantity(group, asked):
    shop = Shop()
    assert Promotions(shop).asked(["1"], group, 5) == {}
    params = shop.asked[0][1]
    assert params["price[asked][group]"] == asked
    assert (params["price[asked][quantity]"], params["price[asked][use_tax]"]) == (5, 1)


# -- writing ----------------------------------------------------------------------------------------


def test_special_prices_are_made_by_five_hundred():
    shop = Shop()
    rows = [row(n) for n in range(1, 1002)]
    saved = Promotions(shop).save(rows)
    assert [len(sent) for _method, _resource, sent in shop.sent] == [500, 500, 1]
    assert saved[natural_key(rows[1000])] == "1001"
    shop.sent.clear()
    assert Promotions(shop).save(rows) == saved
    assert shop.sent == []


def test_a_batch_that_is_refused_is_halved_around_what_is_there():
    shop, bad = Shop(), DataError("refused")
    shop.refusals = [bad, None, bad, bad]
    saved = Promotions(shop).save([row(n) for n in range(1, 5)])
    assert [sent for _method, _resource, sent in shop.sent] == [
        ["1", "2", "3", "4"],
        ["1", "2"],
        ["3", "4"],
        ["3"],
        ["4"],
    ]
    assert [value if isinstance(value, str) else value.code for value in saved.values()] == [
        "1",
        "2",
        "refused",
        "3",
    ]
    shop = Shop()
    shop.refusals = [TransientError("timeout")]
    saved = Promotions(shop).save([row(1), row(2)])
    assert [value.code for value in saved.values()] == ["timeout", "timeout"]
    assert len(shop.sent) == 1
    shop.refusals = [ConfigError("forbidden")]
    with pytest.raises(ConfigError):
        Promotions(shop).save([row(1)])


def test_what_was_taken_and_is_not_there_is_told():
    shop = Shop()
    shop.send_rows = lambda *_args: None
    [error] = Promotions(shop).save([row(3)]).values()
    assert (error.code, error.params) == ("not_taken", {"key": "3"})


@pytest.mark.parametrize("patch", [True, False])
def test_another_value_of_the_same_key_is_corrected(patch):
    shop = Shop(patch, specific_prices=[{**row(1), "id": 11}, {**row(2), "id": 12}])
    saved = Promotions(shop).save([row(1, 25), row(2)])
    assert list(saved.values()) == ["11", "12"]
    if patch:
        assert shop.sent == [("PATCH", "specific_prices", ["11"])]
    else:
        assert shop.sent == [("PUT", "specific_prices/11", ["1"])]


def test_special_prices_are_taken_away_by_five_hundred():
    rows = [row(n) for n in range(1, 502)]
    there = [{**one, "id": n} for n, one in enumerate(rows, 1)]
    shop = Shop(specific_prices=[*there, {**row(1), "to": "c", "id": 999}])
    assert Promotions(shop).remove(rows) == set(map(natural_key, rows))  # nothing goes here
    assert [params["id"].count(",") for _path, params in shop.deleted] == [499, 0]
    assert shop.deleted[1] == ("specific_prices", {"id": "[501]"})
    shop = Shop()
    assert Promotions(shop).remove([row(1)]) == set()
    assert shop.deleted == []
    assert len(shop.asked) == 1


def test_vouchers_are_made_once_and_taken_away():
    codes = [{"id": 3, "code": "NOEL"}, {"id": 4, "code": "NOEL2"}, {"id": 5, "code": "NOEL"}]
    shop = Shop(cart_rules=codes)
    assert Promotions(shop).vouchers("NOEL") == ["3", "5"]
    new = {"code": "noel", "name": "N", "date_from": "a", "date_to": "b"}
    ours = {"id": 6, **new, "name": [{"id": "1", "value": "N"}]}
    with pytest.raises(DataError) as taken:
        Promotions(shop).save_voucher(new, again=True)
    assert (taken.value.code, taken.value.params) == ("voucher_taken", {"voucher": "noel"})
    shop.tables["cart_rules"] = [*codes, ours]
    assert Promotions(shop).save_voucher(new, again=True) == "6"
    with pytest.raises(DataError):
        Promotions(shop).save_voucher(new)
    assert shop.sent == []
    Promotions(shop).remove_voucher("noel", None)
    assert shop.deleted == []
    Promotions(shop).remove_voucher("noel", None, new)
    shop.tables["cart_rules"] = [ours]
    Promotions(shop).remove_voucher("noel", "6")
    assert shop.deleted == [("cart_rules/6", {}), ("cart_rules/6", {})]
    assert shop.asked[-1] == ("cart_rules", {"display": "[id]", "filter[id]": "[6]"})
    assert Promotions(shop).save_voucher({**new, "code": "NEW"}) == "7"
    shop = Shop()
    shop.write_body = lambda *_args: None
    with pytest.raises(DataError, match="not_taken"):
        Promotions(shop).save_voucher(new)
    shop = Shop()
    shop.refusals = [DataError("refused")]
    with pytest.raises(DataError):
        Promotions(shop).save_voucher({"code": "NEW", "name": "N"})
    body = write_rows("cart_rule", [{"name": {"1": "A&B", 2: "C"}, "quantity": 5}]).decode()
    assert body.partition("\n")[2] == (
        '<prestashop><cart_rule><name><language id="1">A&amp;B</language><language id="2">C'
        "</language></name><quantity>5</quantity></cart_rule></prestashop>"
    )


# -- the compiler -----------------------------------------------------------------------------------


def mechanic(kind, value, quantity=1, group="0", keys=("1-0",)):
    return Mechanic(kind, Decimal(value), frozenset(keys), quantity, group)


def test_rows_say_everybody_everywhere_unless_they_say_otherwise():
    made = Rule("2-7", "3", 5, "percent", Decimal("33.33"), Decimal(1)).row(Decimal(20), "a", "b")
    assert made == {
        "id_shop_group": "0",
        "id_shop": "0",
        "id_cart": "0",
        "id_product": "2",
        "id_product_attribute": "7",
        "id_currency": "0",
        "id_country": "0",
        "id_group": "3",
        "id_customer": "0",
        "price": "-1",
        "from_quantity": "5",
        "reduction": "0.333300",
        "reduction_tax": "1",
        "reduction_type": "percentage",
        "from": "a",
        "to": "b",
    }
    fixed = Rule("2-7", "0", 1, "fixed", Decimal(10), Decimal(10)).row(Decimal("5.5"), "", "")
    assert (fixed["price"], fixed["reduction_type"]) == ("9.478673", "percentage")


@pytest.mark.parametrize(
    ("price", "kind", "value", "after"),
    [
        ("10", "percent", "100", "0.00"),
        ("10", "percent", "0", "10.00"),
        ("0.10", "percent", "5", "0.10"),
        ("0.09", "percent", "50", "0.05"),
        ("10", "amount", "10", "0.00"),
        ("10", "amount", "10.01", "0.00"),
        ("10", "fixed", "-1", "0.00"),
        ("10", "fixed", "3.005", "3.01"),
    ],
)
def test_prices_never_fall_below_nothing(price, kind, value, after):
    assert str(price_after(Decimal(price), kind, Decimal(value))) == after


def test_the_same_price_at_more_pieces_is_no_row():
    thing = Article("1-0", Decimal(100))
    rules = compile_campaign([thing], [mechanic("percent", 10), mechanic("amount", 10, 3)])
    assert [(rule.from_quantity, rule.kind) for rule in rules] == [(1, "percent")]
    assert compile_campaign([thing], [mechanic("percent", 0)]) == []
    assert compile_campaign([thing], [mechanic("percent", 10, keys=["2-0"])]) == []
    groups = [mechanic("percent", 5, group="10"), mechanic("percent", 6, group="9")]
    assert [rule.group for rule in compile_campaign([thing], groups)] == ["9", "10"]
    used = compile_campaign([thing], groups)
    assert without_effect([thing], groups, used) == []
    assert without_effect([thing], groups, used[:1]) == [groups[0]]
    other = [Article("2-0", Decimal(100))]
    assert without_effect(other, groups, used) == groups


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ({"price": "-1"}, {"price": "-1.000000"}, True),
        ({"price": None}, {}, True),
        ({"reduction": "0.1"}, {"reduction": "0.2"}, False),
        ({"reduction_tax": "1"}, {"reduction_tax": "0"}, False),
        ({"reduction_type": "amount"}, {"reduction_type": "percentage"}, False),
        ({"price": "1", "reduction": "2"}, {"price": "1", "reduction": "3"}, False),
        ({"price": "1", "reduction": "2"}, {"price": "2", "reduction": "2"}, False),
        ({"from": "a"}, {"from": "b"}, True),
    ],
)
def test_what_makes_the_same_price(one, other, same):
    assert same_value(one, other) is same


def test_each_part_of_a_natural_key_counts():
    assert natural_key({}) == ("0",) * 10 + ("", "")
    whole = {"id_product": "1", "id_group": None, "from": "a"}
    assert natural_key(whole) == ("1", *("0",) * 9, "a", "")
    for name in ("id_shop", "id_shop_group", "id_currency", "id_country", "id_customer", "id_cart"):
        assert natural_key({name: "5"}) != natural_key({})

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.shop_catalog.core import compile as rules
from odoo.addons.shop_catalog.core.compile import Facts, Variant
from odoo.addons.shop_catalog.core.texts import clean_html, clean_name, normal_html, slug
from odoo.addons.shop_sync.core.xmlwriter import whole_row, write_rows

KNOWN = {*rules.SUBJECT_OF, "link_rewrite"}


def facts(**values):
    return Facts(
        **{
            "reference": "MOT-1",
            "texts": {"name": {"1": "Moteur", "2": "Motor"}},
            "price": Decimal("24.991667"),
            "tax_group": "1",
            "categories": ("10", "2"),
        }
        | values
    )


def compiled(**values):
    return rules.compile_product(facts(**values), ["1", "2"], KNOWN)


def test_a_product_is_sold_and_seen():
    values = compiled().values
    assert {name: values[name] for name in rules.SELLABLE} == rules.SELLABLE
    assert values["price"] == "24.991667"
    assert values["categories"] == ["2", "10"]
    assert values["id_category_default"] == "10"


def test_each_text_goes_in_all_languages():
    values = compiled(texts={"name": {"1": "Moteur"}}).values
    assert values["name"] == {"1": "Moteur", "2": "Moteur"}
    assert values["description"] == {"1": "", "2": ""}


def test_what_was_mended_is_told():
    found = compiled(
        barcode="123",
        reference="R" * 65,
        texts={"name": {"1": "A <b>"}, "description": {"1": "<script>x</script><p>B</p>"}},
    )
    assert ("ean13", "bad_barcode") in found.notes
    assert ("reference", "too_long") in found.notes
    assert ("name", "cleaned") in found.notes
    assert found.values["description"]["1"] == "<p>B</p>"
    assert compiled().notes == []


def test_fields_that_the_version_lacks_are_not_sent():
    values = rules.compile_product(facts(), ["1"], KNOWN - {"state"}).values
    assert "state" not in values
    assert "categories" in values


def test_a_product_without_categories_leaves_them_alone():
    assert "categories" not in compiled(categories=()).values


@pytest.mark.parametrize(
    ("price", "rate", "included", "net"),
    [
        ("29.99", "20", True, "24.991667"),
        ("12.99", "20", True, "10.825000"),
        ("10", "5.5", False, "10.000000"),
        ("10.55", "5.5", True, "10.000000"),
    ],
)
def test_prices_keep_six_digits(price, rate, included, net):
    assert rules.net_price(Decimal(price), Decimal(rate), included) == Decimal(net)


@given(st.integers(1, 99999), st.sampled_from(["20", "10", "5.5", "2.1"]))
def test_the_price_with_tax_comes_back_to_the_cent(cents, rate):
    gross = Decimal(cents) / 100
    net = rules.net_price(gross, Decimal(rate), True)
    assert round(net * (100 + Decimal(rate)) / 100, 2) == gross


def test_only_differences_of_our_subjects():
    wanted = compiled().values
    shown = {**wanted, "price": "24.9916670", "name": {"1": "Autre", "2": "Motor"}}
    assert rules.differences(wanted, shown, ["texts", "price"]) == {"name": wanted["name"]}
    assert rules.differences(wanted, shown, ["price"]) == {}
    assert rules.differences(wanted, wanted, list(rules.SUBJECTS)) == {}


def test_a_description_that_the_shop_rewrote_is_the_same():
    one = '<p style="color: red">Bon   prix</p>'
    other = '<p style="color:#FF0000;">Bon prix</p>\r\n'
    assert rules.normal("description", one) == rules.normal("description", other)
    assert normal_html("<p>Bon</p>") != normal_html("<p>Prix</p>")
    assert normal_html('<a href="/a">x</a>') != normal_html('<a href="/b">x</a>')


def test_what_somebody_edited_in_the_shop():
    sent = {"price": "10.000000", "reference": "A"}
    assert rules.edited(sent, {"price": "12", "reference": "A"}, sent) == ["price"]
    assert rules.edited(sent, {"price": "11", "reference": "A"}, {"price": "11"}) == []
    assert rules.edited(sent, {}, sent) == []


def test_rows_are_read_in_the_form_of_what_is_wanted():
    row = {
        "id": 4,
        "price": "10.000000",
        "active": None,
        "name": [{"id": "1", "value": "Bras"}],
        "associations": {"categories": [{"id": "10"}, {"id": "2"}]},
    }
    shown = rules.read_row(row, ["1", "2"])
    assert shown["name"] == {"1": "Bras", "2": ""}
    assert (shown["active"], shown["categories"]) == ("", ["2", "10"])


def test_one_combination_is_the_default():
    variant = Variant(1, "C-1", (("Taille", "3 m"),), "3017620422003", Decimal("2.5"))
    row = rules.compile_variant(variant, "7", ["39", "4"], True)
    assert row == {
        "id_product": "7",
        "reference": "C-1",
        "ean13": "3017620422003",
        "price": "2.500000",
        "minimal_quantity": "1",
        "default_on": "1",
        "product_option_values": ["4", "39"],
    }
    assert rules.compile_variant(variant, "7", [], False)["default_on"] == "0"


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("Moteur", "Moteur"),
        ("A  <b> = {c}; #4", "A b - (c), 4"),
        ("x" * 200, "x" * 128),
    ],
)
def test_names(text, clean):
    assert clean_name(text) == clean


@given(st.text(max_size=60))
def test_any_name_becomes_one_that_a_shop_takes(text):
    assert not set(clean_name(text)) & set("<>;=#{}")
    assert slug(text)
    assert set(slug(text)) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("", ""),
        (None, ""),
        ("<p>a</p><iframe src='x'></iframe> b", "<p>a</p> b"),
        ("<a href='javascript:x()' title='t'>a</a>", '<a title="t">a</a>'),
        ("<p><script>x</script>rest</p>", "<p>rest</p>"),
        ("<table><tr><td>1</td></tr></table>", "<table><tr><td>1</td></tr></table>"),
    ],
)
def test_html(text, clean):
    assert clean_html(text) == clean


def test_bodies():
    body = write_rows(
        "product", [{"id": "4", "name": {"1": "A&B"}, "categories": ["2"], "price": "1"}]
    ).decode()
    assert '<name><language id="1">A&amp;B</language></name>' in body
    assert "<associations><categories><category><id>2</id></category></categories>" in body
    assert "associations" not in write_rows("product", [{"categories": []}]).decode()


def test_a_whole_row_keeps_what_it_does_not_change():
    shown = (
        b"<prestashop><product><id>4</id><quantity>3</quantity><weight>2</weight>"
        b'<name><language id="1" href="x">A</language></name><associations><categories>'
        b"<category><id>2</id></category></categories></associations></product></prestashop>"
    )
    body = whole_row(shown, "products", {"name": {"1": "B"}, "categories": ["5"]}).decode()
    assert "<weight>2</weight>" in body
    assert '<language id="1">B</language>' in body
    assert "<id>5</id>" in body
    assert "<id>2</id>" not in body
    assert "quantity" not in body

"""Texts, rows and differences of a catalogue on both sides of each rule; the shop is a table."""

from decimal import Decimal

import pytest

from odoo.addons.shop_catalog.core import compile as rules
from odoo.addons.shop_catalog.core.combinations import _changes
from odoo.addons.shop_catalog.core.compile import Desired, Facts, Variant
from odoo.addons.shop_catalog.core.prestashop import Catalogue, Sent
from odoo.addons.shop_catalog.core.texts import clean_html, clean_name, normal_html, slug
from odoo.addons.shop_sync.core.errors import ConfigError, DataError, TransientError
from odoo.addons.shop_sync.core.xmlwriter import whole_row, write_rows

KNOWN = {*rules.SUBJECT_OF, "link_rewrite"}


def compiled(**values):
    given = {
        "reference": "R",
        "texts": {"name": {"1": "Moteur"}},
        "price": Decimal(10),
        "tax_group": "1",
    }
    return rules.compile_product(Facts(**given | values), ["1", "2"], KNOWN)


# -- what a product is to be ------------------------------------------------------------------------


def test_what_is_said_of_makers_and_of_the_hidden():
    known = KNOWN - {"id_product_redirected"}
    facts = {"reference": "R", "texts": {}, "price": Decimal(1), "tax_group": "1"}
    plain = rules.compile_product(Facts(**facts), ["1"], known).values
    assert not {"id_supplier", "redirect_type"} & set(plain)
    told = Facts(**facts, makers=("3", "R" * 70, "0"), redirect=("404", ""))
    values = rules.compile_product(told, ["1"], known).values
    assert (values["id_supplier"], values["supplier_reference"]) == ("3", "R" * 64)
    assert (values["redirect_type"], values["id_type_redirected"]) == ("404", "0")
    assert rules.normal("id_supplier", "") == rules.normal("id_supplier", "0") == "0"
    with pytest.raises(DataError):
        rules.redirect_values("302-category", "1", {"id_product_redirected"})


@pytest.mark.parametrize(
    ("values", "notes"),
    [
        ({"reference": "R" * 64}, []),
        ({"reference": "R" * 65}, [("reference", "too_long")]),
        ({"barcode": "3017620422003"}, []),
        ({"barcode": "3017620422004"}, [("ean13", "bad_barcode")]),
        ({"texts": {"name": {"1": "N" * 128}}}, []),
        ({"texts": {"name": {"1": "N" * 129}}}, [("name", "cleaned")]),
        ({"texts": {"name": {"1": "a  b"}}}, []),
        ({"texts": {"name": {"1": "a#", "2": "b#"}}}, [("name", "cleaned")]),
        ({"texts": {"description": {"1": "<p>x</p>" * 200}}}, []),
        ({"texts": {"description": {"1": "<script>x</script>"}}}, [("description", "cleaned")]),
        ({"texts": {"description_short": {"1": "x" * 800}}}, []),
        ({"texts": {"description_short": {"1": "x" * 801}}}, [("description_short", "left_out")]),
    ],
)
def test_what_is_mended_is_told_once(values, notes):
    assert compiled(**values).notes == notes
    assert Desired({}).notes == []


def test_values_of_a_product():
    values = compiled(
        reference="R" * 70,
        barcode="3017620422003",
        weight=Decimal("1.2"),
        price=Decimal("10.0000005"),
        active=False,
        tax_group="7",
        texts={"name": {"2": "Motor", "1": ""}, "description_short": {"1": "x" * 801, "2": "y"}},
        categories=("3", "20", "3"),
    ).values
    wanted = {
        "reference": "R" * 64,
        "ean13": "3017620422003",
        "weight": "1.200000",
        "price": "10.000001",
        "active": "0",
        "id_tax_rules_group": "7",
        "name": {"1": "Motor", "2": "Motor"},
        "description_short": {"1": "", "2": "y"},
        "id_category_default": "3",
        "categories": ["3", "20"],
    }
    assert {name: values[name] for name in wanted} == wanted
    assert (compiled().values["active"], compiled().values["weight"]) == ("1", "0.000000")
    assert compiled(barcode="x").values["ean13"] == ""


@pytest.mark.parametrize(
    ("name", "one", "other", "same"),
    [
        ("price", "10", "10.0000004", True),
        ("price", "10", "10.0000005", False),
        ("price", None, "0.000000", True),
        ("weight", "x", "x", True),
        ("price", "x", "0", False),
        ("reference", "0", "", True),
        ("ean13", None, "0", True),
        ("minimal_quantity", "0", "", False),
        ("name", {"1": "a  b", "2": "c"}, {"2": "c", "1": "a b"}, True),
        ("name", {"1": "a"}, {"1": "b"}, False),
        ("categories", ["2", 10], ("10", "2"), True),
        ("categories", ["2"], ["2", "3"], False),
        ("description", "<p>a</p>", "<p style='x'> a </p>", True),
        ("name", "<p>a</p>", "<p style='x'> a </p>", False),
    ],
)
def test_what_is_the_same(name, one, other, same):
    assert (rules.normal(name, one) == rules.normal(name, other)) is same


def test_each_field_has_its_subject():
    wanted = dict.fromkeys(rules.SUBJECT_OF, "1") | {"link_rewrite": "x"}
    wanted["product_features"] = [["Tension", "24 V"]]
    for subject, names in rules.SUBJECTS.items():
        assert rules.differences(wanted, {}, [subject]) == {name: wanted[name] for name in names}
    assert rules.differences(wanted, {}, []) == {}


@pytest.mark.parametrize(
    ("sent", "shown", "wanted", "edited"),
    [
        ({"price": "1"}, {"price": "2"}, {"price": "3"}, ["price"]),
        ({"price": "1"}, {"price": "2"}, {}, ["price"]),
        ({"price": "1"}, {"price": "2"}, {"price": "2"}, []),
        ({"price": "1"}, {"price": "1.0"}, {"price": "3"}, []),
        ({"price": "1"}, {}, {"price": "3"}, []),
        ({}, {"price": "2"}, {"price": "3"}, []),
    ],
)
def test_what_somebody_changed_to_something_else(sent, shown, wanted, edited):
    assert rules.edited(sent, shown, wanted) == edited


def test_rows_in_the_form_of_what_is_wanted():
    row = {"active": False, "state": 0, "name": None, "associations": None}
    shown = {"active": "", "state": "0", "name": {"1": ""}, "categories": []}
    assert rules.read_row(row, ["1"]) == shown
    categories = {"categories": [{"id": "10"}, {"id": 9}, {"id": 9}]}
    assert rules.read_row({"associations": categories}, [])["categories"] == ["9", "10"]
    assert rules.read_texts([{"id": 1, "value": None}], ["1"]) == {"1": ""}


def test_a_variant_is_cut_like_its_product():
    variant = Variant(1, "V" * 65, (), "12", Decimal("-1.0000005"))
    row = rules.compile_variant(variant, "7", [], False)
    assert (row["reference"], row["ean13"], row["price"]) == ("V" * 64, "", "-1.000001")


# -- texts ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("a<p>b</p><script>x</script>c<i>d</i>", "a<p>b</p>c<i>d</i>"),
        ("<script>x</script>c", "c"),
        ("<p>a<!-- x -->b</p>", "<p>ab</p>"),
        ("<p><b>a</b><script>x</script> b</p>", "<p><b>a</b> b</p>"),
        ("<p onclick='x' ONLOAD='y' class='c'>a</p>", '<p class="c">a</p>'),
        ("<a href=' VBScript:x'>a</a>", "<a>a</a>"),
        ("<a href='/javascript:x'>a</a>", '<a href="/javascript:x">a</a>'),
        ("<form><input></form>", ""),
        (" \n", ""),
        ("<div>a</div>", "<div>a</div>"),
        *((f"<{tag}>x</{tag}>y", "y") for tag in ("iframe", "style", "object")),
    ],
)
def test_what_a_shop_takes_of_a_description(text, clean):
    assert clean_html(text) == clean


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("<a href='/a'>x</a>", "<a href='/b'>x</a>", False),
        ("<img src='/a'>", "<img src='/b'>", False),
        ("<b>x</b>", "<i>x</i>", False),
        ("<b>x</b> y", "<b>x</b> z", False),
        ("<b>x</b>  y", "<b> x</b>\ny", True),
        ("a<!-- 1 -->", "a", False),
        ("", None, True),
        (" ", "", True),
        ("a b", "a  b\n", True),
    ],
)
def test_what_a_description_says(one, other, same):
    assert (normal_html(one) == normal_html(other)) is same


def test_names_and_addresses_end_where_they_have_to():
    assert clean_name("abc def", 4) == "abc"
    assert clean_name("abcd", 4) == "abcd"
    assert clean_name("=;<>#{}") == "-,()"
    assert clean_name(None) == ""
    assert len(slug("a" * 200)) == 128
    assert slug("Œuf & œillet — N°5") == "oeuf-oeillet-n-5" or slug("Œuf") == "oeuf"
    assert slug("-é-") == "e"


# -- bodies -----------------------------------------------------------------------------------------


def test_bodies_of_several_rows():
    body = write_rows("product", [{"id": 1, "name": {2: "a"}}, {"categories": ["3", "4"]}])
    text = body.decode().partition("\n")[2]
    assert text == (
        '<prestashop><product><id>1</id><name><language id="2">a</language></name></product>'
        "<product><associations><categories><category><id>3</id></category><category><id>4</id>"
        "</category></categories></associations></product></prestashop>"
    )
    options = write_rows("combination", [{"product_option_values": ["5"]}])
    assert b"<product_option_value><id>5</id></product_option_value>" in options


def test_a_whole_row_changes_what_is_named_alone():
    shown = (
        b'<p><product><id xlink="x">4</id><price a="b">1</price><name><language id="1">A</language>'
        b'<language id="2">B</language></name><associations><categories><category><id>2</id>'
        b"</category></categories></associations></product></p>"
    )
    same = whole_row(shown, "products", {"categories": []}).decode()
    assert "<id>2</id>" in same
    assert "<price>1</price>" in same
    body = whole_row(shown, "products", {"price": "2", "name": {"1": "C"}, "state": "1"}).decode()
    assert "<price>2</price>" in body
    assert '<name><language id="1">C</language></name>' in body
    assert "<state>1</state>" in body
    assert body.count("<category>") == 1


# -- the shop ---------------------------------------------------------------------------------------


class Shop:
    """What `Catalogue` asks of a connection: rows by resource, writes that are remembered."""

    def __init__(self, patch=True, **tables):
        self.client, self.patch, self.tables = self, patch, tables
        self.asked, self.written, self.refusals = [], [], []

    def _table(self, _name):
        return {"1": {"iso_code": "fr"}, "2": {"iso_code": "en"}}

    def _group_rates(self):
        return {"1": "20"}

    def _display(self, _resource, names):
        return f"[{names}]"

    def _may_patch(self, _resource):
        return self.patch

    def rows(self, resource, **params):
        self.asked.append((resource, params))
        answer = self.tables.get(resource, [])
        return answer(params) if callable(answer) else answer

    def write_body(self, method, path, node, body):
        self.written.append((method, path, node, body.decode().partition("\n")[2]))
        if self.refusals and (error := self.refusals.pop(0)):
            raise error
        return [{"id": len(self.written)}]

    def xml(self, path):
        return f"<p><x><id>{path.rpartition('/')[2]}</id><price>1</price></x></p>".encode()


def chosen(params):
    """Rows that a filter by number or reference chooses of products 1 to 5."""
    names = next(value for name, value in params.items() if name.startswith("filter["))
    keys = names.strip("[]").split("|")
    rows = [{"id": n, "reference": f"R{n}", "price": "1"} for n in range(1, 6)]
    return [row for row in rows if str(row["id"]) in keys or row["reference"] in keys]


def test_the_whole_catalogue_is_read_two_hundred_at_a_time():
    def answer(params):
        last = int(params["filter[id]"][2:-1])
        return [{"id": n} for n in range(last + 1, min(last + 200, 400) + 1)]

    shop = Shop(products=answer)
    assert [key for key, _row in Catalogue(shop).read_all()] == [str(n) for n in range(1, 401)]
    assert [one["filter[id]"] for _name, one in shop.asked] == [">[0]", ">[200]", ">[400]"]
    assert shop.asked[0][1]["display"].endswith(",categories[id]]")
    shop = Shop(products=lambda _params: [{"id": n} for n in range(199)])
    assert len(list(Catalogue(shop).read_all())) == 199
    assert len(shop.asked) == 1
    assert Catalogue(shop).languages == {"fr": "1", "en": "2"}
    assert Catalogue(shop).tax_groups == {"1": "20"}
    assert "price" in Catalogue(shop).fields


def changed(shop, *keys):
    rows = {key: {"price": "1"} for key in keys}
    return Catalogue(shop).change(rows, {key: {"price": "1", "weight": "5"} for key in keys})


def test_changes_are_sent_by_fifty():
    shop = Shop(products=lambda _params: [])
    found = changed(shop, *map(str, range(1, 102)))
    assert [body.count("<product>") for _m, _p, _n, body in shop.written] == [50, 50, 1]
    assert {sent.error.code for sent in found.values()} == {"gone"}
    assert shop.written[0][:3] == ("PATCH", "products", "product")
    assert shop.written[2][3] == (
        "<prestashop><product><id>101</id><price>1</price></product></prestashop>"
    )


def test_old_shops_are_sent_whole_rows():
    shop = Shop(patch=False, products=chosen)
    assert changed(shop, "1", "2") == {
        key: Sent(key, {"id": key, "reference": f"R{key}", "price": "1", "categories": []})
        for key in ("1", "2")
    }
    assert [one[:2] for one in shop.written] == [("PUT", "products/1"), ("PUT", "products/2")]


def test_the_row_that_breaks_a_batch_is_found_by_halves():
    shop = Shop(products=chosen)
    bad, ok = DataError("refused"), None
    shop.refusals = [bad, ok, bad, ok, bad]  # of five: 1 2 | 3 4 5, then 3 | 4 5 …
    rows = {str(n): {"price": "1" if n < 4 else "2"} for n in range(1, 6)}
    found = Catalogue(shop).change(rows, rows)
    assert [body.count("<product>") for *_some, body in shop.written] == [5, 2, 3, 1, 2, 1, 1]
    assert [found[key].error for key in "123"] == [None] * 3
    assert found["4"].error.code == "catalog_not_taken"
    assert found["4"].error.params == {"fields": "price"}
    shop = Shop(products=chosen)
    shop.refusals = [bad]
    assert Catalogue(shop).change({"4": {"price": "2"}}, {"4": {"price": "2"}})["4"].error is bad
    shop.refusals = [ConfigError("forbidden")]
    with pytest.raises(ConfigError):
        changed(shop, "1", "2")


def test_products_that_are_there_are_not_made_again():
    shop = Shop(products=chosen)
    [one, two] = Catalogue(shop).make([{"reference": "R1"}, {"reference": "R2"}])
    assert (one.key, two.key, one.error, shop.written) == ("1", "2", None, [])
    [lost] = Catalogue(shop).make([{"reference": "X"}])
    assert (lost.error.code, lost.error.params) == ("not_taken", {"key": "X"})
    shop.refusals = [TransientError("timeout")] * 3
    shop.written.clear()
    found = Catalogue(shop).make([{"reference": "X"}, {"reference": "R1"}, {"reference": "Y"}])
    assert [sent.error.code if sent.error else None for sent in found] == [
        "timeout",
        None,
        "timeout",
    ]
    assert [body.count("<product>") for *_some, body in shop.written] == [2, 1, 1]
    doubled = Shop(products=lambda _params: [{"id": n, "reference": "R"} for n in (7, 8)])
    [sent] = Catalogue(doubled).make([{"reference": "R"}])
    assert (sent.key, sent.error.code) == ("7", "catalog_doubled")


@pytest.mark.parametrize(
    ("wanted", "there", "changes"),
    [
        ({"price": "1.50"}, {"price": "1.500000"}, {}),
        ({"price": "1.50"}, {"price": None}, {"price": "1.50"}),
        ({"price": "0.0"}, {}, {}),
        ({"ean13": ""}, {"ean13": "0"}, {}),
        ({"ean13": ""}, {"ean13": None}, {}),
        ({"ean13": ""}, {"ean13": "1"}, {"ean13": ""}),
        ({"default_on": "0"}, {"default_on": ""}, {}),
        ({"default_on": "1"}, {"default_on": 1}, {}),
        ({"id_product": "1", "product_option_values": ["1"], "minimal_quantity": "1"}, {}, {}),
        ({"id_product": "1", "reference": "A"}, {"reference": "B"}, {"reference": "A"}),
    ],
)
def test_what_a_combination_changes(wanted, there, changes):
    assert _changes(wanted, there) == changes


def test_options_are_found_by_their_name_and_made_when_they_lack():
    shop = Shop(
        product_options=[{"id": 3, "name": [{"id": "1", "value": " TAILLE "}]}],
        product_option_values=[
            {"id": 30, "id_attribute_group": 3, "name": "2  M"},
            {"id": 40, "id_attribute_group": 9, "name": "gone"},
        ],
    )
    pairs = [("Taille", "2 m"), ("taille", "3 m"), ("Couleur", "Bleu"), ("Couleur", "Vert")]
    found = Catalogue(shop).options(pairs)
    assert found == {pairs[0]: "30", pairs[1]: "1", pairs[2]: "3", pairs[3]: "4"}
    assert [one[1] for one in shop.written] == [
        "product_option_values",
        "product_options",
        "product_option_values",
        "product_option_values",
    ]
    assert "<id_attribute_group>3</id_attribute_group>" in shop.written[0][3]
    assert "<id_attribute_group>2</id_attribute_group>" in shop.written[3][3]
    assert "<is_color_group>0</is_color_group><group_type>select</group_type>" in shop.written[1][3]


def combination(number, option, default="", price="0"):
    entries = {"product_option_values": [{"id": option}]}
    return {
        "id": number,
        "id_product": 7,
        "reference": f"V{option}",
        "price": price,
        "default_on": default,
        "associations": entries,
    }


def wanted_one(option, default="0", price="0"):
    return {
        "id_product": "7",
        "reference": f"V{option}",
        "price": price,
        "default_on": default,
        "product_option_values": [option],
    }


def test_the_default_of_combinations_moves_in_two_steps():
    shop = Shop(combinations=[combination(1, "4", "1"), combination(2, "5")])
    keys = Catalogue(shop).save_combinations("7", [wanted_one("4"), wanted_one("5", "1")])
    assert keys == {("4",): "1", ("5",): "2"}
    texts = [body for *_some, body in shop.written]
    assert texts[0].endswith("<id>1</id><default_on>0</default_on></combination></prestashop>")
    assert texts[-1].endswith("<id>2</id><default_on>1</default_on></combination></prestashop>")
    shop = Shop(combinations=[combination(1, "4", "1")])
    Catalogue(shop).save_combinations("7", [wanted_one("4", "1")])
    assert shop.written == []
    Catalogue(shop).save_combinations("7", [wanted_one("4", "1", "2"), wanted_one("6")])
    assert [one[0] for one in shop.written] == ["PATCH", "POST"]
    assert "<reference>V6</reference>" in shop.written[1][3]
    old = Shop(patch=False, combinations=[combination(1, "4", "1")])
    Catalogue(old).save_combinations("7", [wanted_one("4", "1", "2")])
    assert old.written[0][:2] == ("PUT", "combinations/1")


def test_categories_are_read_and_saved():
    rows = [
        {"id": 1, "id_parent": 0, "active": 1, "is_root_category": "0", "name": "Racine"},
        {"id": 2, "id_parent": "1", "active": "0", "is_root_category": 1, "name": "Accueil"},
    ]
    first, second = Catalogue(Shop(categories=rows)).categories()
    assert first == {
        "id": "1",
        "parent": "",
        "active": True,
        "root": False,
        "name": {"1": "Racine", "2": "Racine"},
    }
    assert (second["parent"], second["active"], second["root"]) == ("1", False, True)
    for patch, method, path in ((True, "PATCH", "categories"), (False, "PUT", "categories/9")):
        shop = Shop(patch=patch)
        assert Catalogue(shop).save_category("9", {"active": "1"}) == "9"
        assert shop.written[0][:2] == (method, path)
    shop = Shop()
    assert Catalogue(shop).save_category("", {"active": "1"}) == "1"
    assert shop.written[0][:3] == ("POST", "categories", "category")

"""Features of products against the fake shop, whose answers follow the recordings of 9.1.4 and 1.6."""

import pytest
from test_writer import catalogue, shop, wanted  # noqa: F401

from odoo.addons.shop_catalog.core.compile import differences, edited, narrow, normal
from odoo.addons.shop_catalog.core.features import (
    Feature,
    compile_features,
    only_of,
    with_others,
)
from odoo.addons.shop_sync.core.errors import DataError
from odoo.addons.shop_sync.core.xmlwriter import write_rows


def feature(name, value, english=""):
    return Feature({"1": name, "2": english}, {"1": value, "2": value})


def words(*features, languages=("1", "2")):
    return compile_features(features, list(languages))


@pytest.fixture
def book(catalogue):  # noqa: F811
    catalogue.drive_features()
    return catalogue.features


def names_in(shop, resource, field):  # noqa: F811
    rows = shop.store.tables[resource].rows.values()
    return [row[field][0]["value"] if isinstance(row[field], list) else row[field] for row in rows]


def test_texts_are_as_a_shop_takes_them():
    found = words(
        feature("Tension", "24 V = <b>", "Voltage"),
        feature("Tension", "24 V = <b>"),
        feature("", "x"),
        feature("Nom", " "),
        feature("N" * 200, "V" * 300),
    )
    assert list(found) == [("Tension", "24 V - b"), ("N" * 128, "V" * 255)]
    first = next(iter(found.values()))
    assert first.name == {"1": "Tension", "2": "Voltage"}
    assert first.value == {"1": "24 V - b", "2": "24 V - b"}


def test_a_language_that_lacks_takes_the_first():
    found = words(Feature({"1": "", "2": "Voltage"}, {"2": "24 V"}))
    assert found == {
        ("Voltage", "24 V"): Feature(dict.fromkeys("12", "Voltage"), {"1": "24 V", "2": "24 V"})
    }


def test_two_sets_are_the_same_whatever_order_and_case():
    one, other = [["Tension", "24 V"], ["IP", "IP65"]], [["ip", "ip65"], ["TENSION", "24  V"]]
    assert normal("product_features", one) == normal("product_features", other)
    assert normal("product_features", None) == []
    assert differences({"product_features": one}, {"product_features": other}, ["features"]) == {}
    assert differences({"product_features": one}, {}, ["features"]) == {"product_features": one}
    assert differences({"product_features": one}, {}, ["texts"]) == {}


def test_what_is_not_ours_is_neither_compared_nor_taken_away():
    shown = {"product_features": [["Tension", "12 V"], ["Coloris", "Gris"]]}
    wanted_now = {"product_features": [["tension", "24 V"]]}
    assert narrow(shown, wanted_now) == {"product_features": [["Tension", "12 V"]]}
    assert narrow({"price": "1"}, wanted_now) == {"price": "1"}
    sent = {"product_features": [["Coloris", "Rouge"]]}
    assert narrow(shown, wanted_now, sent) == shown
    assert edited(sent, narrow(shown, wanted_now, sent), wanted_now) == ["product_features"]
    assert only_of([], [["a", "b"]]) == []
    assert with_others([], shown["product_features"], [["COLORIS", "x"]]) == [["Tension", "12 V"]]


def test_none_at_all_is_said_on_purpose_only():
    assert b"associations" not in write_rows("product", [{"id": "1", "categories": []}])
    assert b"<product_features/>" in write_rows("product", [{"id": "1", "product_features": ()}])


def test_what_lacks_is_made_once(book, shop):  # noqa: F811
    wanted_words = words(
        feature("Tension", "24 V"), feature("Tension", "12 V"), feature("IP", "IP65")
    )
    assert book.provide(wanted_words) == []
    assert names_in(shop, "product_features", "name") == ["Tension", "IP"]
    assert names_in(shop, "product_feature_values", "value") == ["24 V", "12 V", "IP65"]
    shop.forget()
    again = words(feature(" tension", "24  v"), feature("Ip", "ip65"))
    assert (book.provide(again), shop.rows_written) == ([], 0)
    assert [link["id"] for link in book.link(again)] == ["1", "2"]


def test_of_two_with_one_name_the_older_counts(book, shop):  # noqa: F811
    for _number in range(2):
        shop.store.insert("product_features", name="Tension")
    for owner, custom in (("2", "0"), ("1", "1"), ("1", "0"), ("1", "0")):
        shop.store.insert("product_feature_values", id_feature=owner, custom=custom, value="24 V")
    assert book.provide(words(feature("Tension", "24 V"))) == []
    assert book.link([("Tension", "24 V")]) == ({"id": "2", "id_feature_value": "1"},)
    # a value that was typed for one product alone is not shared
    assert book.provide(words(feature("Tension", "12 V"))) == []
    assert book.link([("Tension", "12 V")]) == ({"id": "1", "id_feature_value": "5"},)


def test_what_the_shop_refuses_is_told_and_holds_up_nothing(book, shop):  # noqa: F811
    bad = {("Tension", "<24>"): feature("Tension", "<24>")}
    good = words(feature("Tension", "12 V"), feature("IP", "IP65"))
    assert book.provide({**dict(list(good.items())[:1]), **bad, **good}) == [("Tension", "<24>")]
    assert sorted(names_in(shop, "product_feature_values", "value")) == ["12 V", "IP65"]
    with pytest.raises(DataError):
        book.link(bad)


def test_a_product_bears_them_and_shows_them(catalogue, shop):  # noqa: F811
    catalogue.drive_features()
    book = catalogue.features
    book.provide(words(feature("Tension", "24 V"), feature("Tension", "12 V")))
    row = wanted(catalogue) | {"product_features": [["Tension", "24 V"]]}
    made = catalogue.make([row])[0]
    assert made.shown["product_features"] == [["Tension", "24 V", "1"]]
    change = {"product_features": [["Tension", "12 V"]]}
    assert catalogue.change({made.key: change}, {made.key: row | change})[made.key].error is None
    stored = shop.store.tables["products"].rows[int(made.key)]
    assert stored["@product_features"] == [{"id": "1", "id_feature_value": "2"}]
    # the categories were not touched, and the other way round
    assert stored["@categories"] == [{"id": "2"}]
    price = {"price": "12.000000"}
    assert catalogue.change({made.key: price}, {made.key: row | price})[made.key].error is None
    assert stored["@product_features"] == [{"id": "1", "id_feature_value": "2"}]
    gone = {"product_features": []}
    assert catalogue.change({made.key: gone}, {made.key: row | gone})[made.key].error is None
    assert stored["@product_features"] == []


def test_a_link_that_leads_nowhere_says_nothing(catalogue, shop):  # noqa: F811
    catalogue.drive_features()
    key = catalogue.make([wanted(catalogue)])[0].key
    shop.store.tables["products"].rows[int(key)]["@product_features"] = [
        {"id": "3", "id_feature_value": "99999"}
    ]
    assert catalogue.fetch([key])[key]["product_features"] == []


def test_a_shop_whose_features_are_its_own_is_not_asked(catalogue, shop):  # noqa: F811
    catalogue.make([wanted(catalogue)])
    assert not [path for _method, path, _body in shop.log if "feature" in path]

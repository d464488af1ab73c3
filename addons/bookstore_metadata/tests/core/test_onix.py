"""ONIX 3.0: titles, the fixed price and its day; never a deletion."""

from datetime import date

import pytest
from fake_onix import message, price, product, short
from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.addons.bookstore_metadata.core.onix import is_onix, read_onix
from odoo.addons.bookstore_metadata.core.unreadable import Unreadable
from odoo.addons.bookstore_metadata.core.values import Price, price_on

BOOK = "9782070251902"
WHOLE = message(product(BOOK, prices=[price("7.20"), price("7.90", "20270101")]))


def only(data):
    [(codes, found)] = read_onix(data)
    return codes, found


def prices_of(*prices):
    return only(message(product(BOOK, prices=prices)))[1].prices


def code_of(data):
    with pytest.raises(Unreadable) as caught:
        read_onix(data)
    return caught.value.code


def test_a_message_tells_the_book_and_its_prices():
    codes, found = only(WHOLE)
    assert codes == [BOOK]
    assert found.identifier == f"fr.example.{BOOK}"
    assert found.values == {
        "name": "La Curée",
        "authors": "Émile Zola",
        "publisher": "Gallimard",
        "collection": "Folio ; 1001",
        "year": "2019",
        "pages": "402",
        "summary": "Un roman.",
        "availability": "available",
    }
    assert found.prices == (Price("7.20"), Price("7.90", date(2027, 1, 1)))
    assert not (found.is_withdrawn or found.is_digital)
    assert found.raw.startswith("<Product")


def test_short_tags_say_the_same():
    assert b"<b203>" in short(WHOLE) or b"<b031>" in short(WHOLE)
    codes, found = only(short(WHOLE))
    assert (codes, found.values, found.prices) == ([BOOK], *_said(WHOLE))


def _said(data):
    found = only(data)[1]
    return found.values, found.prices


def test_only_the_fixed_price_of_the_shelf_in_euros_is_a_price():
    territory = "<Territory><CountriesIncluded>{}</CountriesIncluded></Territory>".format
    assert prices_of(price("5", kind="02"), price("6", kind="01")) == ()
    assert prices_of(price("5", currency="CHF")) == ()
    assert prices_of(price("5", more="<PriceQualifier>06</PriceQualifier>")) == ()
    assert prices_of(price("5", more=territory("CH BE"))) == ()
    assert prices_of(price("5", more=territory("FR BE"))) == (Price("5.00"),)
    for wrong in ("0", "-1", "NaN", "1e9", "5,90", "5.999", ""):
        assert prices_of(price(wrong)) == ()
    assert prices_of(price("5.90", "2027-02-30")) == (Price("5.90"),)
    assert prices_of(price("6", "20270102"), price("5"), price("9")) == (
        Price("5.00"),
        Price("6.00", date(2027, 1, 2)),
    )


def test_the_price_of_a_day():
    prices = [Price("5"), Price("6", date(2027, 1, 2)), Price("7", date(2028, 1, 1))]
    assert price_on(prices, date(2027, 1, 1)) == "5"
    assert price_on(prices, date(2027, 1, 2)) == "6"
    assert price_on(prices[1:], date(2026, 1, 1)) == ""


def test_availability_deletion_and_digital_books():
    def found_of(**vals):
        return only(message(product(BOOK, **vals)))[1]

    assert found_of(availability="51").values["availability"] == "out_of_print"
    assert found_of(availability="10").values["availability"] == "announced"
    assert "availability" not in found_of(availability="99").values
    assert found_of(notice="05").is_withdrawn
    assert found_of(form="EA").is_digital


def test_products_without_a_right_code_are_left_out():
    wrong = product("9782070251903")
    assert len(read_onix(message(wrong, product(BOOK)))) == 1
    assert code_of(message(wrong)) == "empty"
    assert only(message(product("3760000000017")))[0] == ["3760000000017"]


def test_what_is_no_message_is_refused_whole():
    assert is_onix(WHOLE) and is_onix(short(WHOLE)) and not is_onix(b"<records/>")
    assert code_of(b"<a/>") == "not_onix"
    assert code_of(WHOLE.replace(b'release="3.0"', b'release="2.1"')) == "not_onix"
    assert code_of(WHOLE[:-30]) == "not_xml"
    assert code_of(b"isbn;prix") == "not_xml"
    assert code_of(b" " * (60 * 1024 * 1024 + 1)) == "too_big"


def test_bombs_do_not_go_off():
    laughs = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'
    assert code_of(WHOLE.replace(b"<ONIXMessage", laughs + b"<ONIXMessage", 1)) == "entities"
    deep = (
        b"<ONIXMessage><Product>" + b"<a>" * 5_000 + b"</a>" * 5_000 + b"</Product></ONIXMessage>"
    )
    assert code_of(deep) == "not_xml"


@settings(max_examples=60)
@given(st.integers(0, 20_000), st.binary(min_size=1, max_size=4))
def test_a_damaged_message_is_read_or_refused(position, noise):
    at = position % len(WHOLE)
    try:
        read_onix(WHOLE[:at] + noise + WHOLE[at + len(noise) :])
    except Unreadable as error:
        assert error.code

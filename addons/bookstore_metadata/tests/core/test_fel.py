"""Dilicom's FEL, asked by the real zeep on this machine; its answers are made up."""

from decimal import Decimal

import pytest
from fake_fel import BOOK_TEXTS, FakeFel, body_of, product
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from odoo.addons.bookstore_metadata.core.fel import (
    AVAILABILITIES,
    batches,
    read_answer,
    read_dimensions,
    read_price,
)
from odoo.addons.bookstore_metadata.core.fel_client import FelClient
from odoo.addons.bookstore_metadata.core.unreadable import Unreadable
from odoo.addons.suite_base.core.addresses import OutgoingError
from odoo.addons.suite_base.core.outgoing import CallPolicy

LOCAL = CallPolicy(allowed_hosts=("127.0.0.1",))
BOOK, OTHER = "9782070360024", "9782070251902"
KNOWN = {name: text for name, text in BOOK_TEXTS.items() if name != "ean13"}


def ean(number):
    twelve = f"978{number:09}"
    total = sum(int(digit) * (3 if at % 2 else 1) for at, digit in enumerate(twelve))
    return twelve + str(-total % 10)


def ask(fel, *codes, timeout=5.0, password="s3cret"):
    with fel.serve() as url:
        return FelClient(LOCAL, "3010000000008", password, url, timeout=timeout).ask(codes)


def refusal(error, function, *args, **kwargs):
    with pytest.raises(error) as caught:
        function(*args, **kwargs)
    return caught.value


def read(body, *asked):
    return read_answer([etree.fromstring(body)], asked or (BOOK,))


@pytest.mark.parametrize("nested", [True, False])
def test_an_answer_says_the_same_in_either_shape(nested):
    found = read(body_of(product(nested, **BOOK_TEXTS))).found[BOOK]
    assert found.values == {
        "name": "GERMINAL",
        "authors": "ZOLA EMILE",
        "publisher": "GALLIMARD",
        "year": "1999",
        "availability": "available",
        "published": "1999-01-05",
        "distributor": "3010000000008",
        "dimensions": "178 × 108 × 24 mm, 312 g",
    }
    assert [(price.amount, price.day) for price in found.prices] == [("9.40", None)]
    assert found.identifier == BOOK and "<prix>00009400</prix>" in found.raw


def test_the_long_title_is_taken_before_the_short_one():
    long = read(body_of(product(**BOOK_TEXTS | {"libstd": "GERM"})))
    short = read(body_of(product(ean13=BOOK, libstd="GERM")))
    assert long.found[BOOK].values["name"] == "GERMINAL"
    assert short.found[BOOK].values == {"name": "GERM"}
    assert short.found[BOOK].prices == ()


def test_what_is_unknown_what_fails_and_what_is_not_answered_are_three_things():
    third, fourth = ean(1), ean(2)
    answers = read(
        body_of(
            product(ean13=BOOK, word="KO", diagnostic="UNKNOWN_EAN"),
            product(ean13=third, word="BUSY"),
            product(ean13=fourth, prix="00001000"),
            product(ean13=OTHER, libetd="NOT ASKED"),
        ),
        BOOK,
        third,
        fourth,
        ean(3),
    )
    assert answers.found == {BOOK: None, fourth: None}
    assert answers.failed == {third: "BUSY", ean(3): ""}
    word = read(body_of(product(ean13=BOOK, word="UNKNOWN_EAN")))
    told = read(body_of(product(ean13=BOOK, word="KO", diagnostic="NO RIGHT")))
    assert word.found == {BOOK: None} and told.failed == {BOOK: "NO RIGHT"}


def test_the_first_offer_of_a_code_counts():
    twice = body_of(product(**BOOK_TEXTS), product(**BOOK_TEXTS | {"prix": "00001000"}))
    assert read(twice).found[BOOK].prices[0].amount == "9.40"


def test_a_refusal_and_another_answer_are_told():
    for body, code in (
        (body_of(word="BAD_PASSWORD"), "fel_refused"),
        ("<a><elemReponse><codeExecution>OK</codeExecution></elemReponse></a>", "not_fel"),
        ("<a/>", "not_fel"),
    ):
        with pytest.raises(Unreadable) as caught:
            read(body)
        assert caught.value.code == code
    assert "BAD_PASSWORD" in str(refusal(Unreadable, read, body_of(word="BAD_PASSWORD")))


def test_the_published_question_goes_out_and_the_answer_comes_back_through_zeep():
    fel = FakeFel()
    fel.products[BOOK] = KNOWN
    answers = ask(fel, "2-07-036002-4", BOOK, OTHER)
    assert fel.seen == [
        {
            "demandeur": ["3010000000008"],
            "motDePasse": ["s3cret"],
            "ean13s": [BOOK, OTHER],
            "multiple": ["false"],
        }
    ]
    assert answers.found[BOOK].values["name"] == "GERMINAL"
    assert answers.found[OTHER] is None and not answers.failed


def test_a_fault_is_told_without_the_password():
    fel = FakeFel()
    fel.fault = "User 3010 with s3cret is unknown"
    with pytest.raises(Unreadable) as caught:
        ask(fel, BOOK)
    assert caught.value.details["message"] == "User 3010 with … is unknown"
    assert caught.value.__cause__ is None


def test_no_word_of_the_service_repeats_the_password():
    fel = FakeFel()
    fel.products = {BOOK: {"word": "KO", "diagnostic": "s3cret is old"}, OTHER: {"word": "s3cret"}}
    assert ask(fel, BOOK, OTHER).failed == {BOOK: "… is old", OTHER: "…"}
    fel.word = "NO s3cret"
    found = refusal(Unreadable, ask, fel, BOOK)
    assert (found.details["message"], found.__cause__) == ("NO …", None)
    assert "s3cret" not in str(found)


def test_what_is_no_answer_is_refused():
    for whole in (b"<a><b>", b"<html/>", b"", b"garbage"):
        fel = FakeFel()
        fel.whole = whole or b" "
        with pytest.raises((Unreadable, OutgoingError)):
            ask(fel, BOOK)
    bomb = FakeFel()
    bomb.whole = b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'
    assert refusal(Unreadable, ask, bomb, BOOK).code == "not_fel"


def test_a_service_that_fails_or_is_slow_is_told():
    fel = FakeFel()
    fel.status, fel.whole = 503, b"closed"
    assert refusal(OutgoingError, ask, fel, BOOK).code == "http_status"
    fel.whole = b"<html/>"
    assert refusal(OutgoingError, ask, fel, BOOK).code == "http_status"
    fel.status = 403
    assert refusal(OutgoingError, ask, fel, BOOK).code == "http_status"
    slow = FakeFel()
    slow.wait = 0.4
    assert refusal(OutgoingError, ask, slow, BOOK, timeout=0.1).code == "timeout"


def test_only_codes_of_thirteen_digits_are_asked_and_a_hundred_at_most():
    fel = FakeFel()
    with pytest.raises(ValueError):
        ask(fel, "MUG-1")
    with pytest.raises(ValueError):
        ask(fel, *map(ean, range(101)))
    assert not fel.seen


def test_a_hundred_codes_go_in_one_question():
    assert [len(batch) for batch in batches(map(ean, range(250)))] == [100, 100, 50]
    assert [len(batch) for batch in batches(map(ean, range(100)))] == [100]
    assert list(batches([])) == []


def test_no_price_is_none():
    assert [read_price(text) for text in ("", "0", "00000000", "n/c", "-5", "²")] == [""] * 6


@given(st.lists(st.integers(0, 400), max_size=350))
def test_every_code_is_asked_once_and_never_more_than_a_hundred_at_a_time(numbers):
    wanted = list(map(ean, numbers))
    asked = list(batches(wanted))
    assert [code for batch in asked for code in batch] == list(dict.fromkeys(wanted))
    assert all(len(batch) == 100 for batch in asked[:-1])
    assert all(0 < len(batch) <= 100 for batch in asked)


@given(st.integers(1, 10**8))
def test_a_price_is_thousandths_and_nothing_of_it_is_lost(thousandths):
    text = read_price(f"{thousandths:08}")
    assert Decimal(text) * 1000 == thousandths
    assert len(text.partition(".")[2]) in (2, 3)


def test_dimensions_are_told_as_far_as_they_are_known():
    assert read_dimensions({"haut": "320", "larg": "250", "epaiss": "15"}) == "320 × 250 × 15 mm"
    assert read_dimensions({"haut": "320", "larg": "0", "epaiss": "15", "poids": "692"}) == "692 g"
    assert read_dimensions({"haut": "320", "larg": "x", "poids": "²"}) == ""


def test_codes_of_availability_are_read_with_their_zero_and_the_disputed_one_is_not():
    for code, word in [*AVAILABILITIES.items(), ("9", None), ("0", None), ("", None)]:
        said = read(body_of(product(**BOOK_TEXTS | {"codedispo": f"0{code}"}))).found[BOOK]
        assert said.values.get("availability") == word
    assert AVAILABILITIES["6"] == "out_of_print" and AVAILABILITIES["2"] == "announced"


def test_a_day_that_is_none_stays_as_it_is():
    said = read(body_of(product(**BOOK_TEXTS | {"dtparu": "03/2027"}))).found[BOOK].values
    assert said["published"] == "03/2027" and "year" not in said

"""The catalogue of the BnF, asked for real on this machine, with its real records."""

import pytest
from fake_bnf import STROGOFF, FakeBnf, answer_of, record_of, recorded
from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.addons.bookstore_metadata.core.bnf import (
    BnfClient,
    check_url,
    isbn10,
    question,
    read_answer,
)
from odoo.addons.bookstore_metadata.core.unreadable import Unreadable
from odoo.addons.suite_base.core.addresses import OutgoingError
from odoo.addons.suite_base.core.outgoing import CallPolicy

LOCAL = CallPolicy(allowed_hosts=("127.0.0.1",))
BOOK = "9782070360024"
STROGOFF_RECORD = next(text for text in recorded() if "2-7432-0037" in text)


@pytest.fixture
def bnf():
    return FakeBnf()


def ask(bnf, code=STROGOFF, timeout=5.0):
    with bnf.serve() as url:
        return BnfClient(LOCAL, url, timeout=timeout).ask(code)


def code_of(error, function, *args, **kwargs):
    with pytest.raises(error) as caught:
        function(*args, **kwargs)
    return caught.value.code


def test_a_real_record_tells_the_book(bnf):
    bnf.bodies[STROGOFF] = answer_of(STROGOFF_RECORD)
    found = ask(bnf)
    assert found.values["name"] == "Michel Strogoff"
    assert (found.values["authors"], found.values["pages"]) == ("Jules Verne", "379")
    assert found.identifier.startswith("FRBNF") and "<mxc:leader>" in found.raw
    assert "price" not in found.values


def test_both_spellings_are_asked_under_our_name(bnf):
    ask(bnf, BOOK)
    [(query, agent)] = bnf.seen
    assert query == 'bib.isbn all "2070360024" or bib.isbn all "9782070360024"'
    assert agent.startswith("odoo-suite bookstore_metadata")


def test_an_isbn_of_979_has_one_spelling_only():
    assert "or" not in question("u", "9791032305690").partition("query=")[2].partition("&")[0]
    assert (isbn10("9782743200374"), isbn10("9782080700032")) == ("2743200375", "2080700030")
    assert isbn10("9780306406157") == "0306406152"
    assert isbn10("9780804429573") == "080442957X"


def test_what_is_no_isbn_is_never_asked(bnf):
    for code in ("3760000000017", "TOTE-BAG", "9782070360025", ""):
        with pytest.raises(ValueError):
            ask(bnf, code)
    assert not bnf.seen


def test_a_book_that_it_does_not_know(bnf):
    assert ask(bnf) is None


def test_a_catalogue_that_fails_says_why(bnf):
    bnf.status = 503
    assert code_of(OutgoingError, ask, bnf) == "http_status"
    bnf.status, bnf.wait = 200, 1
    assert code_of(OutgoingError, ask, bnf, timeout=0.2) == "timeout"
    bnf.wait, bnf.announce = 0, 9_999
    assert code_of(OutgoingError, ask, bnf) == "truncated"


def test_nobody_sends_us_elsewhere(bnf):
    bnf.status, bnf.moved_to = 302, "http://169.254.169.254/latest/meta-data/"
    assert code_of(OutgoingError, ask, bnf) == "redirect"


def test_an_answer_that_is_none(bnf):
    whole = answer_of(STROGOFF_RECORD)
    for body, code in (
        (b"<html><body>Maintenance</body></html>", "not_sru"),
        (b"Bad gateway", "not_xml"),
        (whole[: len(whole) // 2], "not_xml"),
        (whole.replace(b"numberOfRecords", b"number"), "not_sru"),
        (b'<!DOCTYPE a [<!ENTITY b "x">]><a>&b;</a>', "entities"),
        ("<a/>".encode("utf-16"), "not_xml"),
        (b'<?xml version="1.0" encoding="UTF-7"?><a/>', "encoding"),
    ):
        bnf.bodies[STROGOFF] = body
        assert code_of(Unreadable, ask, bnf) == code, body[:40]


def test_a_refusal_is_told_in_its_own_words():
    body = answer_of().replace(
        b"</srw:searchRetrieveResponse>",
        b'<d:diagnostic xmlns:d="http://www.loc.gov/zing/srw/diagnostic/"><d:message>Syntax'
        b"</d:message></d:diagnostic></srw:searchRetrieveResponse>",
    )
    with pytest.raises(Unreadable) as caught:
        read_answer(body, BOOK)
    assert caught.value.details == {"message": "Syntax"}


def test_an_answer_too_big_is_not_read(bnf):
    bnf.announce = 3 * 1024 * 1024
    assert code_of(OutgoingError, ask, bnf) == "too_big"


def book(title, *zones, isbn="2-07-036002-4"):
    return record_of(("010", " ", [("a", isbn)]), ("200", " ", [("a", title)]), *zones)


def test_of_several_the_published_one_and_then_the_latest_is_taken():
    def edition(title, tag, indicator, year):
        return book(title, (tag, indicator, [("c", "Gallimard"), ("d", year)]))

    old = edition("Old", "210", " ", "1972")
    printed = edition("Printed", "214", "3", "2020")
    published = edition("Published", "214", "0", "DL 2019-")
    later = edition("Later", "214", "0", "2021")
    found = read_answer(answer_of(old, printed, published), BOOK)
    assert (found.values["name"], found.count) == ("Published", 3)
    assert read_answer(answer_of(later, published, old), BOOK).values["name"] == "Later"
    assert read_answer(answer_of(old), BOOK).values["year"] == "1972"


def test_a_record_that_names_the_isbn_as_wrong_is_another_book():
    wrong = record_of(("010", " ", [("z", BOOK)]), ("200", " ", [("a", "Other")]))
    other = book("Other", isbn="978-2-07-025190-2")
    assert read_answer(answer_of(wrong, other), BOOK) is None
    untitled = record_of(("010", " ", [("a", BOOK)]))
    assert read_answer(answer_of(untitled), BOOK) is None


def test_the_collection_has_its_number_and_the_price_is_only_words():
    priced = record_of(
        ("010", " ", [("a", BOOK), ("d", "66 F")]),
        ("200", " ", [("a", "Germinal")]),
        ("225", " ", [("a", "Folio"), ("v", "; 1001")]),
    )
    found = read_answer(answer_of(priced), BOOK)
    assert found.values == {"name": "Germinal", "collection": "Folio ; 1001"}
    assert found.price == "66 F"


def test_only_https_or_this_machine_is_asked():
    for url in ("https://catalogue.bnf.fr/api/SRU", "http://localhost:81/x", "http://[::1]/"):
        assert check_url(url) == url
    for url in (
        "http://catalogue.bnf.fr/",
        "file:///etc/passwd",
        "ftp://localhost/",
        "",
        "http://[",
    ):
        with pytest.raises(OutgoingError):
            check_url(url)


@settings(max_examples=40)
@given(st.binary(max_size=300))
def test_garbage_is_one_clear_error(body):
    with pytest.raises(Unreadable):
        read_answer(body, BOOK)


@settings(max_examples=40)
@given(st.integers(0, 20_000), st.binary(min_size=1, max_size=3))
def test_a_damaged_answer_is_read_or_refused(position, noise):
    whole = answer_of(STROGOFF_RECORD)
    at = position % len(whole)
    try:
        read_answer(whole[:at] + noise + whole[at + len(noise) :], STROGOFF)
    except Unreadable as error:
        assert error.code in ("not_xml", "encoding", "not_sru", "refused", "entities")

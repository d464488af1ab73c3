import pytest

from odoo.addons.rental_booking.core.portal import (
    ASK,
    DO,
    MAX_DOCUMENT,
    NO,
    Standing,
    clean,
    document_type,
    may_cancel,
    may_change,
    may_resize,
    read_moment,
    read_quantities,
)


def stand(state, offered=False, in_time=True, alone=True, known=True):
    return Standing(state, offered, in_time, alone, known)


@pytest.mark.parametrize("state", ["confirmed", "ready"])
def test_a_firm_booking_is_changed_in_time_and_asked_for_later(state):
    for rule in (may_change, may_resize, may_cancel):
        assert rule(stand(state)) == DO
        assert rule(stand(state, known=False)) == DO
        assert rule(stand(state, in_time=False)) == ASK
        assert rule(stand(state, alone=False)) == ASK


@pytest.mark.parametrize("state", ["out", "late"])
def test_what_is_out_is_kept_longer_by_who_logs_in(state):
    assert may_change(stand(state, in_time=False)) == DO
    assert may_change(stand(state, known=False)) == ASK
    assert may_change(stand(state, alone=False)) == ASK
    assert may_resize(stand(state)) == NO
    assert may_cancel(stand(state)) == NO


def test_what_is_only_offered_is_declined_but_not_rewritten():
    offered = stand("proposed", offered=True, in_time=False)
    assert (may_change(offered), may_resize(offered), may_cancel(offered)) == (ASK, ASK, DO)


@pytest.mark.parametrize("state", ["draft", "returned", "closed", "cancelled"])
def test_what_is_over_stays(state):
    for rule in (may_change, may_resize, may_cancel):
        assert rule(stand(state)) == NO


def test_quantities_are_whole_and_of_the_own_lines():
    assert read_quantities({"quantity_1": "0", "quantity_2": "999", "x": "y"}, [1, 2, 3]) == {
        1: 0,
        2: 999,
    }
    for text in ("-1", "1000", "1.5", "many", ""):
        with pytest.raises(ValueError):
            read_quantities({"quantity_1": text}, [1])


def test_a_document_is_what_its_content_is():
    assert document_type(b"%PDF-1.4") == "application/pdf"
    assert document_type(b"\xff\xd8\xff\xe0") == "image/jpeg"
    assert document_type(b"\x89PNG\r\n\x1a\nrest") == "image/png"
    assert document_type(b"RIFF1234WEBPVP8 ") == "image/webp"
    for content in (b"", b"<svg onload=alert(1)>", b"MZ\x90", b"RIFF1234WAVE", b"xRIFFWEBP"):
        assert document_type(content) == ""
    largest = b"%PDF-" + b"x" * (MAX_DOCUMENT - 5)
    assert document_type(largest) == "application/pdf"
    assert document_type(largest + b"x") == ""


@pytest.mark.parametrize(
    "text",
    ["", "soon", "0001-01-01T00:00", "1999-12-31", "9999-12-31T23:59", "2027-01-01T10:00+02:00"],
)
def test_a_moment_that_nobody_means_is_not_understood(text):
    with pytest.raises(ValueError, match=r".*"):
        read_moment(text)


def test_the_first_and_the_last_year_are_read():
    assert read_moment("2000-01-01").year == 2000
    assert read_moment("2200-12-31T23:59").year == 2200


def test_words_of_strangers_lose_what_no_database_takes():
    assert clean(" a\0b\x1b\nc\t ", 10) == "ab\nc"
    assert clean(None, 10) == ""
    assert clean("abcdef", 3) == "abc"

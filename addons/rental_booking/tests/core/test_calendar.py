from datetime import datetime

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.rental_booking.core.calendar import LINE, escape, fold, render

START, END = datetime(2027, 7, 5, 8), datetime(2027, 7, 6, 16, 30)


def file(**values):
    common = {"summary": "S1", "place": "Paris", "words": "Camera"}
    return render("S1@shop", START, START, END, **{**common, **values})


def test_a_booking_is_one_event():
    lines = file().split("\r\n")
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-2:] == ["END:VCALENDAR", ""]
    assert "DTSTART:20270705T080000Z" in lines
    assert "DTEND:20270706T163000Z" in lines
    assert "STATUS:CONFIRMED" in lines
    assert "METHOD:PUBLISH" in lines


def test_a_cancelled_booking_says_so():
    lines = file(cancelled=True).split("\r\n")
    assert "STATUS:CANCELLED" in lines
    assert "METHOD:CANCEL" in lines


def test_signs_that_mean_something_are_escaped():
    assert escape("a\\b") == "a\\\\b"
    assert "SUMMARY:1 × Camera\\, Lyon\\; now" in file(summary="1 × Camera, Lyon; now")
    assert "DESCRIPTION:one\\ntwo" in file(words="one\r\ntwo")


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=300))
def test_folding_keeps_the_text_and_the_length(text):
    pieces = fold(text).split("\r\n")
    assert all(len(piece.encode()) <= LINE for piece in pieces)
    assert pieces[0] + "".join(piece[1:] for piece in pieces[1:]) == text
    assert all(piece[:1] == " " for piece in pieces[1:])


def test_a_line_that_just_fits_is_not_folded():
    assert "\r\n" not in fold("x" * 70)
    assert fold("x" * (LINE + 1)) == "x" * LINE + "\r\n x"

"""Answers to orders as messages: read whole, judged by the public lists, never guessed."""

from contextlib import suppress
from datetime import date, datetime

import pytest
from fake_response import answer_line, ordrsp
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.bookstore_order.core.edifact_read import read_segments
from odoo.addons.bookstore_order.core.order_response import (
    ANSWERS,
    ResponseFileError,
    ResponseLine,
    judge,
    read_responses,
)

US, THEM = "3010000000013", "3030000000000"
BOOK, OTHER = "9782070360024", "9782070251902"


def one(*lines, **vals):
    found = read_responses(ordrsp(US, THEM, "P00012", *lines, **vals))
    assert not found.problems
    [response] = found.responses
    return response


def test_a_message_is_read_whole():
    response = one(
        answer_line(
            1,
            BOOK,
            action="7",
            line="41",
            codes=[("12B", "210"), ("8B", "OP")],
            quantities=[("21", 2), ("83", "0.000")],
            replaced=OTHER,
            day="20270105",
            text="L'édition de poche",
        ),
        answer_line(2, OTHER, action="5"),
    )
    assert (response.sender, response.buyer, response.supplier) == (THEM, US, THEM)
    assert (response.number, response.order) == ("R1", "P00012")
    assert response.moment == datetime(2026, 11, 30)
    first, second = response.lines
    assert first == ResponseLine(
        place=1,
        order="P00012",
        line="41",
        isbn=BOOK,
        replaced=OTHER,
        action="7",
        codes=(("12B", "210"), ("8B", "OP")),
        quantities={"21": 2, "83": 0},
        day=date(2027, 1, 5),
        text="L'édition de poche",
    )
    assert second == ResponseLine(place=2, order="P00012", isbn=OTHER, action="5")


def test_a_line_may_name_another_order_and_the_title_it_stands_for():
    [line] = one(["LIN+1++" + OTHER, f"PIA+4+{BOOK}:EN", "RFF+ON:P9"]).lines
    assert (line.order, line.isbn, line.replaced) == ("P9", BOOK, OTHER)
    [line] = one(["LIN+1+5", f"PIA+5+{BOOK}:EN"]).lines
    assert (line.isbn, line.replaced) == (BOOK, "")


def test_what_is_no_answer_is_told():
    for data in (b"", b"EAN;Reponse", b"UNA:+.? '"):
        with pytest.raises(ResponseFileError):
            read_responses(data)
    line = answer_line(1, BOOK)
    assert read_responses(ordrsp(US, THEM, "P1", line, count=4)).problems == [(1, "cut")]
    assert read_responses(ordrsp(US, THEM, "P1", line, kind="ORDERS")).problems == [(1, "kind")]
    empty = read_responses(ordrsp(US, THEM, "P1"))
    assert (empty.problems, len(empty.responses)) == ([(1, "empty")], 1)


def test_what_cannot_be_read_is_a_fault():
    for segments in (
        ["QTY+12:x"],
        ["QTY+12:1.5"],
        ["QTY+12:100000"],
        ["QTY+12:" + "9" * 5000],
        ["QTY+12:1", "QTY+12:2"],
        ["DTM+69:20271345:102"],
        ["DTM+69:2027:602"],
        ["DTM+69:2026112:102"],  # the 12th of January, or the 2nd of November?
        ["DTM+69:99991231:102"],
        ["DTM+69:00010101:102"],
    ):
        [line] = one([f"LIN+1+5+{BOOK}:EN", *segments]).lines
        assert line.faults and len(line.faults[0]) < 40
        assert judge(line, 1).doubt == "fault"
    [line] = one([f"LIN+1+5+{BOOK}:EN", "QTY+12:" + "0" * 5000 + "2"]).lines
    assert (line.quantities, line.faults) == ({"12": 2}, ())


def test_a_message_of_no_year_has_no_moment():
    data = ordrsp(US, THEM, "P1", answer_line(1, BOOK, "5"))
    odd = data.replace(b"DTM+137:20261130:102", b"DTM+137:000101010000:203")
    [response] = read_responses(odd).responses
    assert (response.moment, len(response.lines)) == (None, 1)


def verdict(action="", *codes, copies=2, own=None, **vals):
    named = tuple(
        ("8B" if code.isalpha() else "12B", code) if isinstance(code, str) else code
        for code in codes
    )
    found = judge(ResponseLine(1, isbn=BOOK, action=action, codes=named, **vals), copies, own)
    assert bool(found.answer) != bool(found.doubt)
    return found.answer or found.doubt


DAY = date(2027, 1, 5)


@pytest.mark.parametrize(
    ("action", "codes", "vals", "expected"),
    [
        ("5", (), {}, "noted"),
        ("24", ("IB",), {}, "noted"),
        ("", ("100",), {}, "noted"),
        ("5", ("400", "OB"), {}, "no_date"),
        ("5", ("RP",), {"day": DAY}, "later"),
        ("5", ("RP",), {}, "no_date"),
        ("", ("NP",), {"day": DAY}, "later"),
        ("", ("800",), {}, "on_its_way"),
        ("7", (), {}, "refused"),
        ("2", ("221",), {}, "refused"),
        ("7", ("200", "OP"), {}, "out_of_print"),
        ("", ("NK",), {}, "not_here"),
        # refused because it is missing: by this order it never comes
        ("7", ("OB",), {}, "refused"),
        ("7", ("OR",), {"replaced": OTHER}, "replaced"),
        ("6", ("110",), {"replaced": OTHER}, "replaced"),
        ("5", ("110",), {"replaced": OTHER}, "replaced"),
        ("7", ("210",), {"replaced": OTHER}, "replaced"),
        # nothing is guessed
        ("", (), {}, "nothing"),
        ("3", (), {}, "nothing"),
        ("5", ("OP",), {}, "contrary"),
        ("7", ("IB",), {}, "contrary"),
        ("5", ("200",), {}, "contrary"),
        ("5", ("OP", "RP"), {}, "contrary"),
        ("5", (), {"replaced": OTHER}, "contrary"),
        ("5", ("XX",), {}, "unknown"),
        ("5", ("103",), {}, "unknown"),
        ("99", (), {}, "unknown"),
        ("10", (), {}, "unknown"),
        ("5", (("ZZZ", "OP"),), {}, "unknown"),
        # quantities
        ("6", (), {"quantities": {"113": 2}}, "noted"),
        ("3", ("OB",), {"quantities": {"21": 2, "12": 0, "83": 2}}, "no_date"),
        ("5", (), {"quantities": {"12": 1}}, "part"),
        ("5", (), {"quantities": {"12": 1, "83": 1}}, "noted"),
        ("6", (), {"quantities": {"21": 1}}, "part"),
        ("7", (), {"quantities": {"21": 2, "12": 0}}, "refused"),
        ("7", (), {"quantities": {"21": 0}}, "refused"),
        ("7", (), {"quantities": {"12": 1}}, "part"),
        ("7", (), {"quantities": {"21": 1}}, "part"),
    ],
)
def test_answers(action, codes, vals, expected):
    assert verdict(action, *codes, **vals) == expected


def test_a_replacement_that_is_not_named_is_a_doubt():
    found = judge(ResponseLine(1, codes=(("12B", "210"),)), 1)
    assert (found.answer, found.doubt) == ("", "replaced")


def test_what_the_bookshop_wrote_itself_goes_first():
    own = {"XX": ("12", True), "OP": ("refused", False), "10": ("13", False)}
    assert verdict("5", "XX", own=own) == "12"
    assert verdict("5", "OP", own=own) == "refused"
    assert verdict("10", own=own) == "13"
    assert verdict("5", "XX", "OP", own=own) == "contrary"
    assert verdict("5", "XX", copies=3, own=own, quantities={"12": 1}) == "part"


def test_a_blank_is_no_sign_of_release():
    text = "UNA:+.  'FTX+AAI+++a b 'QTY+1:2'"
    assert [segment[0][0] for segment in read_segments(text)] == ["FTX", "QTY"]
    assert read_segments(text)[0][4] == ("a b",)


TEXTS = st.text(st.characters(codec="latin-1", exclude_categories=["C", "Z"]), max_size=12)
CODES = st.lists(
    st.tuples(st.sampled_from(["8B", "12B"]), st.sampled_from(["OP", "100", "XX", "RP"])),
    max_size=3,
)
QUANTITIES = st.dictionaries(
    st.sampled_from(["12", "21", "83", "113"]), st.integers(0, 99_999), max_size=4
)
LINES = st.lists(
    st.fixed_dictionaries(
        {
            "isbn": st.sampled_from([BOOK, OTHER]),
            "action": st.sampled_from(["", "3", "5", "7", "99"]),
            "line": TEXTS,
            "codes": CODES,
            "quantities": QUANTITIES,
            "replaced": st.sampled_from(["", OTHER]),
            "day": st.none() | st.dates(date(2000, 1, 1), date(2099, 12, 31)),
            "text": TEXTS,
        }
    ),
    min_size=1,
    max_size=5,
)


@given(LINES, TEXTS, TEXTS)
def test_what_is_written_is_read(lines, order, number):
    written = [
        answer_line(
            place,
            **vals
            | {
                "quantities": list(vals["quantities"].items()),
                "day": f"{vals['day']:%Y%m%d}" if vals["day"] else "",
            },
        )
        for place, vals in enumerate(lines, start=1)
    ]
    found = read_responses(ordrsp(US, THEM, order, *written, number=number))
    assert not found.problems
    [response] = found.responses
    assert (response.order, response.number) == (order, number)
    assert list(response.lines) == [
        ResponseLine(place, order=order, **vals | {"codes": tuple(vals["codes"])})
        for place, vals in enumerate(lines, start=1)
    ]


@given(LINES, st.integers(0, 99))
def test_every_line_is_one_answer_or_one_doubt(lines, copies):
    for place, vals in enumerate(lines, start=1):
        line = ResponseLine(place, **vals | {"codes": tuple(vals["codes"])})
        found = judge(line, copies)
        assert bool(found.answer) != bool(found.doubt)
        assert found.answer in {"", *ANSWERS}
        if any(code == "XX" for _table, code in line.codes):
            assert found.doubt == "unknown"


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data):
    for head in (b"", b"UNA:+.? '", b"UNB+UNOC:3+a+b'UNH+1+ORDRSP'LIN'"):
        with suppress(ResponseFileError):
            for response in read_responses(head + data).responses:
                for line in response.lines:
                    judge(line, 1)

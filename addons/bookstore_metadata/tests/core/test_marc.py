"""ISO 2709 and MarcXchange: what goes in comes out, and what cannot be read is refused."""

import pytest
from fake_bnf import answer_of, record_of, recorded
from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.addons.bookstore_deposit.core.unimarc import parse_records
from odoo.addons.bookstore_metadata.core.marc import (
    MarcRecord,
    Zone,
    read_iso2709,
    read_marcxchange,
    to_xml,
    write_iso2709,
    write_marcxchange,
)
from odoo.addons.bookstore_metadata.core.unreadable import Unreadable

LEADER = "     cam  22        450 "
RECORDED = [read_marcxchange(answer_of(text))[0] for text in recorded()]


def code_of(data, read=read_iso2709):
    with pytest.raises(Unreadable) as caught:
        read(data)
    return caught.value.code


def test_the_recorded_records_go_round_byte_for_byte():
    assert len(RECORDED) == 147
    file = write_iso2709(RECORDED)
    again = read_iso2709(file)
    assert again == RECORDED
    assert write_iso2709(again) == file
    xml = write_marcxchange(RECORDED)
    assert read_marcxchange(xml) == RECORDED
    assert write_marcxchange(read_marcxchange(xml)) == xml
    assert {record.attributes for record in read_marcxchange(xml)} == {
        record.attributes for record in RECORDED
    }


def test_the_same_is_understood_of_both_formats():
    file = read_iso2709(write_iso2709(RECORDED))
    for text, record in zip(recorded(), file, strict=True):
        [said], [again] = parse_records(text.encode()), parse_records(to_xml(record).encode())
        del said["raw"], again["raw"]
        assert said == again


def test_zones_that_nobody_knows_survive():
    record = MarcRecord(
        LEADER,
        (
            Zone("001", "X1"),
            Zone("9A9", "", "1 ", (("9", "caché"), ("9", ""), ("a", "  blancs  "))),
            Zone("200", "", "  ", ()),
            Zone("010", "", "  ", (("a", "après"),)),
        ),
    )
    [again] = read_iso2709(b"\r\n" + write_iso2709([record]) + b"\n")
    assert again == record
    assert read_marcxchange(to_xml(record).encode()) == [record]
    assert again.zones[1].first("9") == "caché" and again.zones[0].first("a") == ""


def test_the_known_length_and_start_of_a_small_record():
    [head] = [write_iso2709([MarcRecord(LEADER, (Zone("001", "X1"),))])]
    assert head == b"00041cam  2200037   450 001000300000\x1eX1\x1e\x1d".replace(
        b"   450", b"        450"[5:]
    )


def test_a_latin_or_old_library_set_is_refused_by_its_name():
    record = MarcRecord(
        LEADER,
        (
            Zone("100", "", "  ", (("a", "20010903d1994    m  y0frey0103    ba"),)),
            Zone("200", "", "  ", (("a", "Eté"),)),
        ),
    )
    data = write_iso2709([record]).replace(b"E", b"\xc9")
    with pytest.raises(Unreadable) as caught:
        read_iso2709(data)
    assert caught.value.code == "charset"
    assert caught.value.details == {"number": 1, "charset": "ISO 646"}


def test_what_is_cut_or_wrong_is_refused_whole():
    whole = write_iso2709(RECORDED[:2])
    first = write_iso2709(RECORDED[:1])
    assert code_of(whole[:-10]) == "cut"
    assert code_of(first + b"hello") == "not_marc"
    assert code_of(b"00000" + first[5:]) == "cut"
    assert code_of(first[:12] + b"99999" + first[17:]) == "bad_leader"
    assert code_of(first[:10] + b"11" + first[12:]) == "bad_leader"
    assert code_of(first[:24] + b"0?1" + first[27:]) == "bad_zone"
    assert code_of(first[:27] + b"9999" + first[31:]) == "bad_zone"
    assert read_iso2709(b" \n") == []


def test_what_is_too_long_for_the_format_is_said_of_its_zone():
    long = MarcRecord(LEADER, (Zone("330", "", "  ", (("a", "x" * 9_999),)),))
    with pytest.raises(Unreadable) as caught:
        write_iso2709([RECORDED[0], long])
    assert caught.value.details == {"number": 2, "tag": "330"}
    many = MarcRecord(LEADER, (Zone("330", "", "  ", (("a", "x" * 9_000),)),) * 12)
    with pytest.raises(Unreadable):
        write_iso2709([many])
    assert read_marcxchange(write_marcxchange([long])) == [long]


def test_xml_that_is_no_record_is_refused():
    good = record_of(("200", " ", [("a", "x")]))
    for bad in (
        good.replace('tag="200"', 'tag="2OO0"'),
        good.replace('tag="200"', 'tag="001"'),
        good.replace('code="a"', 'code="ab"'),
        good.replace('ind2=" "', 'ind2="12"'),
    ):
        assert code_of(bad.encode(), read_marcxchange) == "bad_zone"
    assert code_of(record_of(leader="short").encode(), read_marcxchange) == "bad_leader"
    assert read_marcxchange(b"<a/>") == []


TEXT = st.text(
    st.characters(
        exclude_categories=("Cs",), exclude_characters="".join(map(chr, range(32))) + "\ufffe\uffff"
    ),
    max_size=12,
)
ZONES = st.lists(
    st.builds(
        Zone,
        st.from_regex(r"[1-9][0-9A-Z]{2}", fullmatch=True),
        st.just(""),
        st.from_regex(r"[ 0-9|]{2}", fullmatch=True),
        st.lists(st.tuples(st.from_regex(r"[0-9a-z]", fullmatch=True), TEXT)).map(tuple),
    )
)


@settings(max_examples=40)
@given(st.lists(st.builds(MarcRecord, st.just(LEADER), ZONES.map(tuple)), max_size=3))
def test_every_record_goes_round(records):
    assert read_iso2709(write_iso2709(records)) == records
    assert read_marcxchange(write_marcxchange(records)) == records


@settings(max_examples=40)
@given(st.binary(max_size=200))
def test_garbage_is_refused_or_empty(data):
    for read in (read_iso2709, read_marcxchange):
        try:
            assert read(data) == [] or data.lstrip().startswith(b"<")
        except Unreadable as error:
            assert error.code


@settings(max_examples=40)
@given(st.integers(0, 5_000), st.binary(min_size=1, max_size=4))
def test_a_damaged_file_is_read_or_refused(position, noise):
    whole = write_iso2709(RECORDED[:2])
    at = position % len(whole)
    try:
        read_iso2709(whole[:at] + noise + whole[at + len(noise) :])
    except Unreadable as error:
        assert error.code in ("not_marc", "cut", "bad_leader", "bad_zone", "charset")

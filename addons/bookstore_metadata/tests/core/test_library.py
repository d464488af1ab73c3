"""Files of a library in, titles of the shop out."""

from datetime import date

import pytest
from fake_bnf import answer_of, recorded
from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.addons.bookstore_metadata.core.library import (
    MOST_RECORDS,
    read_library,
    title_record,
    understand,
)
from odoo.addons.bookstore_metadata.core.marc import (
    MarcRecord,
    Zone,
    read_iso2709,
    to_xml,
    write_iso2709,
    write_marcxchange,
)
from odoo.addons.bookstore_metadata.core.unreadable import Unreadable

DAY = date(2026, 11, 30)
BOOK = "9782070360024"
RECORDED = read_library(answer_of(*recorded()))
OURS = {
    "name": "Germinal",
    "authors": "Émile Zola, Henri Mitterand",
    "publisher": "Gallimard",
    "collection": "Folio ; 1001",
    "year": "1999",
    "pages": "591",
    "summary": "Une grève.",
}


def code_of(data):
    with pytest.raises(Unreadable) as caught:
        read_library(data)
    return caught.value.code


def test_both_formats_are_known_by_their_beginning():
    assert read_library(b"\n" + write_iso2709(RECORDED)) == RECORDED
    assert read_library(b"\xef\xbb\xbf" + write_marcxchange(RECORDED)) == RECORDED


def test_what_is_no_library_file_is_refused():
    assert code_of(b"isbn;titre") == "unknown_format"
    assert code_of(b"") == "unknown_format"
    assert code_of(b"<a/>") == "empty"
    assert code_of(b" " * (30 * 1024 * 1024 + 1)) == "too_big"
    small = MarcRecord("     nam  22        450 ", (Zone("001", "1"),))
    assert code_of(write_iso2709([small] * (MOST_RECORDS + 1))) == "too_many"
    assert len(read_library(write_iso2709([small] * MOST_RECORDS))) == MOST_RECORDS


def test_a_title_without_a_record_gets_one_that_says_all_of_it():
    record = title_record(OURS, BOOK, DAY)
    codes, found = understand(record)
    assert (codes, found.values) == ([BOOK], OURS)
    [again] = read_iso2709(write_iso2709([record]))
    assert again == record
    assert [zone.tag for zone in record.zones] == sorted(zone.tag for zone in record.zones)
    assert record.zones[2].first("a") == "20261130d1999    m  y0frey50      ba"


def test_a_bag_has_a_code_of_another_zone():
    record = title_record({"name": "Sac"}, "3760000000017", DAY)
    assert [zone.tag for zone in record.zones] == ["001", "073", "100", "200"]
    assert title_record({"name": "Sac"}, "", DAY).zones[0] == Zone("001", "0")


def test_a_title_that_says_what_its_record_says_goes_out_as_it_came():
    for record in RECORDED:
        codes, found = understand(record)
        code = codes[0] if codes else ""
        assert title_record(found.values, code, DAY, to_xml(record)) == record


@settings(max_examples=40)
@given(
    st.sampled_from(RECORDED),
    st.dictionaries(st.sampled_from(sorted(OURS)), st.none()).map(
        lambda names: {name: OURS[name] for name in names}
    ),
)
def test_what_the_shop_says_otherwise_is_laid_over_and_the_rest_stays(record, ours):
    _codes, found = understand(record)
    out = title_record(ours, "", DAY, to_xml(record))
    _codes, said = understand(out)
    assert said.values == found.values | ours
    known = ("200", "210", "214", "215", "225", "330", "700", "701", "702")
    for before, after in ((record, out), (out, record)):
        kept = [zone for zone in before.zones if zone.tag not in known]
        assert kept == [zone for zone in after.zones if zone.tag not in known]


def test_a_kept_record_that_is_none_is_refused():
    with pytest.raises(Unreadable):
        title_record(OURS, BOOK, DAY, "<a/>")

import gzip
import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.transport_feed.core.feed_bytes import (
    Limits,
    declared_encoding,
    decode,
    sniff_format,
    unpack,
)
from odoo.addons.transport_feed.core.feed_errors import FeedError

FRENCH = "Citroën;Mégane estate;Coupé à 5 000 €;n° 12"


def zipped(**members):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/"), content)
    return buffer.getvalue()


def assert_refused(code, function, *args):
    with pytest.raises(FeedError) as caught:
        function(*args)
    assert caught.value.code == code
    return caught.value


def test_gzip_and_one_member_zip_are_opened():
    assert unpack(gzip.compress(b"a;b\n1;2")) == b"a;b\n1;2"
    assert unpack(zipped(**{"stock.csv": "a;b"})) == b"a;b"


def test_a_member_name_that_climbs_directories_is_never_a_path(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert unpack(zipped(**{"..__..__evil.csv": "a;b"})) == b"a;b"
    assert list(tmp_path.iterdir()) == []


def test_archives_with_several_files_or_archives_inside_are_refused():
    assert_refused("zip_members", unpack, zipped(**{"a.csv": "a", "b.csv": "b"}))
    assert_refused("nested_archive", unpack, gzip.compress(gzip.compress(b"a;b")))
    assert_refused("nested_archive", unpack, zipped(**{"a.zip": zipped(**{"b.csv": "b"})}))


def test_bombs_are_refused_while_they_inflate():
    assert_refused("bomb", unpack, gzip.compress(b"0" * 50_000_000))
    assert_refused("bomb", unpack, zipped(**{"stock.csv": b"0" * 50_000_000}))


def test_a_file_of_200_megabytes_is_refused():
    error = assert_refused("too_big", unpack, b"a" * (200 * 1024 * 1024))
    assert error.details == {"size": 200, "limit": 60}


def test_cut_and_broken_archives_are_refused():
    whole = gzip.compress(b"a;b\n" * 1000)
    assert_refused("truncated_archive", unpack, whole[:-20])
    assert_refused("broken_archive", unpack, whole[:10] + b"garbage" + whole[17:])
    assert_refused("broken_archive", unpack, b"PK\x03\x04" + b"rubbish" * 20)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b" \n\n", "empty"),
        (b"%PDF-1.7", "pdf"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old_excel"),
    ],
)
def test_files_that_no_profile_reads_are_named(content, code):
    assert_refused(code, unpack, content)


@pytest.mark.parametrize(
    "page",
    [
        b"<!DOCTYPE html><html><body>Connexion</body></html>",
        b"\xef\xbb\xbf\n<HTML lang='fr'>",
        b"<?xml version='1.0'?><html xmlns='x'>",
        "<html><head>".encode("utf-16"),
    ],
)
def test_a_login_page_is_not_a_stock(page):
    assert_refused("html_page", sniff_format, page)


def test_formats_are_recognised_by_content():
    assert sniff_format(b"reference;immat") == "csv"
    assert sniff_format(b"\xef\xbb\xbf<?xml version='1.0'?><vehicules>") == "xml"
    assert sniff_format(b' [{"a": 1}]') == "json"
    assert sniff_format(zipped(**{"[Content_Types].xml": "x"})) == "xlsx"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-32"])
def test_encodings_are_found(encoding):
    assert decode(FRENCH.encode(encoding)).text == FRENCH


def test_latin_9_is_read_when_it_is_declared():
    assert decode("Citroën à 5 €".encode("iso-8859-15"), "iso-8859-15").text == "Citroën à 5 €"


def test_valid_utf8_wins_over_a_wrong_declaration():
    assert decode(FRENCH.encode(), "iso-8859-1").text == FRENCH
    assert decode(FRENCH.encode("cp1252"), "no-such-encoding").text == FRENCH


def test_text_encoded_twice_is_mended_and_the_lines_are_told():
    twice = (FRENCH + "\nClio").encode().decode("cp1252").encode()
    found = decode(twice)
    assert found.text == FRENCH + "\nClio"
    assert found.repaired_lines == [1]


def test_a_file_glued_from_two_encodings_is_read_line_by_line():
    found = decode("Citroën\n".encode() + "Mégane\n".encode("cp1252") + b"Clio\n")
    assert found.text == "Citroën\nMégane\nClio\n"
    assert found.repaired_lines == [2]


def test_binary_content_is_refused():
    assert_refused("binary", decode, b"\x00\x01\x02" * 50)


def test_the_declaration_of_an_xml_file_is_read():
    assert declared_encoding(b'<?xml version="1.0" encoding="ISO-8859-1"?><a/>') == "ISO-8859-1"
    assert declared_encoding(b"<a/>") is None


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\0\ufeff"), min_size=1))
def test_any_single_utf8_text_comes_back_or_was_encoded_twice(text):
    found = decode(text.encode())
    assert found.text == text or found.repaired_lines


@given(st.binary(max_size=400))
def test_any_bytes_give_text_or_a_code(content):
    try:
        data = unpack(content, Limits(max_bytes=10_000))
        sniff_format(data)
        assert isinstance(decode(data).text, str)
    except FeedError as error:
        assert error.code

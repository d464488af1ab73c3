"""Both sides of each limit and each branch of the readers, with the exact line and figure told."""

import io
import itertools
import re
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from odoo.addons.transport_feed.core.feed_bytes import (
    DEFAULT_LIMITS,
    MEGABYTE,
    Limits,
    _too_inflated,
    declared_encoding,
    decode,
    sniff_format,
    unpack,
)
from odoo.addons.transport_feed.core.feed_diff import (
    Plan,
    Stored,
    find_duplicates,
    hold_reason,
    plan_import,
)
from odoo.addons.transport_feed.core.feed_errors import FeedError, RowIssue
from odoo.addons.transport_feed.core.feed_file import columns_of, read_file
from odoo.addons.transport_feed.core.feed_mapping import Mapper, Profile, Row, Rule
from odoo.addons.transport_feed.core.feed_records import (
    guess_delimiter,
    read_csv,
    read_xlsx,
    split_line,
)
from odoo.addons.transport_feed.core.feed_trees import (
    cell_text,
    read_json,
    read_xml,
    refuse_doctype,
)


def refused(function, *args, **options):
    with pytest.raises(FeedError) as caught:
        result = function(*args, **options)
        if hasattr(result, "__next__"):
            list(result)
    return caught.value


def told(issues):
    return [(issue.code, issue.line, issue.level) for issue in issues]


# --- bytes


@pytest.mark.parametrize(
    ("size", "packed", "bomb"),
    [
        (MEGABYTE, 1, False),  # a small file may compress as well as it likes
        (MEGABYTE + 1, 1, True),
        (2_000_000, 10_000, False),
        (2_000_001, 10_000, True),
        (150 * MEGABYTE, 150 * MEGABYTE, False),
        (150 * MEGABYTE + 1, 150 * MEGABYTE, True),
    ],
)
def test_what_inflates_too_much(size, packed, bomb):
    assert _too_inflated(size, packed, DEFAULT_LIMITS) is bomb


def test_limits_of_a_file_nobody_configured():
    whole = b"a" * (60 * MEGABYTE)
    assert unpack(whole) is whole
    assert refused(unpack, whole + b"a").details == {"size": 60, "limit": 60}
    many = "[" + "{}," * 99_999 + "{}]"
    assert next(read_json(many, [], record_path="")) == (1, {})
    error = refused(read_json, many[:-1] + ",{}]", [], record_path="")
    assert (error.code, error.details) == ("too_many_rows", {"limit": 100_000})
    for depth, code in ((29, None), (30, "too_deep")):
        deep = "<c>" + "<a>" * depth + "<b>1</b>" + "</a>" * depth + "</c>"
        if code:
            assert refused(read_xml, deep, [], record_path="c").code == code
        else:
            assert list(read_xml(deep, [], record_path="c")) == [(1, {"a/" * depth + "b": "1"})]


@pytest.mark.parametrize(
    ("text", "mended", "lines"),
    [
        ("CitroÃ«n", "Citroën", [1]),
        ("ab\nCitroÃ«n\ncd", "ab\nCitroën\ncd", [2]),
        ("Ã© ÿÿ", "é ÿÿ", [1]),  # the second run is no UTF-8
        ("Ã© à\u2015", "é à\u2015", [1]),  # nor is a sign that Windows never had
        ("Ã\u0089tat", "État", [1]),  # C1 controls stand for themselves
        ("à ÿ", "à ÿ", []),
        ("5 â‚¬", "5 €", [1]),
        ("lâ€™auto", "l’auto", [1]),
        ("Ãÿ", "Ãÿ", []),
    ],
)
def test_only_what_is_utf8_once_more_is_undone(text, mended, lines):
    found = decode(text.encode())
    assert (found.text, found.repaired_lines) == (mended, lines)


@pytest.mark.parametrize(
    ("data", "declared", "encoding", "text"),
    [
        (b"\xa4", "iso-8859-15", "iso-8859-15", "€"),
        (b"\xa4", "ISO-8859-15", "iso-8859-15", "€"),
        (b"\xa4", "utf-8", "cp1252", "¤"),
        (b"\xa4", "UTF8", "cp1252", "¤"),
        (b"\xa4", "auto", "cp1252", "¤"),
        (b"\xa4", "no-such", "cp1252", "¤"),
        (b"\xa4", "ascii", "cp1252", "¤"),
        (b"\x81\xa4", None, "cp1252", "?¤"),
        (b"\xa4\nplain\n", None, "cp1252", "¤\nplain\n"),
        (b"\xef\xbb\xbf\xa4", None, "cp1252", "¤"),
    ],
)
def test_the_encoding_that_was_right_is_told(data, declared, encoding, text):
    found = decode(data, declared)
    assert (found.encoding, found.text, found.repaired_lines) == (encoding, text, [])


def test_a_marked_file_that_breaks_its_own_mark_names_the_line():
    assert refused(decode, b"\xff\xfea\0\n\0b\0\n\0\x00\xd8").line == 3
    cut = "ab".encode("utf-32")[:-2]
    assert (refused(decode, cut).code, refused(decode, cut).line) == ("encoding", 1)


@pytest.mark.parametrize(
    ("data", "binary"),
    [
        (b"a" * 4095 + b"\0", True),
        (b"a" * 4096 + b"\0", False),
        (b"\0" + b"a" * 5000, True),
    ],
)
def test_a_zero_among_the_first_signs_is_no_text(data, binary):
    if binary:
        assert refused(decode, data).code == "binary"
    else:
        assert decode(data).text == data.decode()


def test_formats_are_sniffed_behind_marks_and_pages_are_found_early_only():
    assert sniff_format("[1]".encode("utf-16")) == "json"
    assert sniff_format("<a/>".encode("utf-16-be")) == "csv"  # no mark: not a text of ours
    assert sniff_format(b"\xff\xfe<\0a\0/\0>\0x") == "xml"
    assert sniff_format(b"a" * 4096 + b"<html>") == "csv"
    assert refused(sniff_format, b"a" * 4090 + b"<body>").code == "html_page"
    assert declared_encoding(b"<?xml" + b" " * 200 + b"encoding='a'?>") == "a"
    assert declared_encoding(b"<?xml" + b" " * 201 + b"encoding='a'?>") is None


# --- CSV


@pytest.mark.parametrize(
    ("line", "cells"),
    [
        (';"a";', ["", "a", ""]),
        ('"a;b"c;d', ["a;bc", "d"]),
        ('"a""b"', ['a"b']),
        ('"";x', ["", "x"]),
        ('a"b;c', ['a"b', "c"]),
        ('x;"open', ["x", "open"]),
        ('"a"', ["a"]),
        ('";"', [";"]),
    ],
)
def test_cells_of_a_line_with_quotes(line, cells):
    assert split_line(line, ";", '"') == cells


@settings(max_examples=40)
@given(st.lists(st.text("ab;\"'\n ", max_size=5), min_size=1, max_size=5), st.sampled_from("\"'"))
def test_what_is_quoted_is_split_back(cells, quote):
    line = ";".join(quote + cell.replace(quote, quote * 2) + quote for cell in cells)
    assert split_line(line, ";", quote) == cells


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("a,b;c\nd,e\n", ","),  # every line counts, not the first
        ("a;b,c,d\ne;f,g\n", ","),
        ("a;b,c\n", ";"),  # as even: the usual one
        ("\n\na\tb\n", "\t"),
        ("x\n" * 10 + "a,b\n", ";"),  # ten lines are looked at
        ("x,\n" * 9 + "x,;\n" + "y;y;y;y\n" * 5, ","),
        ("abc\n", ";"),
    ],
)
def test_the_delimiter_splits_every_line(text, delimiter):
    assert guess_delimiter(text) == delimiter


def test_lines_keep_their_numbers_through_quotes_and_blanks():
    text = 'ref;note\r\n1;"a\r\nb"\r\n\r\n2;c\r3;"open\n4;d\n'
    issues = []
    found = [(line, record["ref"]) for line, record in read_csv(text, issues)]
    assert found == [(2, "1"), (5, "2"), (7, "4")]
    assert told(issues) == [("unclosed_quote", 6, "rejected")]


def test_a_short_last_line_is_cut_only_when_no_line_was_short_before():
    def read(text):
        issues = []
        return [record["a"] for _line, record in read_csv(text, issues)], told(issues)

    assert read("a;b;c\n1;2;3\n4;5") == (["1"], [("columns", 3, "rejected")])
    assert read("a;b;c\n1;2;3\n4;5\n") == (["1", "4"], [("short_rows", 3, "warning")])
    assert read("a;b;c\n1;2;3\n4;5\r") == (["1", "4"], [("short_rows", 3, "warning")])
    assert read("a;b;c\n1;2\n4;5") == (["1", "4"], [("short_rows", 2, "warning")])
    assert read("a;b;c\n1;2;3\n4;5;6") == (["1", "4"], [])
    assert read("a;b\n1\n2;3\n") == (["2"], [("columns", 2, "rejected")])


def test_titles_are_looked_for_in_ten_lines():
    title = "Stock\n"
    for count, found in ((9, True), (10, False)):
        issues = []
        text = title * count + "a;b\n1;2\n"
        names = [list(record) for _line, record in read_csv(text, issues, delimiter=";")]
        assert (["a", "b"] in names) is found
        if found:
            assert told(issues) == [("head_found", count + 1, "repaired")]


def test_names_of_columns_are_distinct_and_one_long_cell_is_no_head():
    text = "a;;a;a; \ufeffb \n1;2;3;4;5\n"
    assert [list(record) for _line, record in read_csv(text, [])] == [["a", "2", "a#2", "a#3", "b"]]
    assert [len(next(iter(r))) for _n, r in read_csv("x" * 200 + "\n1\n", [])] == [200]
    error = refused(read_csv, "x" * 201 + "\n1\n", [])
    assert (error.code, error.line) == ("not_a_table", 1)
    assert list(read_csv("x" * 201 + ";b\n1;2\n", []))


def test_the_row_beyond_the_limit_is_named():
    limits = Limits(max_rows=2)
    assert len(list(read_csv("a\n1\n2\n", [], limits=limits))) == 2
    error = refused(read_csv, "a\n1\n2\n\n3\n", [], limits=limits)
    assert (error.code, error.line, error.details) == ("too_many_rows", 5, {"limit": 2})


# --- XLSX


def workbook(*rows, **sheets):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    for title, lines in sheets.items():
        sheet = book.create_sheet(title)
        for row in lines:
            sheet.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def test_a_sheet_has_a_thousand_columns_at_most():
    wide = workbook([f"c{n}" for n in range(1001)], list(range(1, 1002)))
    [(line, record)] = read_xlsx(wide, [])
    assert (line, len(record), record["c999"]) == (2, 1000, "1000")


def test_a_sheet_is_taken_by_its_name_or_as_the_first():
    raw = workbook(["a"], [1], Parc=[["b", "c"], [2, None], ["x", 3]])
    assert list(read_xlsx(raw, [])) == [(2, {"a": "1"})]
    assert list(read_xlsx(raw, [], sheet="Parc")) == [
        (2, {"b": "2", "c": ""}),
        (3, {"b": "x", "c": "3"}),
    ]
    assert list(read_xlsx(raw, [], header=False)) == [(1, {"1": "a"}), (2, {"1": "1"})]
    titled = workbook(["Stock"], ["a", "b", "c"], [1, 2])
    issues = []
    assert list(read_xlsx(titled, issues)) == [(3, {"a": "1", "b": "2", "c": ""})]
    assert told(issues) == [("head_found", 2, "repaired")]


# --- XML


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("<!DOCTYPE a>", 1),
        ("\n\t \r\ufeff<!DOCTYPE a>", 2),
        ("<?xml?>\n<!-- <a> -->\n<?pi?><!doctype a>", 3),
        ("<!----><!DOCTYPE a>", 1),
        ("<!-- > -- ->--><!DOCTYPE a>", 1),
        ("<!---><!DOCTYPE a>--><r/>", None),  # the comment ends behind the second arrow
        ("<?a ><!DOCTYPE a>?><r/>", None),
        ("<?a <!DOCTYPE a>", None),
        ("<!-- <!DOCTYPE a>", None),
        ("<r/><!DOCTYPE a>", None),
        ("a<!DOCTYPE a>", None),
        ("", None),
    ],
)
def test_the_prolog_is_stepped_over_part_by_part(text, line):
    if line:
        error = refused(refuse_doctype, text)
        assert (error.code, error.line) == ("doctype", line)
    else:
        refuse_doctype(text)


def test_entities_are_mended_without_making_markup():
    text = "<v>\n<c><m>A & B &eacute; &lt;b&gt; &amp; &quot; &apos; &foo; &#233; &#xE9;</m></c></v>"
    issues = []
    [(_line, record)] = read_xml(text, issues, record_path="c")
    assert record == {"m": "A & B é <b> & \" ' &foo; é é"}
    assert told(issues) == [("xml_repaired", 2, "repaired")]


def test_what_mending_does_not_mend_is_refused_at_its_line():
    error = refused(read_xml, "<v>\n<c>a & b</c>\n<c>\n</v>", [], record_path="c")
    assert (error.code, error.line) == ("broken_xml", 4)
    assert error.details["reason"].startswith("Opening and ending tag mismatch")
    error = refused(read_xml, "<v>\n</w>", [], record_path="c")
    assert (error.code, error.line) == ("broken_xml", 2)


def fields(count):
    return "".join(f"<f{n}>1</f{n}>" for n in range(count))


def tags(tag, values, count=1):
    return f"<{tag}>{fields(values)}</{tag}>" * count


@pytest.mark.parametrize(
    ("inside", "tag"),
    [
        (tags("a", 1, 2) + tags("b", 2, 2), "b"),  # two values make a record
        (tags("b", 2, 2) + tags("a", 1, 2), "b"),
        (tags("a", 1) + tags("b", 2), "b"),
        (tags("a", 1, 2), "a"),  # one value each, when there is nothing better
        (tags("head", 2) + "<cars>" + tags("car", 2, 2) + "</cars>", "car"),
        (tags("head", 2) + "<cars>" + tags("car", 2) + "</cars>", "head"),
        (tags("x", 2, 2) + "<y>" + tags("z", 2, 2) + "</y>", "x"),
        ("<y>" + tags("z", 2, 2) + "</y>" + tags("x", 2, 2), "x"),
        ("<y>" + tags("z", 3, 3) + "</y>" + tags("x", 2, 2), None),
        (f"<car>{fields(2)}<site>{fields(1)}</site></car>" * 2, "car"),
        (f"<car>{fields(2)}<opts>{tags('o', 2, 2)}</opts></car>" * 2, None),
        ("", None),
    ],
)
def test_the_record_is_what_is_repeated_and_holds_values(inside, tag):
    text = f"<s>{inside}</s>"
    if tag is None:
        assert refused(read_xml, text, [], record_path="").code in ("several_levels", "no_records")
        return
    named = list(read_xml(text, [], record_path=tag))
    assert list(read_xml(text, [], record_path="")) == named
    assert named


def test_two_levels_are_named_the_shallow_one_first():
    text = "<s>" + f"<z>{fields(2)}{tags('car', 2, 2)}</z>" * 2 + "</s>"
    assert refused(read_xml, text, [], record_path="").details == {"tags": "z, car"}
    for empty in ("", "no tag"):
        assert refused(read_xml, empty, [], record_path="").code == "no_records"


def test_a_path_is_that_of_the_parents_whatever_lies_above():
    text = "<r><s><car><id>1</id></car></s></r>"
    for path, count in (("s/car", 1), ("r/s/car", 1), ("/car", 1), ("x/r/s/car", 0), ("r/car", 0)):
        if count:
            assert list(read_xml(text, [], record_path=path)) == [(1, {"id": "1"})]
        else:
            error = refused(read_xml, text, [], record_path=path)
            assert (error.code, error.details) == ("no_records", {"path": path})


# --- JSON


@pytest.mark.parametrize(
    ("text", "path", "found"),
    [
        ('{"n": 1, "cars": [{"a": 1}]}', "", [(1, {"a": "1"})]),
        ('{"cars": [{"a": 1}], "sites": [{"a": 2}]}', "", None),
        ('{"cars": [{"a": 1}], "sites": [{"a": 2}]}', "sites", [(1, {"a": "2"})]),
        ('{"data": {"cars": [{"a": 1}]}}', "data/cars", [(1, {"a": "1"})]),
        ('{"data": {"cars": [{"a": 1}]}}', "data", None),
        ('{"data": [1]}', "data/cars", None),
        ('{"data": {}}', "data/cars", None),
        ('{"a": 1}\n\n{"a": 2}\n', "", [(1, {"a": "1"}), (2, {"a": "2"})]),
        ('{"a": NaN}\n{"a": 2}', "", [(1, {"a": ""}), (2, {"a": "2"})]),
        ('[{"a": NaN, "b": [{"c": 1}, null, 2]}]', "", [(1, {"a": "", "b": "|2"})]),
        ('[{"a": {"b": 1, "c": {"d": true}}}]', "", [(1, {"a/b": "1", "a/c/d": "1"})]),
    ],
)
def test_the_list_of_a_document(text, path, found):
    if found is None:
        error = refused(read_json, text, [], record_path=path)
        assert (error.code, error.details) == ("no_records", {"path": path})
    else:
        assert list(read_json(text, [], record_path=path)) == found


@pytest.mark.parametrize(
    ("text", "line"), [('{"a": 1}\n5\n', 2), ('{"a":\n1', 2), ('{"a": 1}\n{"b"\n', 1), ("x", 1)]
)
def test_broken_json_names_its_line(text, line):
    error = refused(read_json, text, [], record_path="")
    assert (error.code, error.line) == ("broken_json", line)
    assert error.details["reason"]


def test_a_list_inside_is_a_level_when_its_entries_have_three_values():
    def entry(values):
        return {f"v{n}": n for n in range(values)} | {"deep": {}, "list": []}

    def text(values, place=0):
        entries = [{"ref": 1}] * place + [{"ref": 1, "inner": [5, entry(values)]}]
        return str(entries).replace("'", '"')

    assert list(read_json(text(2), [], record_path=""))
    assert refused(read_json, text(3), [], record_path="").details == {"tags": "inner"}
    assert refused(read_json, text(3, 49), [], record_path="").code == "several_levels"
    assert len(list(read_json(text(3, 50), [], record_path=""))) == 51


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1e15, "1000000000000000.0"),
        (-1e15, "-1000000000000000.0"),
        (1e14, "100000000000000"),
        (-2.0, "-2"),
        (0.0, "0"),
        (False, "0"),
        (0, "0"),
        ([1], ""),
        ({"a": 1}, ""),
    ],
)
def test_figures_as_texts(value, text):
    assert cell_text(value) == text


# --- the file as a whole

RULES = (Rule("ref", "ext_ref"), Rule("m", "model"))


@pytest.mark.parametrize(
    ("raw", "encoding", "issues"),
    [
        ("ref;m\n1;é\n".encode("cp1252"), "utf-8", [("encoding_other", None, "repaired")]),
        ("ref;m\n1;é\n".encode("cp1252"), "UTF8", [("encoding_other", None, "repaired")]),
        ("ref;m\n1;é\n".encode("cp1252"), "", []),
        ("ref;m\n1;é\n".encode("cp1252"), "cp1252", []),
        ("ref;m\n1;é\n".encode(), "utf-8", []),
        (b"ref;m\n1;e\n", "utf-8", []),
        ("ref;m\n1;Ã©\n".encode(), "utf-8", [("encoding_repaired", 2, "repaired")]),
        (
            "ref;m\n1;é\n".encode() + "2;é\n".encode("cp1252"),
            "utf-8",
            [("encoding_repaired", 3, "repaired")],
        ),
    ],
)
def test_an_encoding_is_told_only_when_it_was_another(raw, encoding, issues):
    found = []
    rows = list(read_file(raw, Profile(rules=RULES, encoding=encoding), found))
    assert told(found) == issues
    assert all(row.values["model"] in ("é", "e") for row in rows)


def test_twenty_repaired_lines_are_told():
    found = []
    text = "ref;m\n" + "".join(f"{n};Ã©\n" for n in range(25))
    assert len(list(read_file(text.encode(), Profile(rules=RULES), found))) == 25
    assert [issue.line for issue in found] == list(range(2, 22))


def test_absent_columns_are_told_at_the_head_and_only_for_tables():
    found = []
    rows = list(read_file(b"x\nref;y\n1;2\n3;4\n", Profile(rules=RULES), found))
    assert (len(rows), told(found)) == (
        2,
        [("head_found", 2, "repaired"), ("absent_columns", 1, "warning")],
    )
    found = []
    raw = workbook(["ref", "y"], [1, 2])
    assert list(read_file(raw, Profile(format="xlsx", rules=RULES), found))
    assert [(issue.code, issue.details) for issue in found] == [
        ("absent_columns", {"columns": "m"})
    ]
    found = []
    assert list(read_file(b'[{"ref": 1}]', Profile(format="json", rules=RULES), found))
    assert found == []


def test_a_site_filter_leaves_lines_out_and_is_no_empty_file():
    rows = read_file(b"ref;m\n1;a\n2;b\n", Profile(rules=RULES), [], None, lambda r: r["m"] == "b")
    assert [row.reference for row in rows] == ["2"]
    assert not list(read_file(b"ref;m\n1;a\n", Profile(rules=RULES), [], None, lambda r: False))


def test_fifty_one_records_are_looked_at_for_columns():
    text = "[" + ",".join(f'{{"c{n}": 1}}' for n in range(60)) + "]"
    assert len(columns_of(text.encode(), Profile(format="json"))) == 51


# --- values of a car


def values(record, *rules, **options):
    mapper = Mapper(Profile(rules=(Rule("ref", "ext_ref"), *rules), **options))
    row = Row(7, "R")
    return mapper.values(row, {"ref": "R"} | record), row.issues


@pytest.mark.parametrize(
    ("rule", "text", "value"),
    [
        (Rule("x", "mileage"), "0", 0),
        (Rule("x", "mileage"), "9999999", 9_999_999),
        (Rule("x", "mileage"), "9999999,4", 9_999_999),
        (Rule("x", "model"), "m" * 130, "m" * 120),
        (Rule("x", "version"), "m" * 260, "m" * 250),
        (Rule("x", "color"), "m" * 70, "m" * 60),
        (Rule("x", "make"), "zz" * 40, "zz" * 30),
        (Rule("x", "location"), "l" * 130, "l" * 120),
        (Rule("x", "color", "before", "/"), "a/b/c", "a"),
        (Rule("x", "color", "after", "/"), "a/b/c", "b/c"),
        (Rule("x", "color", "before", ""), "a/b", "a/b"),
        (Rule("x", "color", "after", ""), "a/b", "a/b"),
        (Rule("x", "color", "first_of_list"), "a|b|c", "a"),
        (Rule("x", "color", "first_word"), "a b c", "a"),
        (Rule("x", "color", "after_first_word"), "a b c", "b c"),
        (Rule("x", "color", values=((" Crème ", "Beige"),)), "CREME", "Beige"),
        (Rule("x", "color", default="Gris"), "", "Gris"),
        (Rule("x", "color", default="Gris"), "Vert", "Vert"),
        (Rule("x", "color", values=(("", "Sans"),)), "", "Sans"),
    ],
)
def test_a_cell_becomes_its_value(rule, text, value):
    found, issues = values({"x": text}, rule)
    assert (found[rule.target], issues) == (value, [])


@pytest.mark.parametrize(
    ("target", "text", "code"),
    [
        ("mileage", "10000000", "bad_value"),
        ("mileage", "-1", "bad_value"),
        ("running", "peut-être", "bad_value"),
        ("plate", "AA-123-AA|BB-123-BB", "bad_value"),
        ("vin", "A|B", "bad_value"),
        ("first_registration", "z" * 50, "bad_value"),
        ("status", "z" * 50, "unknown_status"),
        ("category", "z" * 50, "unknown_category"),
    ],
)
def test_a_value_that_is_none_is_told_with_its_place(target, text, code):
    _found, [issue] = values({"x": text}, Rule("x", target))
    assert told([issue]) == [(code, 7, "warning")]
    assert (issue.reference, issue.details) == ("R", {"column": "x", "value": text[:40]})


def test_two_thousand_signs_of_a_cell_are_read():
    rule = Rule("x", "color", "after", "/")
    assert values({"x": "a" * 1998 + "/b"}, rule)[0]["color"] == "b"
    assert values({"x": "a" * 1999 + "/b"}, rule)[0]["color"] == ""


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        ("06.12.34.56.78", ""),
        ("+33 6 12 34 56 78", ""),
        ("0033612345678", ""),
        ("ref 1-0612345678", "ref 1-0612345678"),
        ("06123456789", "06123456789"),
        ("0012345678", "0012345678"),
        ("a@b.fr", ""),
        ("a@b", "a@b"),
    ],
)
def test_numbers_that_call_somebody_are_taken_out(text, mended):
    found, issues = values({"x": text}, Rule("x", "version"))
    assert found["version"] == mended
    assert told(issues) == ([] if text == mended else [("personal_value", 7, "repaired")])


# --- what an import does


def test_a_plan_of_nothing_holds_nobody():
    assert Plan() == Plan([], [], [], [], 0, 0, 0, [], 0, 0)
    assert hold_reason(Plan(gone=[1]), 0) is None
    assert hold_reason(Plan(active_count=1), 0) is None
    assert hold_reason(Plan(gone=[1, 2], read=3, rejected=3, active_count=9), 99) == (
        "all_gone",
        2,
        22,
    )
    assert hold_reason(Plan(gone=[1, 2], read=4, rejected=3, active_count=9), 22) is None
    assert hold_reason(Plan(gone=[1, 2], read=4, rejected=3, active_count=9), 21) == ("drop", 2, 22)
    assert hold_reason(Plan(gone=[1], read=4, active_count=1), 5, min_gone=1) == ("drop", 1, 100)


@pytest.mark.parametrize(
    ("missing", "unreadable", "unidentified", "kept"),
    [(1, 1, 0, True), (1, 0, 1, True), (2, 1, 1, True), (2, 1, 0, False), (3, 1, 1, False)],
)
def test_cars_stay_while_lines_that_may_be_theirs_were_not_read(
    missing, unreadable, unidentified, kept
):
    stored = {str(n): Stored(n, "h") for n in range(1, missing + 2)}
    rows = [Row(1, str(missing + 1), "h")] + [Row(9, "") for _n in range(unidentified)]
    broken = [RowIssue("columns", line=n) for n in range(unreadable)]
    plan = plan_import(stored, rows, [*broken, RowIssue("other", level="warning")])
    assert plan.gone == ([] if kept else list(range(1, missing + 1)))
    assert (plan.rejected, plan.unidentified) == (unreadable + unidentified, unidentified)
    assert (plan.read, plan.active_count) == (1 + unreadable + unidentified, missing + 1)
    last = plan.issues[-1]
    assert (last.code == "gone_kept") is kept
    if kept:
        assert (last.level, last.details) == ("warning", {"count": missing})


def test_unknown_and_filtered_cars_are_counted_and_archived_ones_not():
    stored = {"A": Stored(1, "h"), "B": Stored(2, "h", active=False), "C": Stored(3, "h")}
    rows = [
        Row(1, "A", "n", {"status": "unknown"}),
        Row(2, "N", "n", {"status": "unknown"}),
        Row(3, "C", "n", {"status": "reserved"}),
    ]
    plan = plan_import(stored, rows, kept_statuses=("in_stock",))
    assert (plan.gone, plan.create, plan.update, plan.filtered) == ([3], [], [], 3)
    assert plan.active_count == 2


def test_issues_of_a_plan_are_limited():
    rows = [Row(n, "", issues=[RowIssue("a", line=n), RowIssue("b", line=n)]) for n in range(5)]
    reader = [RowIssue("r", line=n) for n in range(2)]
    for limit, codes in ((3, "rra"), (1, "r"), (20, "rr" + "ab" * 5), (7, "rrababa")):
        plan = plan_import({}, rows, reader, max_issues=limit)
        assert "".join(issue.code for issue in plan.issues) == codes


def test_the_better_feed_keeps_its_car_then_the_older_one():
    for cars in itertools.permutations([(5, 1, ("P",)), (3, 2, ("P", "V")), (4, 2, ("V", None))]):
        assert find_duplicates(cars) == {3: 5, 4: 5}
    assert find_duplicates([(2, 1, ("P",)), (1, 1, ("P",))]) == {2: 1}


def test_every_part_of_a_broken_file_is_mended_and_no_text_of_cdata():
    text = "<v><c><m>A & B</m><d><![CDATA[a & b]]></d><e>C & D</e><f><![CDATA[&c]]></f><g>&</g></c></v>"
    [(_line, record)] = read_xml(text, [], record_path="c")
    assert record == {"m": "A & B", "d": "a & b", "e": "C & D", "f": "&c", "g": "&"}


def test_the_record_of_a_broken_file_is_guessed_and_its_line_told():
    error = refused(read_xml, f"<s>{tags('car', 2, 2)}\n<car>", [], record_path="")
    assert (error.code, error.line) == ("broken_xml", 2)


def test_a_formula_counts_for_the_value_that_the_file_keeps():
    raw, changed = workbook(["ref"], ["x"]), io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            cell = rb'<c r="A2"[^>]*>.*?</c>'
            formula = b'<c r="A2"><f>1+1</f><v>2</v></c>'
            content = old.read(name)
            new.writestr(name, re.sub(cell, formula, content) if "sheet1" in name else content)
    assert list(read_xlsx(changed.getvalue(), [])) == [(2, {"ref": "2"})]

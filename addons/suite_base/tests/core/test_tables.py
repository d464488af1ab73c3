import io
import zipfile
from datetime import date, datetime, time
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.suite_base.core.tables import (
    Limits,
    TableError,
    cell_text,
    decode,
    find_delimiter,
    guard,
    is_formula,
    read_csv,
    read_table,
    read_xlsx,
    text_rows,
    unguard,
    write_csv,
    write_xlsx,
)
from odoo.addons.suite_base.core.text import read_number

FORMULAS = [
    "=1+1", "+1+1", "-2+3", "@SUM(A1)", " =1+1", "\n=1", "\t=1", "\r=1", "\u00a0=1", "\u200b=1",
    "\ufeff=1", "＝1", "\tx", "-x", "+33 1 23 45 67 89", "=HYPERLINK(\"http://x\")", "--1", "−a",
    "-", "=", "  @x", "\x0b=1", "\t5",
]  # fmt: skip
HARMLESS = ["", "5", "-5", "+5", "−5", "-1 234,50", "-1,234", "a=b", "1+1", "x@y.fr", "'", "été"]


@pytest.mark.parametrize("text", FORMULAS)
def test_a_text_that_could_run_is_guarded(text):
    assert is_formula(text)
    assert guard(text) == "'" + text
    assert unguard(guard(text)) == text


@pytest.mark.parametrize("text", HARMLESS)
def test_figures_and_ordinary_texts_stay(text):
    assert not is_formula(text)
    assert guard(text) == text
    assert unguard("'" + text) == "'" + text


def test_numbers_and_dates_stay_what_they_are():
    for value in (-5, -5.5, Decimal("-1"), date(2026, 1, 1), None, True):
        assert guard(value) is value


@given(st.text(max_size=20))
def test_what_was_guarded_never_runs_and_reads_back(text):
    assert not is_formula(guard(text))
    if not text.startswith("'"):
        assert unguard(guard(text)) == text


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"]
)
def test_every_usual_encoding_is_read(encoding):
    text = "Référence;Prix\r\nŒuvre – n° 2;12,50 €\r\n"
    assert decode(text.encode(encoding)) == text


def test_a_big_endian_mark_is_read():
    assert decode(b"\xfe\xff" + "é;1".encode("utf-16-be")) == "é;1"


def test_a_declared_encoding_counts_only_when_the_text_is_not_utf_8():
    assert decode("Łódź".encode("cp1250"), declared="cp1250") == "Łódź"
    assert decode("Łódź".encode(), declared="cp1250") == "Łódź"
    assert decode("é".encode("cp1252"), declared="unheard-of") == "é"
    assert decode(b"a\x81b") == "a\ufffdb"


@pytest.mark.parametrize("content", [b"\x89PNG\r\n\x00\x00", b"\0" * 40 + b"abc", b"a\0b"])
def test_what_is_no_text_is_refused(content):
    with pytest.raises(TableError) as caught:
        decode(content)
    assert caught.value.code == "binary"


def test_a_mark_that_lies_is_refused():
    for content in (b"\xef\xbb\xbf\xe9", b"\xff\xfea"):
        with pytest.raises(TableError) as caught:
            decode(content)
        assert caught.value.code == "encoding"


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("a;b;c\n1,5;2,5;3,5\n", ";"), ("1,5;2,5\n3,5;4,5\n", ";"), ("a,b\n1,2\n", ","),
        ("a\tb\n1,5\t2\n", "\t"), ("a|b\n1|2", "|"), ('"a;b",c\n"d;e",f\n', ","),
        ("a", ";"), ("", ";"), ("sep=,\na;b;c\n", ","), ('"sep=|"\r\na;b', "|"), ("SEP=\t\na;b", "\t"),
        ("a;b\n1;2\nx, y, z\n", ";"), ("a,b;c\nd,e\nf,g\n", ","), ('x;y\n"a\nb";2\n', ";"),
    ],
)  # fmt: skip
def test_the_delimiter_is_found(text, delimiter):
    assert find_delimiter(text) == delimiter


def rows(content, **options):
    return list(text_rows(read_table(content, **options)))


def test_a_csv_is_read_with_its_lines():
    text = 'sep=;\r\nréf;"nom"\r\n\r\n A1 ;"deux\nlignes"\r\n;;\r\nB2;"un "" signe"\r\n'
    assert list(read_csv(text)) == [
        (2, ["réf", "nom"]),
        (4, ["A1", "deux\nlignes"]),
        (7, ["B2", 'un " signe']),
    ]


def test_a_given_delimiter_is_taken():
    assert rows(b"a,b;c", delimiter=";") == [["a,b", "c"]]


@pytest.mark.parametrize(
    ("content", "code", "line"),
    [
        (b"", "empty", None), (b" \r\n ", "empty", None), (b"\xd0\xcf\x11\xe0abc", "old_excel", None),
        (b'a;b\n"c;d\n', "unclosed_quote", 2), (b'a\n"b"c;d\n', "bad_quotes", 2),
        (b"PK\x03\x04 no archive", "broken_xlsx", None), (b"a\n" + b"x" * 40000, "cell_too_big", 2),
        (b"a\n" + b"x" * 140000, "cell_too_big", 2),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_says_why_and_where(content, code, line):
    with pytest.raises(TableError) as caught:
        rows(content)
    assert (caught.value.code, caught.value.line) == (code, line)
    assert code in str(caught.value)


def test_limits_hold():
    with pytest.raises(TableError, match="too_big"):
        rows(b"a;b", limits=Limits(max_bytes=2))
    assert rows(b"a;b", limits=Limits(max_bytes=3)) == [["a", "b"]]
    with pytest.raises(TableError, match=r"too_many_rows \(line 3\)"):
        rows(b"a\nb\nc", limits=Limits(max_rows=2))
    assert len(rows(b"a\nb", limits=Limits(max_rows=2))) == 2
    book = write_xlsx([["a"], ["b"], ["c"]])
    with pytest.raises(TableError, match=r"too_many_rows \(line 3\)"):
        rows(book, limits=Limits(max_rows=2))
    with pytest.raises(TableError, match="bomb"):
        rows(book, limits=Limits(max_inflated=100))
    assert rows(b"abc", limits=Limits(max_cell=3)) == [["abc"]]
    with pytest.raises(TableError, match="cell_too_big"):
        rows(b"abcd", limits=Limits(max_cell=3))


def test_the_usual_limits_are_those_of_a_spreadsheet():
    assert rows(b"x" * 32_767)[0] == ["x" * 32_767]
    assert cell_length_of_a_workbook(40_000) == 32_767
    with pytest.raises(TableError) as caught:
        rows(b"x" * 32_768)
    assert caught.value.code == "cell_too_big"
    with pytest.raises(TableError) as caught:
        rows(b"abcd", limits=Limits(max_bytes=3))
    assert caught.value.details == {"limit": 0}
    with pytest.raises(TableError) as caught:
        rows(b"a" * (2 * 1024 * 1024 + 1), limits=Limits(max_bytes=2 * 1024 * 1024))
    assert caught.value.details == {"limit": 2}, "told in megabytes"


def cell_length_of_a_workbook(length):
    content = write_xlsx([["x" * length]])
    return len(openpyxl.load_workbook(io.BytesIO(content)).active["A1"].value)


def test_the_sample_of_a_long_file_is_cut_at_a_line():
    # The cut at 200,000 characters goes through a quoted cell: it does not count as one.
    first = "a;b,c\n" * 3
    text = first + '"' + "x" * 300_000 + '";y\n'
    assert find_delimiter(text) == ";"
    # Few lines, the last one cut: only whole lines are compared.
    row = ",".join("ab" for _ in range(30_000)) + "\n"
    assert find_delimiter(row * 2 + "1;2\n" * 3) == ","
    # Line ends inside quotes stay where they are.
    assert find_delimiter('"a\nb;c";d\n"e\nf;g";h\n') == ";"


def test_a_short_file_is_sampled_to_its_last_line():
    assert find_delimiter("a,b\n1,2;3;4") == ","
    assert find_delimiter("a;b\n1;2,3,4,5") == ";"
    assert find_delimiter("a|b|c") == "|"


def test_options_are_named():
    with pytest.raises(TypeError):
        read_table(b"a", "f.csv", ";")
    with pytest.raises(TypeError):
        read_csv("a", ";")
    assert list(read_table(content=b"a;b", filename="f.csv")) == [(1, ["a", "b"])]


@pytest.mark.parametrize(
    "part", ["xl/workbook.xml", "[Content_Types].xml", "xl/worksheets/sheet1.xml"]
)
def test_a_workbook_with_a_broken_part_is_told(part):
    content = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(write_xlsx([["a"]]))) as source,
        zipfile.ZipFile(content, "w") as target,
    ):
        for name in source.namelist():
            target.writestr(name, b"<no xml" if name == part else source.read(name))
    with pytest.raises(TableError) as caught:
        rows(content.getvalue())
    assert caught.value.code == "broken_xlsx"


def test_a_missing_sheet_names_the_first_ten():
    book = openpyxl.Workbook()
    for number in range(2, 13):
        book.create_sheet(f"S{number}")
    stream = io.BytesIO()
    book.save(stream)
    with pytest.raises(TableError) as caught:
        rows(stream.getvalue(), sheet="Prix")
    assert caught.value.details["sheets"] == "Sheet, " + ", ".join(f"S{n}" for n in range(2, 11))


def test_the_size_that_a_workbook_announces_may_lie():
    content = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(write_xlsx([["a", "b"], ["c", "d"], ["e", "f"]]))) as source,
        zipfile.ZipFile(content, "w") as target,
    ):
        for name in source.namelist():
            part = source.read(name)
            if name == "xl/worksheets/sheet1.xml":
                assert b'ref="A1:B3"' in part
                part = part.replace(b'ref="A1:B3"', b'ref="A1:A1"')
            target.writestr(name, part)
    assert rows(content.getvalue()) == [["a", "b"], ["c", "d"], ["e", "f"]]


def test_each_column_has_its_width_and_no_other():
    content = write_xlsx([["a", "b"], ["c", "d"]], width=31)
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert {name: part.width for name, part in sheet.column_dimensions.items()} == {
        "A": 31,
        "B": 31,
    }


def test_a_workbook_keeps_its_types():
    content = write_xlsx(
        [["a", "b", "c", "d", "e"], [], [1.234, -5, datetime(2026, 3, 1, 8), True, None], ["x"]],
        title="Prix [2026]: 1/2",
    )
    read = list(read_xlsx(content))
    assert read == [
        (1, ["a", "b", "c", "d", "e"]),
        (3, [1.234, -5, datetime(2026, 3, 1, 8), True]),
        (4, ["x"]),
    ]
    assert read_number(read[1][1][0]) == Decimal("1.234")
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert sheet.title == "Prix  2026   1 2"
    assert sheet["A1"].font.bold
    assert sheet.freeze_panes == "A2"


def test_a_sheet_is_named():
    book = openpyxl.Workbook()
    book.active.append(["first"])
    book.create_sheet("Second").append(["second"])
    stream = io.BytesIO()
    book.save(stream)
    assert rows(stream.getvalue()) == [["first"]]
    assert rows(stream.getvalue(), sheet="Second") == [["second"]]
    with pytest.raises(TableError) as caught:
        rows(stream.getvalue(), sheet="Third")
    assert caught.value.code == "no_sheet"
    assert caught.value.details == {"sheet": "Third", "sheets": "Sheet, Second"}


def test_a_formula_of_a_workbook_is_not_computed():
    book = openpyxl.Workbook()
    book.active.append(["name", "=1+1"])
    stream = io.BytesIO()
    book.save(stream)
    assert rows(stream.getvalue()) == [["name"]]


def test_a_cell_of_a_workbook_says_what_its_reader_makes_of_it():
    book = openpyxl.Workbook()
    book.active.append(["a", 0.87, None, 5])
    book.active["B1"].number_format = "0%"
    stream = io.BytesIO()
    book.save(stream)

    def read_cell(cell):
        is_share = "%" in (cell.number_format or "")
        return f" {cell.value * 100} %" if is_share else cell.value

    read = read_table(stream.getvalue(), "a.xlsx", read_cell=read_cell)
    assert list(read) == [(1, ["a", "87.0 %", None, 5])]
    assert list(read_table(stream.getvalue())) == [(1, ["a", 0.87, None, 5])]


def test_a_workbook_with_a_document_type_is_refused():
    content = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(write_xlsx([["a"]]))) as source,
        zipfile.ZipFile(content, "w") as target,
    ):
        for name in source.namelist():
            part = source.read(name)
            if name == "xl/workbook.xml":
                part = b'<!DOCTYPE x [<!ENTITY a "b">]>' + part
            target.writestr(name, part)
    with pytest.raises(TableError, match="bomb"):
        rows(content.getvalue())


def test_texts_of_a_workbook_never_become_formulas():
    content = write_xlsx([["name"], *[[text] for text in FORMULAS]])
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    cells = [row[0] for row in sheet.iter_rows(min_row=2)]
    assert all(cell.data_type == "s" for cell in cells if cell.value is not None)
    assert all(cell.quotePrefix for cell in cells)
    assert cells[0].value == "=1+1"  # unchanged: what is read again is what was written


@given(
    st.lists(
        st.lists(
            st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\0"), max_size=8),
            min_size=2, max_size=2,
        ),
        min_size=1, max_size=5,
    ),
    st.sampled_from(";,\t|"),
)  # fmt: skip
def test_what_is_written_as_csv_is_read_again(table, delimiter):
    content = write_csv(table, delimiter=delimiter)
    assert content.startswith(b"\xef\xbb\xbf")
    kept = [[cell.strip() for cell in row] for row in table]
    # an apostrophe that somebody typed before a formula cannot be told from the guard
    expected = [[unguard(cell) for cell in row] for row in kept if any(row)]
    try:
        read = [row for _line, row in read_csv(decode(content), delimiter=delimiter)]
    except TableError as error:  # nothing but blanks in it, or a first cell "sep=x"
        assert error.code in ("empty", "bad_quotes", "unclosed_quote")
        return
    if "sep=" not in decode(content)[:6].lower():
        assert read == expected


def test_a_csv_without_mark():
    assert write_csv([["é", None, 1.5, -2]], mark=False) == "é;;1.5;-2\r\n".encode()


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (12.0, "12"), (12.5, "12.5"), (1e20, "1e+20"), (None, ""), (False, "0"), (True, "1"),
        (date(2026, 3, 1), "2026-03-01"), (datetime(2026, 3, 1), "2026-03-01"),
        (datetime(2026, 3, 1, 8, 30), "2026-03-01 08:30:00"), (time(8, 30), "08:30:00"),
        ("x", "x"), (7, "7"), (Decimal("1.50"), "1.50"), (-3.0, "-3"),
    ],
)  # fmt: skip
def test_cells_as_text(cell, text):
    assert cell_text(cell) == text

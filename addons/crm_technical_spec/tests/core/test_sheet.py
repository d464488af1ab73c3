import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.crm_technical_spec.core.sheet import (
    SheetError,
    read_rows,
    split_header,
    write_csv,
    write_xlsx,
)

cells = st.text(st.characters(min_codepoint=32, max_codepoint=0x24F), max_size=12).map(str.strip)
tables = st.integers(2, 4).flatmap(
    lambda width: st.lists(st.lists(cells, min_size=width, max_size=width), min_size=1, max_size=6)
)


def read(content, filename):
    return [cells for _line, cells in read_rows(content, filename)]


def plain(rows):
    """Return the rows that say something and that no guard has to change."""
    return [
        row for row in rows if any(row) and all(cell[:1] not in ("=", "@", "'") for cell in row)
    ]


@given(tables)
def test_a_csv_is_read_back_as_written(rows):
    rows = [["Reference", "Torque", "IP", "Mass"][: len(rows[0])], *plain(rows)]
    assert read(write_csv(rows), "specs.csv") == rows


def test_an_xlsx_is_read_back_as_written():
    rows = [["Reference", "Couple [N·m]"], ["A-1", "5,5"], ["A-2", "été"]]
    assert read(write_xlsx(rows), "specs.xlsx") == rows


def test_a_formula_leaves_as_text():
    for text in ("=1+1", " =1+1", "\n=1", "@cmd", "+1+1", "-2+3", "\t=1"):
        assert f"'{text}" in write_csv([[text, "b"]]).decode("utf-8-sig"), text


def test_figures_need_no_guard_and_what_was_guarded_is_read_back():
    rows = [["-20 °C", "+60", "-1,5", "= 7 kg", "-20 – -5 °C"]]
    assert b"'-20 \xc2\xb0C" not in write_csv(rows)
    assert read(write_csv(rows), "x.csv") == rows
    assert read(write_xlsx(rows), "x.xlsx") == rows


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_the_separator_is_found_by_itself(delimiter):
    content = delimiter.join(["Reference", "Torque"]).encode()
    assert read(content, "x.csv") == [["Reference", "Torque"]]


def test_a_windows_file_keeps_its_accents():
    assert read("Référence;Débit\n".encode("cp1252"), "x.csv") == [["Référence", "Débit"]]


def test_a_broken_workbook_is_named_as_such():
    with pytest.raises(SheetError):
        read(b"PK broken", "x.xlsx")


COLUMN_TITLE = [
    ("Torque [N·m]", ("Torque", "N·m")), ("Tension (V)", ("Tension", "V")),
    ("IP", ("IP", "")), ("", ("", "")),
]  # fmt: skip


@pytest.mark.parametrize(("title", "parts"), COLUMN_TITLE)
def test_a_column_title_tells_its_unit(title, parts):
    assert split_header(title) == parts

"""Reading and writing specification tables: a CSV or XLSX file, one product a row."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

import openpyxl

from .figures import readings_of

_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_HEADER = re.compile(r"^\s*(?P<label>.*?)\s*[\[(](?P<unit>[^\])]*)[\])]\s*$")
_FORMULA = re.compile(r"^\s*[=@+\-\t\r]")
_FIGURE = re.compile(r"^\s*[+\-]?[\d\s.,']+(?:[eE][+\-]?\d+)?\s*[^\d+\-*/=@!(|^]*$")
_GUARDED = re.compile(r"^'(?=\s*[=@+\-])")


class SheetError(ValueError):
    """The file as a whole cannot be read (``code``: ``empty``, ``unreadable``)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def split_header(text: str | None) -> tuple[str, str]:
    """Return ``(label, unit)`` of a column title: ``Torque [N·m]`` → ``("Torque", "N·m")``."""
    found = _HEADER.match(text or "")
    return (found["label"], found["unit"].strip()) if found else ((text or "").strip(), "")


def read_rows(content: bytes, filename: str | None) -> Iterator[list[str]]:
    """Yield the rows of a file as lists of texts, the titles first.

    :param bytes content: a CSV (comma, semicolon or tab; UTF-8, UTF-16 or Windows-1252) or XLSX
    """
    try:
        if content[:2] == b"PK" or (filename or "").lower().endswith(".xlsx"):
            yield from _read_xlsx(content)
        elif content.startswith(_OLD_EXCEL):
            raise SheetError("unreadable")
        else:
            yield from _read_csv(content)
    except csv.Error as error:
        raise SheetError("unreadable") from error


def _decode(content: bytes) -> str:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16", errors="replace")
    if b"\x00" in content[:64]:  # UTF-16 without its mark
        return content.decode("utf-16-le" if content[1:2] == b"\x00" else "utf-16-be", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _read_csv(content: bytes) -> Iterator[list[str]]:
    text = _decode(content)
    first = text.partition("\n")[0]
    delimiter = max(";\t,", key=first.count)
    for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
        yield [_unguard(cell.strip()) for cell in row]


def _read_xlsx(content: bytes) -> Iterator[list[str]]:
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheet = book.worksheets[0]
    except Exception as error:  # whatever is wrong with a file that somebody sends
        raise SheetError("unreadable") from error
    for row in sheet.iter_rows():
        yield [_cell_text(cell) for cell in row]


def _cell_text(cell: Any) -> str:
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        if "%" in (cell.number_format or ""):  # the cell shows 87 %, the file holds 0.87
            return f"{_figure(Decimal(repr(value)) * 100)} %"
        return _figure(Decimal(repr(value)))
    return _unguard(str(value).strip())


def _figure(value: Decimal) -> str:
    """Write the number of a cell so that it reads one way only: ``1.234`` would read two."""
    if not value.is_finite():
        return str(value)
    text = format(value.normalize(), "f") if abs(value.adjusted()) < 30 else str(value)
    return text + "0" if len(readings_of(text.lstrip("-"))) > 1 else text


def _unguard(text: str) -> str:
    return _GUARDED.sub("", text)


def write_csv(rows: Iterable[Sequence[object]]) -> bytes:
    """Return the rows as a CSV that French spreadsheets open well (semicolons, UTF-8 mark)."""
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=";").writerows([[_safe(cell) for cell in row] for row in rows])
    return stream.getvalue().encode("utf-8-sig")


def write_xlsx(rows: Iterable[Sequence[object]], title: str = "Specifications") -> bytes:
    """Return the rows as an XLSX with a bold, frozen title line."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = title[:31]
    for row in rows:
        sheet.append([_safe(cell) for cell in row])
    for cell in sheet[1] if sheet.max_row else ():
        cell.font = openpyxl.styles.Font(bold=True)
    sheet.freeze_panes = "B2"
    for column in range(1, sheet.max_column + 1):
        letter = openpyxl.utils.get_column_letter(column)
        sheet.column_dimensions[letter].width = 18
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _safe(cell: object) -> object:
    """Keep a text that a spreadsheet would run as a formula from being one; figures stay."""
    if isinstance(cell, str) and _FORMULA.match(cell) and not _is_value(cell):
        return "'" + cell
    return cell


def _is_value(text: str) -> bool:
    """Tell a figure (``-20 °C``, ``+60``) from a sum (``-2+3``) or a name (``+cmd``)."""
    return bool(_FIGURE.match(text))

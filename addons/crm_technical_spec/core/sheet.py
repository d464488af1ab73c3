"""Reading and writing specification tables: a CSV or XLSX file, one product a row."""

import csv
import io
import re

import openpyxl

_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_HEADER = re.compile(r"^\s*(?P<label>.*?)\s*[\[(](?P<unit>[^\])]*)[\])]\s*$")


class SheetError(ValueError):
    """The file as a whole cannot be read (``code``: ``empty``, ``unreadable``)."""

    def __init__(self, code):
        super().__init__(code)
        self.code = code


def split_header(text):
    """Return ``(label, unit)`` of a column title: ``Torque [N·m]`` → ``("Torque", "N·m")``."""
    found = _HEADER.match(text or "")
    return (found["label"], found["unit"].strip()) if found else ((text or "").strip(), "")


def read_rows(content, filename):
    """Yield the rows of a file as lists of texts, the titles first.

    :param bytes content: a CSV (comma, semicolon or tab; UTF-8 or Windows-1252) or XLSX file
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


def _read_csv(content):
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    first = text.partition("\n")[0]
    delimiter = max(";\t,", key=first.count)
    for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
        yield [cell.strip() for cell in row]


def _read_xlsx(content):
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheet = book.worksheets[0]
    except Exception as error:  # whatever is wrong with a file that somebody sends
        raise SheetError("unreadable") from error
    for row in sheet.iter_rows(values_only=True):
        yield [_cell_text(cell) for cell in row]


def _cell_text(cell):
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float):
        return repr(int(cell)) if cell.is_integer() else repr(cell)
    return str(cell).strip()


def write_csv(rows):
    """Return the rows as a CSV that French spreadsheets open well (semicolons, UTF-8 mark)."""
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=";").writerows([[_safe(cell) for cell in row] for row in rows])
    return stream.getvalue().encode("utf-8-sig")


def write_xlsx(rows, title="Specifications"):
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


def _safe(cell):
    """Keep a text that a spreadsheet would run as a formula from being one."""
    if isinstance(cell, str) and cell[:1] in ("=", "@", "\t", "\r"):
        return "'" + cell
    return cell

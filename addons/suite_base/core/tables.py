"""Tables in files: CSV and XLSX in, CSV and XLSX out, one row a list of cells.

A cell read from a CSV is a text; one from a workbook keeps its type, so that a number never passes
through a spelling that could be read two ways (``read_number`` takes both). What is written never
starts a formula in the reader's spreadsheet.
"""

import csv
import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from itertools import islice
from typing import Any

from .text import AmbiguousNumber, NotANumber, read_number

Cell = str | int | float | Decimal | bool | date | datetime | time | None
Row = Sequence[Cell]

MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """How much a file may hold: bytes as sent, bytes unpacked, rows, characters of one cell."""

    max_bytes: int = 60 * MEGABYTE
    max_inflated: int = 150 * MEGABYTE
    max_rows: int = 100_000
    max_cell: int = 32_767


DEFAULT_LIMITS = Limits()


class TableError(ValueError):
    """The file as a whole cannot be read.

    :param code: ``empty``, ``too_big``, ``too_many_rows``, ``cell_too_big``, ``binary``,
        ``encoding``, ``old_excel``, ``broken_xlsx``, ``bomb``, ``no_sheet``, ``bad_quotes``,
        ``unclosed_quote``
    :param line: of the file where reading stopped, when one is known
    """

    def __init__(self, code: str, line: int | None = None, **details: object) -> None:
        super().__init__(f"{code} (line {line})" if line else code)
        self.code = code
        self.line = line
        self.details = details


# -- bytes to text --------------------------------------------------------------------------------

_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)


def decode(content: bytes, declared: str = "") -> str:
    """Text of a file: by its mark, else UTF-8 or UTF-16 when it is valid, else Windows-1252.

    >>> decode("été".encode()), decode("été".encode("cp1252")), decode("\\ufeffété".encode("utf-16-le"))
    ('été', 'été', 'été')

    :param declared: encoding that the sender names; it counts only when the text is not UTF-8
    :raises TableError: ``binary``, or ``encoding`` when the mark lies
    """
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            text = _try(content, encoding)
            if text is None:
                raise TableError("encoding")
            return text.removeprefix("\ufeff")
    if b"\0" in content:
        return _decode_unmarked_utf16(content)
    for encoding in filter(None, ("utf-8", declared)):
        text = _try(content, encoding)
        if text is not None:
            return text
    # The five bytes that Windows-1252 does not use are characters nobody typed.
    return content.decode("cp1252", "replace")


def _try(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None


def _decode_unmarked_utf16(content: bytes) -> str:
    """Western text in UTF-16 has a zero as every second byte."""
    head = content[:2000]
    for offset, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        zeros, others = head[offset::2], head[1 - offset :: 2]
        if zeros.count(0) > 0.7 * len(zeros) and not others.count(0):
            text = _try(content, encoding)
            if text is not None:
                return text
    raise TableError("binary")


# -- delimiters -----------------------------------------------------------------------------------

_DELIMITERS = ";\t|,"  # the comma last: it also stands in French figures
_SEP_LINE = re.compile(r'"?sep=(.)"?\r?\n?', re.IGNORECASE)
_SAMPLE = 20


def find_delimiter(text: str) -> str:
    """The character that parts the cells: the one of a ``sep=`` line, else the one that gives
    every row the same number of cells, else the one most rows have; ``;`` when nothing speaks.

    >>> find_delimiter("a;b\\n1,5;2,5\\n"), find_delimiter("sep=|\\na;b|c"), find_delimiter("a,b")
    (';', '|', ',')
    """
    if found := _SEP_LINE.match(text):
        return found[1]
    best = ";"
    best_score: tuple[int, ...] = ()
    for delimiter in _DELIMITERS:
        counts = [len(row) - 1 for row in _sample(text, delimiter) if any(row)]
        least = min(counts, default=0)
        even = least > 0 and least == max(counts)
        score = (True,) if even else (False, least, sum(counts))
        if score > best_score:
            best, best_score = delimiter, score
    return best


def _sample(text: str, delimiter: str) -> list[list[str]]:
    lines = text[:200_000].splitlines(keepends=True)
    if len(text) > 200_000:
        lines = lines[:-1] or lines  # the cut went through the last one
    rows: list[list[str]] = []
    reader = csv.reader(lines, delimiter=delimiter)
    try:
        rows.extend(islice(reader, _SAMPLE))
    except csv.Error:
        return rows  # a wrong guess may make no table; the reading itself says what is wrong
    return rows


# -- reading --------------------------------------------------------------------------------------

_OLD_EXCEL = b"\xd0\xcf\x11\xe0"


def read_table(
    content: bytes,
    filename: str = "",
    *,
    delimiter: str = "",
    sheet: str = "",
    declared: str = "",
    limits: Limits = DEFAULT_LIMITS,
    read_cell: Callable[[Any], Cell] | None = None,
) -> Iterator[tuple[int, list[Cell]]]:
    """``(line, cells)`` of every row that holds something, whatever the kind of file.

    :param sheet: name of the sheet of a workbook; its first one otherwise
    :param read_cell: what a cell of a workbook (``openpyxl``'s) says, where its value alone does
        not: a percentage is shown a hundred times larger
    :raises TableError: the file cannot be read as a whole
    """
    if len(content) > limits.max_bytes:
        raise TableError("too_big", limit=limits.max_bytes // MEGABYTE)
    if not content.strip(b"\0 \t\r\n"):
        raise TableError("empty")
    if content.startswith(_OLD_EXCEL):
        raise TableError("old_excel")
    if content[:4] == b"PK\x03\x04" or filename.lower().endswith((".xlsx", ".xlsm")):
        yield from read_xlsx(content, sheet=sheet, limits=limits, read_cell=read_cell)
    else:
        yield from read_csv(decode(content, declared), delimiter=delimiter, limits=limits)


def read_csv(
    text: str, *, delimiter: str = "", limits: Limits = DEFAULT_LIMITS
) -> Iterator[tuple[int, list[Cell]]]:
    """``(line, cells)`` of a CSV; cells are texts without outer blanks and without our guard."""
    delimiter = delimiter or find_delimiter(text)
    text = text.removeprefix("\ufeff")
    skipped = 0
    if found := _SEP_LINE.match(text):
        text, skipped = text[found.end() :], 1
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line, count = 1, 0
    while True:
        line = reader.line_num + 1 + skipped
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise _csv_error(error, line) from error
        if not any(cell.strip() for cell in row):
            continue
        count += 1
        if count > limits.max_rows:
            raise TableError("too_many_rows", line, limit=limits.max_rows)
        yield line, [_read_text(cell, line, limits) for cell in row]


def _csv_error(error: csv.Error, line: int) -> TableError:
    message = str(error)
    if "unexpected end" in message:
        return TableError("unclosed_quote", line)
    return TableError("cell_too_big" if "field limit" in message else "bad_quotes", line)


def _read_text(cell: str, line: int, limits: Limits) -> str:
    if len(cell) > limits.max_cell:
        raise TableError("cell_too_big", line)
    return unguard(cell.strip())


def read_xlsx(
    content: bytes,
    *,
    sheet: str = "",
    limits: Limits = DEFAULT_LIMITS,
    read_cell: Callable[[Any], Cell] | None = None,
) -> Iterator[tuple[int, list[Cell]]]:
    """``(line, cells)`` of one sheet; a formula counts for the value that the file keeps of it."""
    # Not at module level: who reads CSV only must not wait for this library.
    from openpyxl import load_workbook

    _check_archive(content, limits)
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    except Exception as error:  # whatever is wrong with a file that somebody sends
        raise TableError("broken_xlsx") from error
    try:
        yield from _read_sheet(book, sheet, limits, read_cell)
    finally:
        book.close()


def _check_archive(content: bytes, limits: Limits) -> None:
    """Sizes before anything is unpacked; no document type, in which every XML bomb begins."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            if sum(member.file_size for member in members) > limits.max_inflated:
                raise TableError("bomb")
            for member in members:
                if member.filename.endswith((".xml", ".rels", ".vml")):
                    with archive.open(member) as stream:
                        _refuse_doctype(stream.read(4096))
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError) as error:
        raise TableError("broken_xlsx") from error


def _refuse_doctype(head: bytes) -> None:
    if b"<!doctype" in head.replace(b"\0", b"").lower():
        raise TableError("bomb")


def _read_sheet(
    book: Any, sheet: str, limits: Limits, read_cell: Callable[[Any], Cell] | None
) -> Iterator[tuple[int, list[Cell]]]:
    if sheet and sheet not in book.sheetnames:
        raise TableError("no_sheet", sheet=sheet, sheets=", ".join(book.sheetnames[:10]))
    worksheet = book[sheet] if sheet else book.worksheets[0]
    if hasattr(worksheet, "reset_dimensions"):
        worksheet.reset_dimensions()  # the size that a file announces may lie
    rows = worksheet.iter_rows(values_only=read_cell is None)
    line, count = 0, 0
    while True:
        line += 1
        try:
            values = next(rows)
        except StopIteration:
            return
        except Exception as error:  # as above
            raise TableError("broken_xlsx", line) from error
        cells = _read_cells(map(read_cell, values) if read_cell else values, line, limits)
        if not cells:
            continue
        count += 1
        if count > limits.max_rows:
            raise TableError("too_many_rows", line, limit=limits.max_rows)
        yield line, cells


def _read_cells(values: Iterable[Any], line: int, limits: Limits) -> list[Cell]:
    cells = [
        _read_text(value, line, limits) if isinstance(value, str) else value for value in values
    ]
    while cells and cells[-1] in (None, ""):
        cells.pop()
    return cells


def cell_text(cell: Cell) -> str:
    """A cell as text: ``12`` not ``12.0``, ISO dates, ``1`` and ``0`` for yes and no.

    >>> cell_text(12.0), cell_text(None), cell_text(True), cell_text(datetime(2026, 3, 1))
    ('12', '', '1', '2026-03-01')
    """
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, datetime):
        midnight = cell.time() == time()
        return cell.date().isoformat() if midnight else cell.isoformat(sep=" ")
    if isinstance(cell, (date, time)):
        return cell.isoformat()
    return str(cell)


def text_rows(rows: Iterable[tuple[int, list[Cell]]]) -> Iterator[list[str]]:
    """The rows of ``read_table`` as texts alone, without their lines."""
    for _line, cells in rows:
        yield [cell_text(cell) for cell in cells]


# -- the formula guard ----------------------------------------------------------------------------

_STARTS = tuple("=+-@\u2212\uff1d\uff0b\uff0d\uff20")
_BLANKS = re.compile(r"^[\s\x00-\x20\u00a0\u00ad\u200b-\u200f\u2060\ufeff]+")


def is_formula(text: str) -> bool:
    """Whether a spreadsheet could take the text for a formula: blanks before it do not help, and
    only a plain figure may begin with a sign.

    >>> is_formula(" =1+1"), is_formula("-2+3"), is_formula("-12,50"), is_formula("A = B")
    (True, True, False, False)
    """
    bare = _BLANKS.sub("", text)
    if not bare.startswith(_STARTS):
        return text[:1] in ("\t", "\r", "\n")
    if text[:1] in ("\t", "\r", "\n"):
        return True
    try:
        read_number(bare)
    except AmbiguousNumber:
        return False
    except NotANumber:
        return True
    return False


def guard(cell: Any) -> Any:
    """The cell, a text that could run as a formula kept from it by an apostrophe before it."""
    return f"'{cell}" if isinstance(cell, str) and is_formula(cell) else cell


def unguard(text: str) -> str:
    """What ``guard`` was given: a file of ours read again holds what was written."""
    return text[1:] if text[:1] == "'" and is_formula(text[1:]) else text


# -- writing --------------------------------------------------------------------------------------


def write_csv(rows: Iterable[Iterable[Any]], *, delimiter: str = ";", mark: bool = True) -> bytes:
    """A CSV that French spreadsheets open well: semicolons, UTF-8 with its mark, guarded."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=delimiter)
    writer.writerows([["" if cell is None else guard(cell) for cell in row] for row in rows])
    return stream.getvalue().encode("utf-8-sig" if mark else "utf-8")


_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_SHEET_CHARACTERS = re.compile(r"[\[\]:*?/\\]")


def write_xlsx(
    rows: Iterable[Iterable[Any]], *, title: str = "", freeze: str = "A2", width: int = 18
) -> bytes:
    """A workbook of one sheet, its first row bold and always in sight.

    Every text is stored as a text, and marked as one (so that it also stays one when somebody
    edits the cell): it reads back as it was, where an apostrophe would change it.
    """
    from openpyxl import Workbook
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    sheet = book.active
    sheet.title = _SHEET_CHARACTERS.sub(" ", title).strip("' ")[:31] or "Sheet1"
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(row, start=1):
            _write_cell(sheet.cell(number, column), value)
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    sheet.freeze_panes = freeze
    for column in range(1, sheet.max_column + 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _write_cell(cell: Any, value: Any) -> None:
    if not isinstance(value, str):
        cell.value = value
        return
    cell.value = _CONTROL.sub("", value)[:32_767]
    if is_formula(value):
        cell.data_type = "s"
        cell.quotePrefix = True

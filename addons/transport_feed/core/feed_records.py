"""Records of a stock file that is a table: CSV or XLSX, one flat ``dict`` of texts per car.

Every reader is a generator of ``(line, record)``; a record that cannot be read is a ``RowIssue``
appended to ``issues`` and skipped; a file that cannot be trusted to be whole raises ``FeedError``
(a truncated file must never look like a stock from which cars have disappeared).
"""

import io
import re
from collections.abc import Iterable, Iterator
from typing import Any

from .feed_bytes import DEFAULT_LIMITS, Limits, open_zip, read_member
from .feed_errors import FeedError, RowIssue
from .feed_trees import cell_text, refuse_doctype

MAX_QUOTED_LINES = 30
_DELIMITERS = ";,\t|"
Record = dict[str, str]
Issues = list[RowIssue]
Rows = Iterable[tuple[int, list[str]]]


# --- CSV ----------------------------------------------------------------------------------------


def guess_delimiter(text: str, quote: str = '"') -> str:
    """The delimiter that splits the first lines most evenly; ``;`` when nothing speaks."""
    lines = [line for line in text.splitlines()[:10] if line.strip()]
    best, best_score = ";", 0
    for delimiter in _DELIMITERS:
        counts = [_count_outside_quotes(line, delimiter, quote) for line in lines]
        score = min(counts, default=0) * 1000 + sum(counts)
        if score > best_score:
            best, best_score = delimiter, score
    return best


def _count_outside_quotes(line: str, delimiter: str, quote: str) -> int:
    return sum(part.count(delimiter) for part in line.split(quote)[::2])


def split_line(line: str, delimiter: str, quote: str) -> list[str]:
    """Cells of one logical line; a doubled quote inside quotes is one quote."""
    if quote not in line:
        return line.split(delimiter)
    cells: list[str] = []
    position = 0
    while True:
        cell = ""
        if line[position : position + 1] == quote:
            cell, position = _quoted_cell(line, position + 1, quote)
        end = line.find(delimiter, position)
        if end == -1:
            return [*cells, cell + line[position:]]
        cells.append(cell + line[position:end])
        position = end + 1


def _quoted_cell(line: str, position: int, quote: str) -> tuple[str, int]:
    parts: list[str] = []
    while True:
        end = line.find(quote, position)
        if end == -1:
            return "".join([*parts, line[position:]]), len(line)
        parts.append(line[position:end])
        if line[end + 1 : end + 2] != quote:
            return "".join(parts), end + 1
        parts.append(quote)
        position = end + 2


def _logical_lines(text: str, quote: str, issues: Issues) -> Iterator[tuple[int, str]]:
    """``(line, text)`` with quoted line breaks joined; an unclosed quote costs its line only."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    index = 0
    while index < len(lines):
        line = lines[index]
        start = index
        if line.count(quote) % 2:
            joined = _join_quoted(lines, index, quote)
            if joined is None:
                issues.append(RowIssue("unclosed_quote", line=start + 1))
                index += 1
                continue
            line, index = joined
        index += 1
        if line.strip():
            yield start + 1, line


def _join_quoted(lines: list[str], index: int, quote: str) -> tuple[str, int] | None:
    line = lines[index]
    for following in range(index + 1, min(index + MAX_QUOTED_LINES, len(lines))):
        line += "\n" + lines[following]
        if lines[following].count(quote) % 2:
            return line, following
    return None


_SEPARATOR_LINE = re.compile(r"^sep=(.)$", re.IGNORECASE)
HEAD_LINES = 10


def read_csv(
    text: str,
    issues: Issues,
    *,
    delimiter: str | None = None,
    quote: str = '"',
    header: bool = True,
    limits: Limits = DEFAULT_LIMITS,
) -> Iterator[tuple[int, Record]]:
    """Records of a CSV text; without header the columns are called ``1``, ``2`` …"""
    quote = quote or '"'
    first, _newline, rest = text.lstrip("\ufeff").partition("\n")
    if found := _SEPARATOR_LINE.match(first.strip()):
        delimiter, text = found.group(1), "\n" + rest  # Excel's own line; numbers of lines stay
    delimiter = delimiter or guess_delimiter(text, quote)
    lines = (
        (line, split_line(content, delimiter, quote))
        for line, content in _logical_lines(text, quote, issues)
    )
    whole = text.endswith(("\n", "\r"))
    yield from _table_rows(lines, issues, header, limits, whole)


def _table_rows(
    lines: Rows, issues: Issues, header: bool, limits: Limits, whole: bool = True
) -> Iterator[tuple[int, Record]]:
    """Records of the lines of a table: the head is found, trailing empty cells may be missing.

    :param whole: whether the file ends with its last line; one that does not may be cut in it
    """
    names: list[str] | None = None
    short: list[int] = []
    count = 0
    lines = _skip_titles(lines, issues) if header else lines
    for (line, cells), following in _with_next(lines):
        if names is None and header:
            names = _column_names(cells)
            continue
        names = names or [str(position) for position in range(1, len(cells) + 1)]
        count += 1
        if count > limits.max_rows:
            raise FeedError("too_many_rows", line=line, limit=limits.max_rows)
        if len(cells) > len(names) and not any(cell.strip() for cell in cells[len(names) :]):
            cells = cells[: len(names)]
        cut = following is None and not whole and not short
        if len(cells) > len(names) or (len(cells) < len(names) and (cut or len(cells) < 2)):
            issues.append(RowIssue("columns", line=line, found=len(cells), expected=len(names)))
            continue
        if len(cells) < len(names):
            short.append(line)
            cells = cells + [""] * (len(names) - len(cells))
        yield line, dict(zip(names, cells, strict=True))
    if short:
        issues.append(RowIssue("short_rows", line=short[0], level="warning", count=len(short)))


def _with_next(items: Rows) -> Iterator[tuple[tuple[int, list[str]], tuple[int, list[str]] | None]]:
    """Pairs of an item and the one after it, None after the last."""
    iterator = iter(items)
    previous = next(iterator, None)
    for item in iterator:
        if previous is not None:
            yield previous, item
        previous = item
    if previous is not None:
        yield previous, None


def _skip_titles(lines: Rows, issues: Issues) -> Iterator[tuple[int, list[str]]]:
    """A title above the table has one cell where the table has many."""
    iterator = iter(lines)
    first = [line for _number, line in zip(range(HEAD_LINES), iterator, strict=False)]
    widths = [sum(bool(cell.strip()) for cell in cells) for _line, cells in first]
    start = 0
    if widths and widths[0] < 2 <= max(widths):
        start = next(number for number, width in enumerate(widths) if width > 1)
        issues.append(RowIssue("head_found", line=first[start][0], level="repaired"))
    yield from first[start:]
    yield from iterator


def _column_names(cells: list[str]) -> list[str]:
    names = []
    seen: dict[str, int] = {}
    for position, cell in enumerate(cells, 1):
        name = cell.strip().strip("\ufeff") or str(position)
        seen[name] = seen.get(name, 0) + 1
        names.append(name if seen[name] == 1 else f"{name}#{seen[name]}")
    if len(names) == 1 and len(cells[0]) > 200:
        raise FeedError("not_a_table", line=1)
    return names


# --- XLSX ---------------------------------------------------------------------------------------


def read_xlsx(
    raw: bytes,
    issues: Issues,
    *,
    sheet: str | None = None,
    header: bool = True,
    limits: Limits = DEFAULT_LIMITS,
) -> Iterator[tuple[int, Record]]:
    """Records of the first (or the named) sheet; formulas give their last computed value."""
    # Not at module level: the other formats must not wait for this library.
    from openpyxl import load_workbook

    _check_workbook(raw, limits)
    try:
        workbook = load_workbook(io.BytesIO(raw), read_only=True, data_only=True, keep_links=False)
    except Exception as error:
        raise FeedError("broken_xlsx", reason=type(error).__name__) from error
    try:
        yield from _read_sheet(workbook, issues, sheet, header, limits)
    finally:
        workbook.close()


def _read_sheet(
    workbook: Any, issues: Issues, sheet: str | None, header: bool, limits: Limits
) -> Iterator[tuple[int, Record]]:
    if sheet and sheet not in workbook.sheetnames:
        raise FeedError("no_sheet", sheet=sheet, sheets=", ".join(workbook.sheetnames[:10]))
    worksheet = workbook[sheet] if sheet else workbook.worksheets[0]
    worksheet.reset_dimensions()
    yield from _table_rows(_sheet_texts(worksheet), issues, header, limits)


def _sheet_texts(worksheet: Any) -> Iterator[tuple[int, list[str]]]:
    """Lines of a sheet that hold something, as texts; what is missing at their end is empty."""
    width = 0
    for line, cells in _sheet_rows(worksheet):
        texts = [cell_text(cell) for cell in cells[:1000]]
        while texts and not texts[-1]:
            texts.pop()
        if not texts:
            continue
        width = max(width, len(texts)) if len(texts) > 1 else width
        yield line, texts + [""] * (width - len(texts))


def _sheet_rows(worksheet: Any) -> Iterator[tuple[int, Any]]:
    rows = worksheet.iter_rows(values_only=True)
    line = 0
    while True:
        line += 1
        try:
            yield line, next(rows)
        except StopIteration:
            return
        except Exception as error:
            raise FeedError("broken_xlsx", line=line, reason=type(error).__name__) from error


def _check_workbook(raw: bytes, limits: Limits) -> None:
    """Sizes of every part, and no DOCTYPE in any: before a library opens the workbook."""
    total = 0
    with open_zip(raw) as archive:
        for member in archive.infolist():
            if member.flag_bits & 0x1:
                raise FeedError("encrypted")
            content = read_member(archive, member, limits, max(member.compress_size, 1))
            total += len(content)
            if total > limits.max_inflated:
                raise FeedError("bomb")
            if member.filename.endswith((".xml", ".rels", ".vml")):
                refuse_doctype(_prolog(content))


def _prolog(content: bytes) -> str:
    head = content[:65536]
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return head.decode("utf-16", "replace")
    return head.decode("utf-8", "replace")

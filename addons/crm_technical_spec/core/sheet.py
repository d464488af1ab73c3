"""Specification tables in files: one product a row. The files themselves are read by suite_base."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from odoo.addons.suite_base.core.tables import Limits, cell_text, is_formula, read_table
from odoo.addons.suite_base.core.tables import TableError as SheetError
from odoo.addons.suite_base.core.tables import write_xlsx as write_workbook

from .figures import readings_of

LIMITS = Limits(max_rows=1_000_000)
"""A catalogue may be long: it is read row by row."""
_HEADER = re.compile(r"^\s*(?P<label>.*?)\s*[\[(](?P<unit>[^\])]*)[\])]\s*$")
_FIGURE = re.compile(r"^[+\-−]?[\d\s.,']+(?:[eE][+\-]?\d+)?\s*[^\d+\-*/=@!(|^]*$")


def split_header(text: str | None) -> tuple[str, str]:
    """Return ``(label, unit)`` of a column title: ``Torque [N·m]`` → ``("Torque", "N·m")``."""
    found = _HEADER.match(text or "")
    return (found["label"], found["unit"].strip()) if found else ((text or "").strip(), "")


def read_rows(content: bytes, filename: str | None) -> Iterator[tuple[int, list[str]]]:
    """Yield ``(line, texts)`` of the rows of a file that hold something, the titles first.

    :param bytes content: a CSV (whatever its separator; UTF-8, UTF-16 or Windows-1252) or XLSX
    """
    rows = read_table(content, filename or "", limits=LIMITS, read_cell=_read_cell)
    for line, cells in rows:
        yield line, [cell_text(cell) for cell in cells]


def _read_cell(cell: Any) -> str | None:
    """Return what a cell of a workbook shows, written so that it reads one way."""
    value = cell.value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        if "%" in (cell.number_format or ""):  # the cell shows 87 %, the file holds 0.87
            return f"{_figure(Decimal(repr(value)) * 100)} %"
        return _figure(Decimal(repr(value)))
    return None if value is None else str(value)


def _figure(value: Decimal) -> str:
    """Write the number of a cell so that it reads one way only: ``1.234`` would read two."""
    if not value.is_finite():
        return str(value)
    text = format(value.normalize(), "f") if abs(value.adjusted()) < 30 else str(value)
    return text + "0" if len(readings_of(text.lstrip("-"))) > 1 else text


def write_csv(rows: Iterable[Sequence[object]]) -> bytes:
    """Return the rows as a CSV that French spreadsheets open well (semicolons, UTF-8 mark)."""
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=";").writerows([[_safe(cell) for cell in row] for row in rows])
    return stream.getvalue().encode("utf-8-sig")


def write_xlsx(rows: Iterable[Sequence[object]], title: str = "Specifications") -> bytes:
    """Return the rows as an XLSX whose titles and first column stay in sight."""
    return write_workbook(rows, title=title, freeze="B2")


def _safe(cell: object) -> object:
    """Keep a text that a spreadsheet would run as a formula from being one; figures stay.

    With its unit a figure is none to the house's guard: ``-20 °C`` would be ``'-20 °C`` in every row.
    """
    if isinstance(cell, str) and is_formula(cell) and not _FIGURE.match(cell):
        return "'" + cell
    return cell


__all__ = ["SheetError", "read_rows", "split_header", "write_csv", "write_xlsx"]

"""Accounting export in the columns of the French FEC (art. A47 A-1 LPF), one line per entry.

Pure text: the caller gives dictionaries, this module gives the file.
"""

import csv
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from io import StringIO
from typing import Any

COLUMNS = (
    "JournalCode",
    "JournalLib",
    "EcritureNum",
    "EcritureDate",
    "CompteNum",
    "CompteLib",
    "CompAuxNum",
    "CompAuxLib",
    "PieceRef",
    "PieceDate",
    "EcritureLib",
    "Debit",
    "Credit",
    "EcritureLet",
    "DateLet",
    "ValidDate",
    "Montantdevise",
    "Idevise",
)


def amount(value: float) -> str:
    """1234.5 → "1234,50" (decimal comma, as A47 A-1 asks)."""
    return f"{value:.2f}".replace(".", ",")


def day(value: date | None) -> str:
    """date → "YYYYMMDD" ("" when there is none)."""
    return value.strftime("%Y%m%d") if value else ""


def clean(value: object) -> str:
    """One line of text, no separators that would break the file, no formula for spreadsheets."""
    text = " ".join(str(value or "").replace(";", ",").split())
    return f"'{text}" if text[:1] in ("=", "+", "-", "@") else text


def render(entries: Iterable[Mapping[str, Any]]) -> str:
    """CSV text (semicolon, CRLF) of entries given as dictionaries of COLUMNS.

    Debit and Credit are numbers, dates are dates, the rest is text.
    """
    stream = StringIO()
    writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for entry in entries:
        writer.writerow([_cell(column, entry.get(column)) for column in COLUMNS])
    return stream.getvalue()


def _cell(column: str, value: Any) -> str:
    if column in ("Debit", "Credit"):
        return amount(value or 0.0)
    if column == "Montantdevise":
        return amount(value) if value else ""
    if column.endswith("Date") or column == "DateLet":
        return day(value)
    return clean(value)


def parse(text: str) -> list[dict[str, Any]]:
    """The entries of a file that :func:`render` wrote; figures and dates as it takes them.

    >>> parse(render([{"EcritureNum": "BNK1", "Debit": 12.5}]))[0]["Debit"]
    12.5
    """
    rows = csv.DictReader(StringIO(text), delimiter=";")
    return [{column: _value(column, row[column]) for column in COLUMNS} for row in rows]


def _value(column: str, cell: str) -> Any:
    if column in ("Debit", "Credit"):
        return float(cell.replace(",", "."))
    if column == "Montantdevise":
        return float(cell.replace(",", ".")) if cell else 0.0
    if column.endswith("Date") or column == "DateLet":
        return datetime.strptime(cell, "%Y%m%d").date() if cell else None
    return cell

"""Accounting export in the columns of the French FEC (art. A47 A-1 LPF), one line per entry.

Pure text: the caller gives dictionaries, this module gives the file.
"""

import csv
from io import StringIO

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


def amount(value):
    """1234.5 → "1234,50" (decimal comma, as A47 A-1 asks)."""
    return f"{value:.2f}".replace(".", ",")


def day(value):
    """date → "YYYYMMDD" ("" when there is none)."""
    return value.strftime("%Y%m%d") if value else ""


def clean(value):
    """One line of text, no separators that would break the file, no formula for spreadsheets."""
    text = " ".join(str(value or "").replace(";", ",").split())
    return f"'{text}" if text[:1] in ("=", "+", "-", "@") else text


def render(entries):
    """CSV text (semicolon, CRLF) of entries given as dictionaries of COLUMNS.

    Debit and Credit are numbers, dates are dates, the rest is text.
    """
    stream = StringIO()
    writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for entry in entries:
        writer.writerow([_cell(column, entry.get(column)) for column in COLUMNS])
    return stream.getvalue()


def _cell(column, value):
    if column in ("Debit", "Credit"):
        return amount(value or 0.0)
    if column == "Montantdevise":
        return amount(value) if value else ""
    if column.endswith("Date") or column == "DateLet":
        return day(value)
    return clean(value)

"""The distributor's own figures beside ours (B29): reading its file, finding the differences.

A file comes as a spreadsheet leaves it: a title above the header, totals below, empty cells for
none, codes wrapped so that they stay text, or lost because they did not.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from odoo.addons.suite_base.core.tables import Cell, TableError, cell_text, read_table
from odoo.addons.suite_base.core.text import find_decimal_mark, fold_words, read_number

from .codes import is_ean13, is_mistyped_isbn, normalise_code

Figures = dict[str, dict[str, float]]
Rejected = list[tuple[int, str]]
Line = tuple[int, list[Cell]]

FIGURES = ("sold", "current")
WORKBOOK = b"PK\x03\x04"

HEADER_LINES = 15
# Words that make a column what it is, and words that make it something else.
WORDS = {
    "isbn": {"isbn", "isbn13", "ean", "ean13", "gencod", "gtin", "code", "reference", "ref"},
    "sold": {"sold", "sales", "vendu", "vendus", "vendue", "vendues", "vente", "ventes"},
    "current": {"current", "stock", "reste", "restant", "restants", "depot", "quantite", "qte"},
    "title": {"title", "titre", "designation", "libelle", "ouvrage"},
}
OTHER_WORDS = {
    "initial",
    "debut",
    "precedent",
    "prix",
    "price",
    "montant",
    "valeur",
    "date",
    "remise",
    "ca",
    "ht",
    "ttc",
    "net",
    "brut",
    "taux",
    "retour",
    "retours",
    "recu",
    "recus",
    "commande",
    "client",
    "fournisseur",
    "editeur",
    "auteur",
    "postal",
    "postale",
    "vat",
    "tva",
}
_TOTAL = re.compile(r"(sous )?(total|totaux)( general| generaux| ht| ttc)?")
_SCIENTIFIC = re.compile(r"\d(?:[.,]\d+)?E\+?\d+", re.IGNORECASE)


class ComparisonError(ValueError):
    """``code``: "empty", "no_isbn", "no_figure", "unreadable" or "lost_code"."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass
class Reading:
    """What a file says: figures by code and by title, lines and columns that were not read."""

    figures: Figures = field(default_factory=dict)
    by_title: Figures = field(default_factory=dict)
    rejected: Rejected = field(default_factory=list)
    columns: list[str] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)


def read_file(content: bytes, filename: str = "") -> Reading:
    """Read the distributor's file, CSV or workbook.

    :raises ComparisonError: when the file as a whole cannot be understood
    """
    rows, start, columns = _find_header(content, filename)
    headers = rows[start][1]
    known = set(columns.values())
    reading = Reading(
        columns=sorted(name for name in columns if name in FIGURES),
        ignored=[
            cell_text(header)
            for position, header in enumerate(headers)
            if cell_text(header) and position not in known
        ],
    )
    lines = rows[start + 1 :]
    marks = {name: _find_mark(lines, columns[name]) for name in reading.columns}
    for number, row in lines:
        if _is_total(row):
            continue
        try:
            _take_row(reading, row, columns, marks)
        except ComparisonError:
            raise
        except ValueError:
            reading.rejected.append((number, " ".join(map(cell_text, row))))
    return reading


def _find_header(content: bytes, filename: str) -> tuple[list[Line], int, dict[str, int]]:
    best: tuple[list[Line], int, dict[str, int]] = ([], 0, {})
    for rows in _read_tables(content, filename):
        for position, (_line, row) in enumerate(rows[:HEADER_LINES]):
            columns = _columns([cell_text(cell) for cell in row])
            if len(columns) > len(best[2]) or not best[0]:
                best = rows, position, columns
    rows, start, columns = best
    if len(rows) < 2 or (columns and start + 1 == len(rows)):
        raise ComparisonError("empty")
    if "isbn" not in columns:
        raise ComparisonError("no_isbn")
    if not set(FIGURES) & set(columns):
        raise ComparisonError("no_figure")
    return best


def _read_tables(content: bytes, filename: str) -> list[list[Line]]:
    """The file as each delimiter cuts it: commas also stand in French figures and in titles."""
    tables, refused = [], None
    for delimiter in ("",) if content.startswith(WORKBOOK) else (";", "\t", ","):
        try:
            tables.append(list(read_table(content, filename, delimiter=delimiter)))
        except TableError as error:
            refused = error
    if refused and not tables:
        raise ComparisonError("empty" if refused.code == "empty" else "unreadable") from refused
    return tables


def _find_mark(lines: Sequence[Line], position: int) -> str | None:
    return find_decimal_mark(
        cell
        for _line, row in lines
        for cell in row[position : position + 1]
        if isinstance(cell, str)
    )


def _columns(headers: Sequence[str]) -> dict[str, int]:
    """Which column is which: the whole header first, one of its words otherwise."""
    columns: dict[str, int] = {}
    split = [fold_words(header).split() for header in headers]
    for name, words in WORDS.items():
        exact = [
            position
            for position, found in enumerate(split)
            if len(found) == 1 and found[0] in words
        ]
        meant = [
            position
            for position, found in enumerate(split)
            if words & set(found) and not OTHER_WORDS & set(found) and len(found) <= 4
        ]
        free = [position for position in [*exact, *meant] if position not in columns.values()]
        if free:
            columns[name] = free[0]
    return columns


def _is_total(row: Sequence[Cell]) -> bool:
    first = next((cell_text(cell) for cell in row if cell_text(cell)), "")
    return bool(_TOTAL.fullmatch(fold_words(first)))


def _take_row(
    reading: Reading,
    row: Sequence[Cell],
    columns: Mapping[str, int],
    marks: Mapping[str, str | None],
) -> None:
    cells = {
        name: row[position] if position < len(row) else "" for name, position in columns.items()
    }
    written = [name for name in marks if cell_text(cells[name])]
    code = _read_code(cell_text(cells["isbn"]))
    values = dict.fromkeys(marks, 0.0) | {
        name: float(read_number(cells[name], decimal_mark=marks[name])) for name in written
    }
    if code and not is_ean13(code) and not written:
        raise ValueError(row)
    title = fold_words(cell_text(cells.get("title", "")))
    if code:
        _add(reading.figures, code, values)
    elif title:
        _add(reading.by_title, title, values)
    else:
        raise ValueError(row)


def _add(figures: Figures, key: str, values: Mapping[str, float]) -> None:
    known = figures.setdefault(key, dict.fromkeys(values, 0.0))
    for name, value in values.items():
        known[name] += value


def _read_code(text: str) -> str:
    """``="9782…"`` and ``'9782…`` are text; ``9,78E+12`` lost its last digits.

    :raises ComparisonError: when the spreadsheet lost the code
    """
    text = text.strip().lstrip("='").strip().strip("\"'").strip()
    if _SCIENTIFIC.fullmatch(text):
        raise ComparisonError("lost_code")
    code = normalise_code(re.sub(r"[.,]0+$", "", text))
    if is_mistyped_isbn(code):
        if code.endswith("00000"):
            raise ComparisonError("lost_code")
        raise ValueError(text)
    return code

"""The distributor's own figures beside ours (B29): reading its file, finding the differences.

A file comes as a spreadsheet leaves it: a title above the header, totals below, empty cells for
none, codes wrapped so that they stay text, or lost because they did not.
"""

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from .codes import is_ean13, is_mistyped_isbn, normalise_code, parse_decimal, search_key

Figures = dict[str, dict[str, float]]
Rejected = list[tuple[int, str]]

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
    """``code``: "empty", "no_isbn", "no_figure", "workbook" or "lost_code"."""

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


def read_file(content: bytes) -> Reading:
    """Read the distributor's CSV (comma, semicolon or tab; UTF-8, UTF-16 or Windows-1252).

    :raises ComparisonError: when the file as a whole cannot be understood
    """
    rows, start, columns = _find_header(content)
    headers = rows[start]
    known = set(columns.values())
    reading = Reading(
        columns=sorted(name for name in columns if name in ("sold", "current")),
        ignored=[
            header.strip()
            for position, header in enumerate(headers)
            if header.strip() and position not in known
        ],
    )
    for number, row in enumerate(rows[start + 1 :], start=start + 2):
        if not any(cell.strip() for cell in row) or _is_total(row):
            continue
        try:
            _take_row(reading, row, columns)
        except ComparisonError:
            raise
        except ValueError:
            reading.rejected.append((number, " ".join(row)))
    return reading


def read_figures(content: bytes) -> tuple[Figures, Rejected]:
    """The figures by code only, and the lines that could not be read."""
    reading = read_file(content)
    return reading.figures, reading.rejected


def _find_header(content: bytes) -> tuple[list[list[str]], int, dict[str, int]]:
    if content[:2] == b"PK":
        raise ComparisonError("workbook")
    text = _decode(content)
    best: tuple[list[list[str]], int, dict[str, int]] = ([], 0, {})
    for delimiter in (";", "\t", ","):
        rows = list(csv.reader(io.StringIO(text), delimiter=delimiter))
        for position, row in enumerate(rows[:HEADER_LINES]):
            columns = _columns(row)
            if len(columns) > len(best[2]):
                best = rows, position, columns
    rows, start, columns = best
    if not any(any(cell.strip() for cell in row) for row in rows[start + 1 :]) and columns:
        raise ComparisonError("empty")
    if not columns and len([line for line in text.splitlines() if line.strip()]) < 2:
        raise ComparisonError("empty")
    if "isbn" not in columns:
        raise ComparisonError("no_isbn")
    if "sold" not in columns and "current" not in columns:
        raise ComparisonError("no_figure")
    return best


def _decode(content: bytes) -> str:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _columns(headers: Sequence[str]) -> dict[str, int]:
    """Which column is which: the whole header first, one of its words otherwise."""
    columns: dict[str, int] = {}
    split = [search_key(header).split() for header in headers]
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


def _is_total(row: Sequence[str]) -> bool:
    first = next((cell for cell in row if cell.strip()), "")
    return bool(_TOTAL.fullmatch(search_key(first)))


def _take_row(reading: Reading, row: Sequence[str], columns: Mapping[str, int]) -> None:
    def cell(name: str) -> str:
        position = columns.get(name, -1)
        return row[position].strip() if 0 <= position < len(row) else ""

    code = _read_code(cell("isbn"))
    values = {
        name: float(parse_decimal(cell(name))) if cell(name) else 0.0
        for name in ("sold", "current")
        if name in columns
    }
    if code and not is_ean13(code) and not any(cell(name) for name in values):
        raise ValueError(row)
    if code:
        _add(reading.figures, code, values)
    elif search_key(cell("title")):
        _add(reading.by_title, search_key(cell("title")), values)
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


def differences(
    ours: Mapping[str, Mapping[str, float]], theirs: Mapping[str, Mapping[str, float]]
) -> list[tuple[str, str, float, float]]:
    """Where the two disagree.

    :param ours: ``{code: {"sold": …, "current": …}}``
    :param theirs: the same, possibly with fewer columns
    :returns: ``[(code, name, our value, their value)]`` sorted by code
    """
    found = []
    for code in sorted(set(ours) | set(theirs)):
        their = theirs.get(code)
        names = their or next(iter(theirs.values()), {})
        for name in sorted(names):
            our_value = ours.get(code, {}).get(name, 0.0)
            their_value = (their or {}).get(name, 0.0)
            if abs(our_value - their_value) > 1e-6:
                found.append((code, name, our_value, their_value))
    return found

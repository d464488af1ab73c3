"""The distributor's own figures beside ours (B29): reading its file, finding the differences."""

import csv
import io

from .codes import normalise_code, parse_decimal, search_key

HEADERS = {
    "isbn": {"isbn", "ean", "ean13", "code", "code barre", "gencod", "reference", "ref"},
    "sold": {"sold", "vendu", "vendus", "ventes", "vente", "quantite vendue"},
    "current": {"current", "stock", "reste", "en depot", "stock actuel", "stock final", "quantite"},
}


class ComparisonError(ValueError):
    """``code``: "empty", "no_isbn" or "no_figure"."""

    def __init__(self, code):
        super().__init__(code)
        self.code = code


def read_figures(content):
    """Read the distributor's CSV (comma, semicolon or tab; UTF-8 or Latin-1).

    :param bytes content:
    :returns: ``(figures, rejected)``: ``{code: {"sold": float, "current": float}}`` with the
        columns found, and ``[(line number, text)]`` of the lines that could not be read
    :raises ComparisonError: when the file as a whole cannot be understood
    """
    rows = [row for row in csv.reader(io.StringIO(_decode(content)), _Dialect(content)) if any(row)]
    if len(rows) < 2:
        raise ComparisonError("empty")
    columns = _columns(rows[0])
    figures, rejected = {}, []
    for number, row in enumerate(rows[1:], start=2):
        try:
            code, values = _read_row(row, columns)
        except (ValueError, IndexError):
            rejected.append((number, " ".join(row)))
            continue
        known = figures.setdefault(code, dict.fromkeys(values, 0.0))
        for name, value in values.items():
            known[name] += value
    return figures, rejected


def _decode(content):
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("latin-1")


class _Dialect(csv.excel):
    def __init__(self, content):
        first_line = content.split(b"\n", 1)[0]
        self.delimiter = max((";", "\t", ","), key=lambda char: first_line.count(char.encode()))
        super().__init__()


def _columns(headers):
    columns = {}
    for position, header in enumerate(headers):
        key = search_key(header)
        for name, words in HEADERS.items():
            if key in words and name not in columns:
                columns[name] = position
    if "isbn" not in columns:
        raise ComparisonError("no_isbn")
    if len(columns) == 1:
        raise ComparisonError("no_figure")
    return columns


def _read_row(row, columns):
    code = normalise_code(row[columns["isbn"]])
    if not code:
        raise ValueError(row)
    values = {
        name: float(parse_decimal(row[position]))
        for name, position in columns.items()
        if name != "isbn"
    }
    return code, values


def differences(ours, theirs):
    """Where the two disagree.

    :param dict ours: ``{code: {"sold": …, "current": …}}``
    :param dict theirs: the same, possibly with fewer columns
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

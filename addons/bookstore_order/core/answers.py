"""The distributor's answers to an order, line by line, from a file."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from odoo.addons.suite_base.core.text import fold_words

# Words that name a column, without accents and in small letters.
COLUMNS = {
    "isbn": {"isbn", "isbn13", "ean", "ean13", "gencod", "code", "article"},
    "answer": {"answer", "reponse", "statut", "status", "etat", "observation"},
    "date": {"date", "disponible", "disponibilite", "parution"},
    "replaced": {"replaced", "replacement", "remplace", "remplacement", "nouvel", "nouveau"},
}


@dataclass(frozen=True)
class Answer:
    """One line of the file."""

    line: int
    isbn: str
    answer: str
    date: str = ""
    replaced: str = ""


@dataclass
class Answers:
    """What a file says."""

    answers: list[Answer] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)


def read_answers(rows: Iterable[Sequence[str]]) -> Answers:
    """The answers below the first line that names an ISBN and an answer.

    :return: ``missing`` names the columns that no line has
    """
    columns: dict[str, int] = {}
    found = Answers()
    for number, row in enumerate(rows, start=1):
        if not {"isbn", "answer"} <= set(columns):
            columns = _find_columns(row)
            continue
        cells = {
            name: row[position].strip() if position < len(row) else ""
            for name, position in columns.items()
        }
        if cells["isbn"]:
            found.answers.append(Answer(line=number, **cells))
    found.missing = [name for name in ("isbn", "answer") if name not in columns]
    return found


def _find_columns(row: Sequence[str]) -> dict[str, int]:
    columns: dict[str, int] = {}
    for position, header in enumerate(row):
        words = set(fold_words(header).split())
        for name in ("replaced", "isbn", "answer", "date"):
            if words & COLUMNS[name] and name not in columns:
                columns[name] = position
                break
    return columns

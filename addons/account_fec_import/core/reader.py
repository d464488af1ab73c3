"""Reads a fichier des écritures comptables (LPF art. A47 A-1): any order of columns, both forms
of amounts, the encodings and separators that are met."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from .amounts import read_amount, read_day, read_side
from .problems import FecError, Problem, error

COMMON = (
    "journalcode", "journallib", "ecriturenum", "ecrituredate", "comptenum", "comptelib",
    "compauxnum", "compauxlib", "pieceref", "piecedate", "ecriturelib", "ecriturelet",
    "datelet", "validdate", "montantdevise", "idevise",
)  # fmt: skip
TITLES = {
    "journalcode": "JournalCode", "journallib": "JournalLib", "ecriturenum": "EcritureNum",
    "ecrituredate": "EcritureDate", "comptenum": "CompteNum", "comptelib": "CompteLib",
    "compauxnum": "CompAuxNum", "compauxlib": "CompAuxLib", "pieceref": "PieceRef",
    "piecedate": "PieceDate", "ecriturelib": "EcritureLib", "debit": "Debit", "credit": "Credit",
    "montant": "Montant", "sens": "Sens", "ecriturelet": "EcritureLet", "datelet": "DateLet",
    "validdate": "ValidDate", "montantdevise": "Montantdevise", "idevise": "Idevise",
}  # fmt: skip
TWO_AMOUNTS, AMOUNT_AND_SIDE = ("debit", "credit"), ("montant", "sens")
SEPARATORS = ("\t", "|", ";")
END_OF_FILE = "\x1a"
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
SHOWN = 60
FEWEST = 5
"""Separators in the titles below which the file is of another kind."""
NAME = re.compile(r"(?P<siren>\d{9})FEC(?P<day>\d{8})", re.IGNORECASE)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class FecLine:
    """One line of the file; amounts in cents, a debit is positive."""

    number: int
    journal: str
    journal_name: str
    entry: str
    day: date
    account: str
    account_name: str
    partner: str
    partner_name: str
    piece: str
    piece_day: date | None
    label: str
    balance: int
    letter: str
    currency: str
    currency_amount: int


@dataclass
class FecFile:
    """What a file says, with what is wrong with it."""

    encoding: str
    separator: str
    form: tuple[str, str]
    lines: list[FecLine] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def read(content: bytes) -> FecFile:
    """Read a whole file; each line that cannot be read is a problem, the others are there.

    :raises FecError: when the file as a whole cannot be read (no titles, no lines …)
    """
    text, encoding = decode(content)
    rows = iter(_split_lines(text))
    titles = next(rows, (0, ""))[1]
    separator = find_separator(titles)
    columns = find_columns(_split(titles, separator))
    form = TWO_AMOUNTS if "debit" in columns else AMOUNT_AND_SIDE
    file = FecFile(encoding, separator, form)
    reader = _RowReader(columns, form, len(_split(titles, separator)))
    ended = 0
    for number, row in rows:
        if not row.strip():
            ended = ended or number
            continue
        if ended:
            file.problems.append(error(ended, "empty_line"))
            ended = 0
        try:
            file.lines.append(reader.read_line(number, row, _split(row, separator)))
        except FecError as fault:
            file.problems.append(error(number, fault.code, **fault.values))
    if not file.lines and not file.problems:
        raise FecError("no_lines")
    return file


def decode(content: bytes) -> tuple[str, str]:
    """Return the text of a file and the name of its encoding.

    >>> decode("Bénéfice €".encode("cp1252"))
    ('Bénéfice €', 'cp1252')
    >>> decode(b"B\\xe9n\\xe9fice \\xa4")
    ('Bénéfice €', 'iso-8859-15')
    """
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    else:
        in_windows = any(0x80 <= byte < 0xA0 for byte in set(content))
        encodings = ["utf-8-sig", "cp1252" if in_windows else "iso-8859-15"]
    for encoding in encodings:
        try:
            return content.decode(encoding), encoding.removesuffix("-sig")
        except UnicodeDecodeError:
            continue
    raise FecError("encoding")


def find_separator(titles: str) -> str:
    """Return what parts the titles.

    :raises FecError: ``separator``
    """
    best = max(SEPARATORS, key=titles.count)
    if titles.count(best) < FEWEST:
        raise FecError("separator", text=_shorten(titles))
    return best


def find_columns(titles: list[str]) -> dict[str, int]:
    """Return the place of each column that is needed.

    :raises FecError: ``titles_missing`` or ``titles_twice`` with their names
    """
    names = [_fold(title) for title in titles]
    twice = sorted({TITLES[name] for name in names if name in TITLES and names.count(name) > 1})
    if twice:
        raise FecError("titles_twice", titles=", ".join(twice))
    places = {name: names.index(name) for name in names if name in TITLES}
    if set(TWO_AMOUNTS) <= set(places) and set(AMOUNT_AND_SIDE) & set(places):
        raise FecError("titles_two_forms")
    form = AMOUNT_AND_SIDE if set(AMOUNT_AND_SIDE) & set(places) else TWO_AMOUNTS
    missing = [TITLES[name] for name in (*COMMON, *form) if name not in places]
    if missing:
        raise FecError("titles_missing", titles=", ".join(missing))
    return places


def read_name(filename: str) -> tuple[str, date] | None:
    """Return the SIREN and the closing day that a file's name gives, if it gives them.

    >>> read_name("303265045FEC20211231.txt")
    ('303265045', datetime.date(2021, 12, 31))
    """
    found = NAME.search(filename or "")
    try:
        return (found["siren"], read_day(found["day"])) if found else None
    except FecError:
        return None


class _RowReader:
    """Reads the cells of one line; texts that repeat are kept once."""

    def __init__(self, columns: dict[str, int], form: tuple[str, str], width: int) -> None:
        self.columns, self.form, self.width = columns, form, width
        self.texts: dict[str, str] = {}
        self.days: dict[str, date] = {}

    def read_line(self, number: int, row: str, cells: list[str]) -> FecLine:
        if found := CONTROL.search(row):
            raise FecError("control", sign=f"U+{ord(found[0]):04X}")
        if len(cells) != self.width:
            raise FecError("cells", found=len(cells), expected=self.width)
        balance = self._read_balance(cells)
        day = self._read_cell(cells, "ecrituredate", self._read_day)
        currency_amount = self._read_cell(cells, "montantdevise", read_amount)
        return FecLine(
            number=number,
            journal=self._need(cells, "journalcode"),
            journal_name=self._text(cells, "journallib"),
            entry=self._need(cells, "ecriturenum"),
            day=day,
            account=self._need(cells, "comptenum"),
            account_name=self._text(cells, "comptelib"),
            partner=self._text(cells, "compauxnum"),
            partner_name=self._text(cells, "compauxlib"),
            piece=self._text(cells, "pieceref"),
            piece_day=self._read_cell(cells, "piecedate", self._read_optional_day),
            label=self._text(cells, "ecriturelib"),
            balance=balance,
            letter=self._text(cells, "ecriturelet"),
            currency=self._text(cells, "idevise").upper(),
            currency_amount=currency_amount,
        )

    def _read_balance(self, cells: list[str]) -> int:
        first, second = self.form
        amount = self._read_cell(cells, first, read_amount)
        if self.form == AMOUNT_AND_SIDE:
            return amount * self._read_cell(cells, second, read_side)
        credit = self._read_cell(cells, second, read_amount)
        if amount and credit:
            raise FecError("both_sides")
        return amount - credit

    def _read_cell(self, cells: list[str], name: str, read_text: Callable[[str], T]) -> T:
        try:
            return read_text(cells[self.columns[name]])
        except FecError as fault:
            raise FecError(fault.code, **fault.values, column=TITLES[name]) from None

    def _read_day(self, text: str) -> date:
        if text not in self.days:
            self.days[text] = read_day(text)
        return self.days[text]

    def _read_optional_day(self, text: str) -> date | None:
        return self._read_day(text) if text.strip() else None

    def _text(self, cells: list[str], name: str) -> str:
        text = cells[self.columns[name]].strip()
        return self.texts.setdefault(text, text)

    def _need(self, cells: list[str], name: str) -> str:
        if text := self._text(cells, name):
            return text
        raise FecError("cell_empty", column=TITLES[name])


def _split_lines(text: str) -> Iterator[tuple[int, str]]:
    """Give the lines with their numbers; only line ends part them (a form feed does not)."""
    text = text.rstrip("\r\n").removesuffix(END_OF_FILE)
    yield from enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), 1)


def _split(row: str, separator: str) -> list[str]:
    cells = row.split(separator)
    return [_unquote(cell) for cell in cells] if '"' in row else cells


def _unquote(cell: str) -> str:
    """Take off the quotes of a CSV writer; a quote in a label stays one."""
    if len(cell) >= 2 and cell[0] == cell[-1] == '"':
        inner = cell[1:-1]
        if '"' not in inner.replace('""', ""):
            return inner.replace('""', '"')
    return cell


def _fold(title: str) -> str:
    plain = unicodedata.normalize("NFKD", title)
    return "".join(sign for sign in plain if sign.isalnum()).lower()


def _shorten(text: str) -> str:
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"

"""Reads statements of French banks in CFONB 120: records of 120 signs, with or without line ends."""

import re
from collections.abc import Iterator
from datetime import date

from .statement import Movement, Statement, StatementError

WIDTH = 120
OPENING, MOVEMENT, DETAIL, CLOSING = "01", "04", "05", "07"
_POSITIVE, _NEGATIVE = "{ABCDEFGHI", "}JKLMNOPQR"
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_PARTIES = ("NPY", "NBE")  # who paid, who was paid
_TEXTS = ("LIB", "LCC", "LC2", "LCS", "RCN", "REF")


def read(content: bytes) -> list[Statement]:
    """Read every statement of a file.

    :raises StatementError: with the line that is wrong; nothing is taken then
    """
    statements: list[Statement] = []
    open_one: Statement | None = None
    for line, record in _split(content):
        kind = record[:2]
        if kind == OPENING:
            if open_one:
                raise StatementError(line, "place", kind=kind)
            open_one = _read_opening(line, record)
            continue
        if not open_one:
            raise StatementError(line, "place", kind=kind)
        _check_account(line, record, open_one)
        if kind == MOVEMENT:
            open_one.movements.append(_read_movement(line, record, open_one.decimals))
        elif kind == DETAIL:
            _add_detail(line, record, open_one)
        else:
            open_one.closing_day = _read_day(line, record[34:40])
            open_one.closing = _read_amount(line, record[90:104])
            open_one.check(line)
            statements.append(open_one)
            open_one = None
    if open_one:
        raise StatementError(0, "missing", kind=CLOSING)
    if not statements:
        raise StatementError(0, "empty")
    return statements


def looks_like(content: bytes) -> bool:
    """
    >>> looks_like(b"0130004    00821EUR2"), looks_like(b"<Document/>")
    (True, False)
    """
    return re.match(rb"\s*01\d{5}", content) is not None


def _split(content: bytes) -> Iterator[tuple[int, str]]:
    """Records with their numbers."""
    text = content.decode("cp1252", errors="replace").replace("\x1a", "").strip("\r\n")
    if found := _CONTROL.search(text):
        place = text.count("\n", 0, found.start()) + 1
        raise StatementError(place, "control", sign=f"0x{ord(found[0]):02x}")
    if "\n" not in text and "\r" not in text and len(text) > WIDTH:
        lines = [text[place : place + WIDTH] for place in range(0, len(text), WIDTH)]
    else:
        lines = text.splitlines()
    for number, line in enumerate(lines, 1):
        record = line.rstrip()
        if not record:
            continue
        if len(record) > WIDTH or len(record) < 40:
            raise StatementError(number, "length", length=len(record))
        if record[:2] not in (OPENING, MOVEMENT, DETAIL, CLOSING):
            raise StatementError(number, "record", kind=record[:2])
        yield number, record.ljust(WIDTH)


def _get_account(record: str) -> str:
    return record[2:7] + record[11:16] + record[21:32]


def _check_account(line: int, record: str, statement: Statement) -> None:
    if _get_account(record) != statement.account:
        raise StatementError(
            line, "account", found=_get_account(record), expected=statement.account
        )


def _read_opening(line: int, record: str) -> Statement:
    decimals = record[19]
    return Statement(
        account=_get_account(record),
        currency=record[16:19].strip() or "EUR",
        decimals=int(decimals) if decimals.isdigit() else 2,
        opening_day=_read_day(line, record[34:40]),
        opening=_read_amount(line, record[90:104]),
    )


def _read_movement(line: int, record: str, decimals: int) -> Movement:
    if record[19].isdigit() and int(record[19]) != decimals:
        raise StatementError(line, "amount", text=record[19])
    day = _read_day(line, record[34:40])
    return Movement(
        line=line,
        day=day,
        value_day=_read_day(line, record[42:48]) if record[42:48].strip() else day,
        amount=_read_amount(line, record[90:104]),
        label=" ".join(record[48:79].split()),
        reference=record[104:].strip(),
        kind=record[32:34],
    )


def _add_detail(line: int, record: str, statement: Statement) -> None:
    if not statement.movements:
        raise StatementError(line, "place", kind=DETAIL)
    movement = statement.movements[-1]
    qualifier, text = record[45:48], " ".join(record[48:118].split())
    if qualifier in _PARTIES:
        movement.party = movement.party or text
    elif qualifier == "RCN" and not movement.reference:
        movement.reference = text[:35].strip()
        movement.details.append(text)
    elif qualifier in _TEXTS and text:
        movement.details.append(text)


def _read_day(line: int, text: str) -> date:
    """A day written DDMMYY.

    >>> _read_day(1, "311226")
    datetime.date(2026, 12, 31)
    """
    if not (text.isascii() and text.isdigit()):
        raise StatementError(line, "day", text=text)
    year = int(text[4:])
    try:
        return date(year + (2000 if year < 80 else 1900), int(text[2:4]), int(text[:2]))
    except ValueError:
        raise StatementError(line, "day", text=text) from None


def _read_amount(line: int, text: str) -> int:
    """An amount whose last sign holds a figure and the sign.

    >>> _read_amount(1, "0000000001234A"), _read_amount(1, "0000000001234J")
    (12341, -12341)
    """
    head, last = text[:-1], text[-1]
    if head.isascii() and head.isdigit():
        if last in _POSITIVE:
            return int(head) * 10 + _POSITIVE.index(last)
        if last in _NEGATIVE:
            return -(int(head) * 10 + _NEGATIVE.index(last))
    raise StatementError(line, "amount", text=text)

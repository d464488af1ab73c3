"""Amounts and dates as accounting programs write them, read one way or refused."""

import re
from datetime import date

from .problems import FecError

LONGEST = 15
"""Digits before the comma: more is a slip, and would not fit the books."""
PLAIN = re.compile(r"(\d*)(?:[.,](\d*))?")
GROUPED = re.compile(r"(\d{1,3}(?:[ \u00a0\u202f]\d{3})+|\d{1,3}(?:\.\d{3})+(?=,))(?:,(\d*))?")
DAY = re.compile(r"(\d{4})(-?)(\d{2})\2(\d{2})", re.ASCII)
DEBIT = {"D", "+1", "1", "+"}
CREDIT = {"C", "-1", "-"}


def read_amount(text: str) -> int:
    """Return an amount in cents; an empty cell is nothing.

    >>> read_amount("1234,5"), read_amount(" 000000000000123,45"), read_amount("-7.00")
    (123450, 12345, -700)
    >>> read_amount("1 234,56"), read_amount("")
    (123456, 0)

    :raises FecError: ``amount`` is no number, ``amount_unclear`` can be read two ways (``1,234``),
        ``amount_cents`` has parts of a cent
    """
    text = text.strip()
    if not text:
        return 0
    sign, digits = _split_sign(text)
    found = PLAIN.fullmatch(digits)
    if found is None:
        found = GROUPED.fullmatch(digits)
        if found is None:
            raise FecError("amount", text=text)
    whole, decimals = re.sub(r"\D", "", found[1]), found[2] or ""
    if not (whole or decimals) or not f"{whole}{decimals}".isascii():
        raise FecError("amount", text=text)
    if len(whole.lstrip("0")) > LONGEST:
        raise FecError("amount_long", text=text)
    return sign * (int(whole or 0) * 100 + _read_decimals(decimals, text))


def _split_sign(text: str) -> tuple[int, str]:
    if text[0] in "+-":
        return (-1 if text[0] == "-" else 1), text[1:].lstrip()
    if text[-1] == "-":
        return -1, text[:-1].rstrip()
    return 1, text


def _read_decimals(decimals: str, text: str) -> int:
    if len(decimals) == 3:
        raise FecError("amount_unclear", text=text)
    if decimals[2:].strip("0"):
        raise FecError("amount_cents", text=text)
    return int(decimals[:2].ljust(2, "0"))


def read_side(text: str) -> int:
    """Return +1 for a debit, -1 for a credit.

    >>> read_side("D"), read_side("-1")
    (1, -1)

    :raises FecError: ``side``
    """
    text = text.strip().upper()
    if text in DEBIT:
        return 1
    if text in CREDIT:
        return -1
    raise FecError("side", text=text)


def read_day(text: str) -> date:
    """Return a day written YYYYMMDD (or YYYY-MM-DD).

    >>> read_day("20211231")
    datetime.date(2021, 12, 31)

    :raises FecError: ``day``
    """
    text = text.strip()
    found = DAY.fullmatch(text)
    try:
        if found is None:
            raise ValueError(text)
        return date(int(found[1]), int(found[3]), int(found[4]))
    except ValueError:
        raise FecError("day", text=text) from None

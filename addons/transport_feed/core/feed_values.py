"""Texts of a provider read as figures, lengths, dates and yes or no; what is none is refused."""

import re
from collections.abc import Iterable
from datetime import datetime

from odoo.addons.suite_base.core.text import read_number

from .feed_category import plain

_SPACES = re.compile(r"[\s\u00a0\u202f]+")


def clean_text(text: str) -> str:
    """Single spaces, no control characters, no HTML entity left by a provider."""
    text = _SPACES.sub(" ", text).strip()
    return "".join(char for char in text if char >= " " and char not in "\x7f\ufffe\uffff")


_DISTANCE_UNITS = ("km", "kms", "kilomètres", "kilometres")
_LENGTH_UNITS = {"mm": 1, "cm": 10, "m": 1000}


def parse_number(
    text: str, decimal_comma: bool = True, units: Iterable[str] = _DISTANCE_UNITS
) -> float:
    """``12 345,5`` → 12345.5, read as a whole.

    :raises ValueError: for anything that is not one figure
    """
    return float(read_number(text, decimal_mark="," if decimal_comma else ".", units=units))


def parse_length(text: str, decimal_comma: bool = True) -> int:
    """Millimetres from ``4,25 m``, ``425 cm``, ``4250``; 0 when it is a placeholder.

    :raises ValueError: for anything that is no length
    """
    spelled = text.strip().lower()
    unit = next((unit for unit in _LENGTH_UNITS if spelled.endswith(unit)), "")
    figure, factor = spelled.removesuffix(unit).strip(), _LENGTH_UNITS.get(unit)
    # No car is longer than 99 m: in metres the one mark is the decimal one.
    number = _read_metres(figure) if factor == 1000 else parse_number(figure, decimal_comma, ())
    if number <= 1:
        return 0
    if factor is None:
        factor = 1000 if number < 30 else 10 if number < 1000 else 1
    length = round(number * factor)
    return length if 1000 <= length <= 30000 else 0


def _read_metres(figure: str) -> float:
    mark = "," if "," in figure else "."
    return float(read_number(figure, decimal_mark=mark))


_DATE_FORMATS = {
    "auto": (
        *("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y/%m/%d", "%Y%m%d", "%d/%m/%y"),
        *("%Y-%m", "%Y/%m", "%m/%Y", "%m-%Y"),
    ),
    "dmy": ("%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%d/%m/%y", "%d%m%Y", "%m/%Y", "%m-%Y"),
    "ymd": ("%Y-%m-%d", "%Y/%m/%d", "%Y%m%d", "%Y-%m", "%Y/%m"),
    "mdy": ("%m/%d/%Y", "%m-%d-%Y", "%m/%d/%y", "%m/%Y", "%m-%Y"),
}


def parse_date(text: str, date_format: str = "auto") -> str | None:
    """ISO date (``str``), None for an empty or placeholder date (``0000-00-00``). A month is its
    first day: registrations are often told so.

    >>> parse_date("2021-06"), parse_date("06/2021", "dmy")
    ('2021-06-01', '2021-06-01')

    :raises ValueError: a text that is no date
    """
    text = re.split(r"[ T]", text.strip())[0]
    if not text.strip("0-/. "):
        return None
    for pattern in _DATE_FORMATS[date_format]:
        try:
            found = datetime.strptime(text, pattern)
        except ValueError:
            continue
        if 1900 <= found.year <= 2100:
            return found.date().isoformat()
    raise ValueError(text)


_TRUE = frozenset(["1", "oui", "o", "yes", "y", "true", "vrai", "x", "roulant", "running", "ok"])
_FALSE = frozenset(["0", "non", "n", "no", "false", "faux", "hs"]) | {"non roulant", "not running"}


def parse_boolean(text: str) -> bool | None:
    """True, False, or None for another word."""
    word = plain(text).strip()
    return True if word in _TRUE else False if word in _FALSE else None

"""Entries out of lines: balanced each, of one day, in one year; opening and closing found."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from .problems import Problem, error, warning
from .reader import FecLine

OPENING_CODES = {"AN", "ANO", "RAN", "OUV", "AN0", "A-N", "NOUV"}
OPENING_WORDS = ("nouveau", "ouverture", "initial")
BALANCE_CLASSES, RESULT_CLASSES = set("12345"), set("67")
RESULT_ACCOUNT = re.compile(r"12")


@dataclass
class FecEntry:
    """The lines of one entry; ``part`` tells apart the days of a number that is used again."""

    journal: str
    number: str
    day: date
    part: int = 0
    lines: list[FecLine] = field(default_factory=list)

    @property
    def first_line(self) -> int:
        return self.lines[0].number

    @property
    def key(self) -> tuple[str, str, int]:
        return self.journal, self.number, self.part


def group_entries(lines: Iterable[FecLine]) -> tuple[list[FecEntry], list[Problem]]:
    """Group the lines by journal and number, in the order of the file.

    A number that is used again on other days makes several entries when each day balances (a
    warning); otherwise the days of one entry disagree, which the books cannot hold.
    """
    groups: dict[tuple[str, str], list[FecLine]] = defaultdict(list)
    for line in lines:
        groups[line.journal, line.entry].append(line)
    entries: list[FecEntry] = []
    problems: list[Problem] = []
    for (journal, number), members in groups.items():
        days = sorted({line.day for line in members})
        parts = [
            FecEntry(journal, number, day, part, [line for line in members if line.day == day])
            for part, day in enumerate(days)
        ]
        entries += parts
        problems += _check_parts(journal, number, members, parts)
    return entries, problems


def _check_parts(
    journal: str, number: str, members: list[FecLine], parts: list[FecEntry]
) -> list[Problem]:
    first = members[0].number
    unbalanced = [part for part in parts if sum(line.balance for line in part.lines)]
    if not unbalanced:
        if len(parts) > 1:
            return [warning(first, "number_again", entry=number, journal=journal, days=len(parts))]
        return []
    total = sum(line.balance for line in members)
    if not total:
        return [error(first, "days_differ", entry=number, journal=journal)]
    return [
        error(
            part.first_line,
            "unbalanced",
            entry=number,
            journal=journal,
            cents=sum(line.balance for line in part.lines),
        )
        for part in unbalanced
    ]


def find_year(lines: Iterable[FecLine], closing_month: int, closing_day: int) -> tuple[date, date]:
    """Return the first and the last day of the accounting year that holds the last entry."""
    last = max(line.day for line in lines)
    end = _closing(last.year, closing_month, closing_day)
    if end < last:
        end = _closing(last.year + 1, closing_month, closing_day)
    return _closing(end.year - 1, closing_month, closing_day) + timedelta(days=1), end


def _closing(year: int, month: int, day: int) -> date:
    """The closing day of a year; 29 February exists every fourth."""
    following = date(year + month // 12, month % 12 + 1, 1)
    last = following - timedelta(days=1)
    return last if day >= last.day or (month == 2 and day == 28) else date(year, month, day)


def looks_like_opening(code: str, name: str) -> bool:
    """Tell whether a journal holds the balances brought forward.

    >>> looks_like_opening("AN", ""), looks_like_opening("R1", "À nouveaux"), looks_like_opening("VE", "")
    (True, True, False)
    """
    plain = "".join(
        sign
        for sign in unicodedata.normalize("NFKD", name.lower())
        if not unicodedata.combining(sign)
    )
    return code.upper() in OPENING_CODES or any(word in plain for word in OPENING_WORDS)


def is_opening(entry: FecEntry, opening_journals: set[str], first_day: date) -> bool:
    """An entry that brings balances forward: in such a journal, on the first day, no income."""
    return (
        entry.journal in opening_journals
        and entry.day == first_day
        and not any(line.account[:1] in RESULT_CLASSES for line in entry.lines)
    )


def is_closing(entry: FecEntry, last_day: date) -> bool:
    """An entry that empties income and expenses into the result: the law wants a file without.

    (LPF art. A47 A-1, VII: « hors écritures de solde des comptes de charges et de produits ».)
    """
    accounts = {line.account for line in entry.lines}
    results = {account for account in accounts if RESULT_ACCOUNT.match(account)}
    moved = {account for account in accounts if account[:1] in RESULT_CLASSES}
    return entry.day == last_day and bool(results) and bool(moved) and accounts == results | moved

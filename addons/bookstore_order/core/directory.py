"""Dilicom's directory of distributors: what a file says, and what it would change with us.

After the layout that the public program `dilicom-parser` 1.0.0 reads; never tried with a file of
Dilicom's own. A line has 45 cells: who it is (23), how it takes orders (7), which messages it takes
(14), ``FIN``. Its movement says which of the three blocks count.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from odoo.addons.bookstore_deposit.core.codes import is_ean13
from odoo.addons.suite_base.core.text import fold_words

LARGEST_MB = 20
CELLS = 45
FULL, DELETED = "00", "08"
# Which blocks a movement tells of.
BLOCKS = {
    "00": (1, 2, 3),
    "01": (1, 2, 3),
    "03": (1, 2, 3),
    "04": (1, 2, 3),
    "05": (1,),
    "06": (2,),
    "07": (3,),
    "08": (),
}
MESSAGES = (
    "product",
    "proposal",
    "order",
    "answer",
    "despatch1",
    "despatch2",
    "journal",
    "claim",
    "return_request",
    "return_consent",
    "return_notice",
    "invoice",
    "tax_invoice",
    "payment",
)
_FORMATS = {"01": "printable", "02": "edi"}
_DIGITS = {"phone"}


@dataclass(frozen=True)
class Entry:
    """What a file says of one distributor; ``said`` has only what it tells, as texts."""

    gln: str
    name: str
    said: dict[str, str] = field(default_factory=dict)
    successor: str = ""
    successor_name: str = ""
    is_deleted: bool = False


@dataclass(frozen=True)
class Directory:
    """A whole file. ``problems`` are ``(line, code)`` of lines of which nothing is taken."""

    entries: tuple[Entry, ...]
    problems: tuple[tuple[int, str], ...] = ()
    is_full: bool = False


@dataclass(frozen=True)
class Difference:
    """One field that the file says otherwise than we do."""

    field: str
    ours: str
    theirs: str


@dataclass(frozen=True)
class Change:
    """What the file would do with one distributor.

    :param kind: ``new``, ``changed``, ``gone``, ``taken_over``, ``same``
    """

    entry: Entry
    kind: str
    differences: tuple[Difference, ...] = ()


class DirectoryError(ValueError):
    """The file as a whole is not taken: ``not_directory``, ``cut``, ``too_big``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


# -- the file ---------------------------------------------------------------------------------


def read_directory(data: bytes) -> Directory:
    """The distributors of a file, each once; several lines about one are laid over each other.

    :raises DirectoryError: it is no directory, or it was cut
    """
    if len(data) > LARGEST_MB * 1024 * 1024:
        raise DirectoryError("too_big")
    lines = data.decode("cp1252", "replace").splitlines()
    while lines and not lines[-1].strip():
        lines.pop()
    head = lines[0].strip().split(";") if lines else []
    if len(head) != 3 or head[0] != "L000000" or not head[1].startswith("Distrib_DLC"):
        raise DirectoryError("not_directory")
    if lines[-1].strip().rstrip(";") != "F999999":
        raise DirectoryError("cut")
    entries: dict[str, Entry] = {}
    problems: list[tuple[int, str]] = []
    movements: set[str] = set()
    for number, line in enumerate(lines[1:-1], start=2):
        cells = [cell.strip() for cell in line.split(";")]
        problem = _find_problem(cells)
        if problem:
            problems.append((number, problem))
            continue
        movements.add(cells[1])
        entry = _read_line(cells)
        known = entries.get(entry.gln)
        entries[entry.gln] = _lay_over(known, entry) if known else entry
    is_full = movements == {FULL} and not problems
    return Directory(tuple(entries.values()), tuple(problems), is_full)


def _find_problem(cells: Sequence[str]) -> str:
    if len(cells) != CELLS or cells[-1] != "FIN":
        return "cells"
    if cells[1] not in BLOCKS:
        return "movement"
    if not is_ean13(cells[2]):
        return "gln"
    return ""


def _lay_over(known: Entry, entry: Entry) -> Entry:
    return replace(
        entry,
        name=entry.name or known.name,
        said=known.said | entry.said,
        successor=entry.successor or known.successor,
        successor_name=entry.successor_name or known.successor_name,
    )


def _read_line(cells: Sequence[str]) -> Entry:
    blocks = BLOCKS[cells[1]]
    said: dict[str, str] = {}
    if 1 in blocks:
        said |= _read_contact(cells)
    if 2 in blocks:
        said |= _read_orders(cells[23:30])
    if 3 in blocks:
        said |= _read_messages(cells[30:44])
    # An empty cell says nothing: what we know stays.
    said = {name: text for name, text in said.items() if text}
    successor = cells[19] if is_ean13(cells[19]) and cells[19] != cells[2] else ""
    return Entry(
        gln=cells[2],
        name=_join(cells[3], cells[4]),
        said=said,
        successor=successor,
        successor_name=cells[20] if successor else "",
        is_deleted=cells[1] == DELETED,
    )


def _join(*parts: str) -> str:
    return " ".join(part for part in parts if part)


def _read_contact(cells: Sequence[str]) -> dict[str, str]:
    return {
        "name": _join(cells[3], cells[4]),
        "street": _join(cells[5], cells[6]),
        "street2": _join(cells[7], cells[8]),
        "zip": cells[9],
        "city": cells[10],
        "country": cells[11],
        "phone": cells[13],
        "email": cells[15],
        "website": cells[16],
    }


def _read_orders(cells: Sequence[str]) -> dict[str, str]:
    return {
        "cut_off": read_hour(cells[2]),
        "days": cells[3] if len(cells[3]) == 7 and not set(cells[3]) - {"0", "1"} else "",
        "format": _FORMATS.get(cells[4], ""),
    }


def _read_messages(cells: Sequence[str]) -> dict[str, str]:
    """Which messages it takes; a block without any mark says nothing."""
    taken = [name for name, mark in zip(MESSAGES, cells, strict=True) if mark == "1"]
    return {"messages": (",".join(taken) or "-") if any(cells) else ""}


def read_hour(text: str) -> str:
    """HHMM in minutes since midnight, an empty text for what is no time.

    >>> read_hour("1530"), read_hour("2400"), read_hour("15h30")
    ('930', '', '')
    """
    if len(text) != 4 or not (text.isascii() and text.isdigit()):
        return ""
    hours, minutes = int(text[:2]), int(text[2:])
    return str(hours * 60 + minutes) if hours < 24 and minutes < 60 else ""


# -- beside ours ------------------------------------------------------------------------------


def plan(directory: Directory, ours: Mapping[str, Mapping[str, str]]) -> list[Change]:
    """What taking the file would change.

    :param ours: ``{GLN: what we say}`` of our distributors, under the names of ``Entry.said``;
        ``listed`` is ``gone`` when that is known, ``successor`` a GLN
    """
    changes = [_compare(entry, ours.get(entry.gln)) for entry in directory.entries]
    changes = [change for change in changes if change]
    if directory.is_full:
        listed = {entry.gln for entry in directory.entries}
        for gln, said in ours.items():
            if gln not in listed and said.get("listed") == "listed":
                entry = Entry(gln, said.get("name", ""), is_deleted=True)
                changes.append(Change(entry, "gone"))
    return [change for change in changes if change]


def _compare(entry: Entry, ours: Mapping[str, str] | None) -> Change | None:
    if ours is None:
        return None if entry.is_deleted else Change(entry, "new")
    differences = find_differences(ours, entry.said)
    if entry.successor and ours.get("successor") != entry.successor:
        return Change(entry, "taken_over", differences)
    if entry.is_deleted:
        return Change(entry, "same" if ours.get("listed") == "gone" else "gone", differences)
    if differences or ours.get("listed") != "listed":
        return Change(entry, "changed", differences)
    return Change(entry, "same")


def find_differences(ours: Mapping[str, str], said: Mapping[str, str]) -> tuple[Difference, ...]:
    """The fields of which the file says something else; capitals and accents do not count.

    >>> find_differences({"city": "Saint-Étienne"}, {"city": "SAINT ETIENNE"})
    ()
    """
    return tuple(
        Difference(name, ours.get(name, ""), text)
        for name, text in said.items()
        if not _is_same(name, ours.get(name, ""), text)
    )


def _is_same(name: str, ours: str, theirs: str) -> bool:
    if name in _DIGITS:
        return _digits(ours) == _digits(theirs)
    if name == "website":
        return _site(ours) == _site(theirs)
    if name in ("messages", "days", "cut_off", "format"):
        return ours == theirs
    return fold_words(ours).split() == fold_words(theirs).split()


def _digits(text: str) -> str:
    """The last nine: 06… and +33 6… are one number.

    >>> _digits("06 98 93 33 66") == _digits("+33 6 98 93 33 66")
    True
    """
    return "".join(sign for sign in text if sign.isdigit())[-9:]


def _site(text: str) -> str:
    return text.lower().partition("://")[2].rstrip("/") or text.lower().rstrip("/")


def glns_of(directory: Directory) -> list[str]:
    """Every GLN that the file names."""
    named: Iterable[str] = (gln for one in directory.entries for gln in (one.gln, one.successor))
    return sorted({gln for gln in named if gln})

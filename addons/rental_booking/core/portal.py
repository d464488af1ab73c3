"""What a customer may do with his own booking: by himself, by asking the desk, or not at all."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from .workflow import FIRM_STATES, OUT_STATES

DO, ASK, NO = "do", "ask", ""

MAX_UNITS = 999
FIRST_YEAR, LAST_YEAR = 2000, 2200
MAX_DOCUMENT = 10 * 1024 * 1024
DOCUMENT_TYPES = {
    "application/pdf": "pdf",
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
}
_MARKS = (
    (b"%PDF-", "application/pdf"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
)


class Standing(NamedTuple):
    """Where a booking and its reader stand.

    ``offered``: a request or a proposal; ``in_time``: before the company's last hour;
    ``alone``: the company lets customers change; ``known``: he is logged in, not only a link.
    """

    state: str
    offered: bool
    in_time: bool
    alone: bool
    known: bool


def may_change(standing: Standing) -> str:
    """Other dates. Whoever holds a link only asks once the goods are out.

    >>> may_change(Standing("out", False, False, True, False))
    'ask'
    """
    if standing.state in FIRM_STATES:
        return DO if standing.in_time and standing.alone else ASK
    if standing.state in OUT_STATES:
        return DO if standing.alone and standing.known else ASK
    return ASK if standing.offered else NO


def may_resize(standing: Standing) -> str:
    """Other quantities: only of what has not left."""
    return NO if standing.state in OUT_STATES else may_change(standing)


def may_cancel(standing: Standing) -> str:
    if standing.offered:
        return DO
    if standing.state in FIRM_STATES:
        return DO if standing.in_time and standing.alone else ASK
    return NO


def read_quantities(values: dict[str, str], line_ids: Sequence[int]) -> dict[int, int]:
    """{line id: units} of a form's fields ``quantity_<line id>``; strangers' lines are not read.

    :raises ValueError: no whole number, below zero, or out of all measure

    >>> read_quantities({"quantity_7": "2", "quantity_9": "5"}, [7])
    {7: 2}
    """
    found = {}
    for line_id in line_ids:
        text = values.get(f"quantity_{line_id}")
        if text is None:
            continue
        number = int(text)
        if not 0 <= number <= MAX_UNITS:
            raise ValueError(text)
        found[line_id] = number
    return found


def read_moment(text: str) -> datetime:
    """A moment as a form types it, in a year that anybody could mean.

    :raises ValueError: it is none

    >>> read_moment("2027-07-05T09:30")
    datetime.datetime(2027, 7, 5, 9, 30)
    """
    moment = datetime.fromisoformat(text)
    if moment.tzinfo or not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise ValueError(text)
    return moment


def clean(text: str | None, size: int) -> str:
    """What a stranger typed, as a database takes it: no control characters, not without end.

    >>> clean("  too\\0 heavy ", 5)
    'too h'
    """
    kept = (mark if mark.isprintable() or mark in "\n\t" else "" for mark in text or "")
    return "".join(kept).strip()[:size]


def document_type(content: bytes) -> str:
    """Media type by what is in the file, never by its name; "" for what is not taken.

    >>> document_type(b"%PDF-1.7 ...")
    'application/pdf'
    """
    if len(content) > MAX_DOCUMENT:
        return ""
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    return next((kind for mark, kind in _MARKS if content.startswith(mark)), "")

"""EDIFACT messages taken apart: segments, their elements and components, nothing interpreted.

``UNA`` may name other marks; the mark of release takes the meaning from the sign after it. A file
without any end of segment is read line by line, as some programs write it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

Segment = tuple[tuple[str, ...], ...]
_BLANKS = "\r\n\t "
_FORMS = {"102": (8, "%Y%m%d"), "203": (12, "%Y%m%d%H%M")}
FIRST_YEAR, LAST_YEAR = 1970, 2099


@dataclass(frozen=True)
class Marks:
    """The signs that divide: components, elements, what releases, segments."""

    component: str = ":"
    element: str = "+"
    release: str = "?"
    end: str = "'"


@dataclass(frozen=True)
class Message:
    """From UNH to UNT, both included; ``kind`` is ORDERS, APERAK …"""

    kind: str
    segments: tuple[Segment, ...]
    sender: str
    recipient: str
    is_whole: bool

    def all(self, tag: str) -> Iterator[Segment]:
        """The segments of a tag, in their order."""
        return (segment for segment in self.segments if segment[0][0] == tag)


def part(segment: Segment, element: int, component: int = 0) -> str:
    """A component, an empty text when there is none.

    >>> part((("NAD",), ("BY",), ("301", "", "9")), 2, 2), part((("NAD",),), 4)
    ('9', '')
    """
    if element >= len(segment) or component >= len(segment[element]):
        return ""
    return segment[element][component]


def read_moment(text: str, form: str) -> datetime | None:
    """The moment that DTM says in a form of list 2379; ``None`` for what is none, or none of ours.

    >>> read_moment("20270105", "102"), read_moment("2027105", "102"), read_moment("99991231", "102")
    (datetime.datetime(2027, 1, 5, 0, 0), None, None)
    """
    length, pattern = _FORMS.get(form, (0, ""))
    return parse_moment(text, pattern) if pattern and len(text) == length else None


def parse_moment(text: str, pattern: str) -> datetime | None:
    """Digits as a moment of the years in which messages are sent."""
    if not (text.isascii() and text.isdigit()):
        return None
    try:
        found = datetime.strptime(text, pattern)
    except ValueError:
        return None
    return found if FIRST_YEAR <= found.year <= LAST_YEAR else None


def read_segments(text: str) -> list[Segment]:
    """The segments of a file.

    >>> read_segments("UNH+1+ORDERS:D'FTX+AAI+++L?'été'")[1]
    (('FTX',), ('AAI',), ('',), ('',), ("L'été",))
    """
    text = text.lstrip("\ufeff" + _BLANKS)
    marks = Marks()
    if text.startswith("UNA") and len(text) > 8:
        # a blank is no sign of release: the sender has none
        release = text[6].strip()
        marks = Marks(component=text[3], element=text[4], release=release, end=text[8])
        text = text[9:]
    by_line = marks.end not in text
    found: list[Segment] = []
    for chunk in text.splitlines() if by_line else _cut(text, marks.end, marks.release):
        chunk = chunk.strip(_BLANKS)
        if chunk:
            elements = _cut(chunk, marks.element, marks.release)
            found.append(tuple(tuple(_components(one, marks)) for one in elements))
    return found


def _components(element: str, marks: Marks) -> Iterator[str]:
    for text in _cut(element, marks.component, marks.release):
        yield _unrelease(text, marks.release)


def _cut(text: str, mark: str, release: str) -> list[str]:
    """``text`` at each ``mark`` that is not released; what is released stays so."""
    pieces, piece, position = [], "", 0
    while position < len(text):
        sign = text[position]
        if sign == release:
            piece += text[position : position + 2]
            position += 2
            continue
        if sign == mark:
            pieces.append(piece)
            piece = ""
        else:
            piece += sign
        position += 1
    return [*pieces, piece]


def _unrelease(text: str, release: str) -> str:
    plain, position = "", 0
    while position < len(text):
        if text[position] == release and position + 1 < len(text):
            position += 1
        plain += text[position]
        position += 1
    return plain


def read_messages(text: str) -> list[Message]:
    """The messages of an interchange; ``is_whole`` when UNT counts its segments rightly."""
    sender = recipient = ""
    messages: list[Message] = []
    gathered: list[Segment] | None = None
    for segment in read_segments(text):
        tag = segment[0][0]
        if tag == "UNB":
            sender, recipient = part(segment, 2), part(segment, 3)
        elif tag == "UNH":
            gathered = [segment]
        elif gathered is not None:
            gathered.append(segment)
            if tag == "UNT":
                messages.append(_message(gathered, sender, recipient, whole=True))
                gathered = None
    if gathered:
        messages.append(_message(gathered, sender, recipient, whole=False))
    return messages


def _message(segments: list[Segment], sender: str, recipient: str, *, whole: bool) -> Message:
    counted = part(segments[-1], 1) == str(len(segments))
    same = part(segments[-1], 2) == part(segments[0], 1)
    return Message(
        kind=part(segments[0], 2),
        segments=tuple(segments),
        sender=sender,
        recipient=recipient,
        is_whole=whole and counted and same,
    )

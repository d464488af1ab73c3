"""Dilicom's service messages: what became of a message that was sent (912, 913, 914).

Two notations: GENCOD (CNUT 05003, one rubric a line) and EANCOM (APERAK D96A). After the layouts
that the public program `dilicom-parser` 1.0.0 describes; never tried with messages of Dilicom.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time

from .edifact_read import Message, parse_moment, part, read_messages, read_moment

ORDER, DESPATCH, JOURNAL = "023", "024", "152"
EVENTS = ("taken", "read", "answered", "refused", "broken", "unknown")
_ERRORS = {"913": "refused", "914": "broken"}
_GENCOD = "05003"
_FORMATS = {6: "%d%m%y", 8: "%Y%m%d"}


@dataclass(frozen=True)
class ServiceMessage:
    """One word of the network about one message that somebody sent.

    :param kind: 912, 913, 914 or another number; APERAK, or the message that it is instead
    :param event: one of ``EVENTS``
    :param recipient: GLN to whom this is told
    :param about: kind of the message it is about, an empty text when it is not said
    :param reference: reference of that message, for an order its number
    :param supplier: GLN to which that message was to go
    """

    notation: str
    kind: str
    event: str
    recipient: str
    raw: str
    sender: str = ""
    about: str = ""
    reference: str = ""
    sending: str = ""
    supplier: str = ""
    moment: datetime | None = None
    error: str = ""
    text: str = ""


@dataclass
class ServiceFile:
    """What a file says; ``problems`` are ``(number of the message, code)``."""

    messages: list[ServiceMessage] = field(default_factory=list)
    problems: list[tuple[int, str]] = field(default_factory=list)


class ServiceFileError(ValueError):
    """The file is in neither notation."""


def read_service_file(data: bytes) -> ServiceFile:
    """The messages of a file.

    :raises ServiceFileError: it is in neither notation
    """
    text = _decode(data).replace("\0", "").lstrip("\ufeff \r\n\t")
    if text.startswith(_GENCOD):
        return _read_gencod(text)
    if text.startswith(("UNA", "UNB")):
        return _read_eancom(text)
    raise ServiceFileError


def _decode(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def order_state(is_sent: bool, events: Collection[str]) -> str:
    """What became of an order, in whatever order the messages came.

    An error weighs more than a reading: only sending the order again lifts it.

    >>> order_state(True, ["read", "taken"]), order_state(True, []), order_state(False, [])
    ('read', 'sent', 'none')
    """
    for event in ("broken", "refused", "answered", "read", "taken"):
        if event in events:
            return event
    return "sent" if is_sent else "none"


# -- GENCOD -----------------------------------------------------------------------------------


def _read_gencod(text: str) -> ServiceFile:
    found = ServiceFile()
    blocks: list[list[list[str]]] = []
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip().split(";")]
        if cells[0] == _GENCOD:
            blocks.append([])
        elif cells[0] and blocks:
            blocks[-1].append(cells)
    if not blocks:
        raise ServiceFileError
    for number, rubrics in enumerate(blocks, start=1):
        if [cells[0] for cells in rubrics].count("199") != 1 or rubrics[-1][0] != "199":
            found.problems.append((number, "cut"))
            continue
        messages = _read_block(rubrics)
        found.messages += messages
        if not messages:
            found.problems.append((number, "empty"))
    return found


def _read_block(rubrics: Sequence[Sequence[str]]) -> list[ServiceMessage]:
    first = {cells[0]: cells for cells in reversed(rubrics)}
    head = [";".join(cells) for cells in rubrics if cells[0] not in ("177", "199")]
    kind = _cell(first.get("198", ()), 2)
    return [
        _read_comment(cells, kind, first, "\n".join([*head, ";".join(cells)]))
        for cells in rubrics
        if cells[0] == "177"
    ]


def _read_comment(
    cells: Sequence[str], kind: str, first: dict[str, Sequence[str]], raw: str
) -> ServiceMessage:
    emitted = _day(_cell(first.get("176", ()), 1))
    error = text = ""
    moment, event = emitted, _ERRORS.get(kind, "unknown")
    if kind == "912":
        read_on = _moment(_cell(cells, 10), _cell(cells, 11))
        event = "read" if read_on else "taken"
        moment = read_on or _moment(_cell(cells, 8), _cell(cells, 9)) or emitted
    elif kind in _ERRORS:
        error = _cell(cells, 8)
        places = zip(("ligne", "position", "zone"), cells[9:12], strict=False)
        where = ", ".join(f"{name} {place}" for name, place in places if place)
        text = " – ".join(filter(None, [_cell(cells, 12), where]))
    return ServiceMessage(
        notation="gencod",
        kind=kind,
        event=event,
        recipient=_cell(first.get("100", ()), 1),
        raw=raw,
        sender=_cell(first.get("221", ()), 1),
        about=_cell(cells, 3),
        reference=_cell(cells, 4),
        sending=_cell(cells, 5),
        supplier=_cell(cells, 7),
        moment=moment,
        error=error,
        text=text,
    )


def _cell(cells: Sequence[str], position: int) -> str:
    return cells[position] if position < len(cells) else ""


def _day(text: str) -> datetime | None:
    """JJMMAA, or AAAAMMJJ as some write it."""
    pattern = _FORMATS.get(len(text))
    return parse_moment(text, pattern) if pattern else None


def _moment(day: str, hour: str) -> datetime | None:
    found = _day(day)
    if found and len(hour) in (4, 6) and hour.isascii() and hour.isdigit():
        hours, minutes = int(hour[:2]), int(hour[2:4])
        if hours < 24 and minutes < 60:
            return datetime.combine(found, time(hours, minutes))
    return found


# -- EANCOM -----------------------------------------------------------------------------------


def _read_eancom(text: str) -> ServiceFile:
    found = ServiceFile()
    for number, message in enumerate(read_messages(text), start=1):
        if not message.is_whole:
            found.problems.append((number, "cut"))
            continue
        if message.kind == "ORDRSP":
            found.problems.append((number, "answer"))
            continue
        found.messages.append(_read_aperak(message))
    return found


def _read_aperak(message: Message) -> ServiceMessage:
    days = {
        part(one, 1): read_moment(part(one, 1, 1), part(one, 1, 2)) for one in message.all("DTM")
    }
    parties = {part(one, 1): part(one, 2) for one in message.all("NAD")}
    references = [part(one, 1, 1) for one in message.all("RFF")]
    answer = next((part(one, 4) for one in message.all("BGM")), "")
    error = next((part(one, 1) for one in message.all("ERC")), "")
    texts = [" ".join(filter(None, one[4])) for one in message.all("FTX") if len(one) > 4]
    supplier = parties.get("SU", "")
    event = "unknown"
    if message.kind == "APERAK" and answer == "AB":
        event = "read" if days.get("8") else "taken"
    elif message.kind == "APERAK" and answer == "RE":
        event = "refused"
    return ServiceMessage(
        notation="eancom",
        kind=message.kind,
        event=event,
        recipient=message.recipient,
        raw="\n".join("+".join(":".join(element) for element in one) for one in message.segments),
        sender=message.sender,
        reference=references[0] if references else "",
        sending=next((part(one, 2) for one in message.all("BGM")), ""),
        # the network may name itself as the supplier of its message
        supplier=supplier if supplier != message.sender else "",
        moment=days.get("8") or days.get("4") or days.get("137"),
        error=error,
        text=" ".join(texts),
    )

"""Answers of a distributor as an EDIFACT message ORDRSP D96A (EANCOM, as the book trade uses it).

Segments from the public directory, codes from the lists of EDItEUR as public library programs know
them (7B and 8B: why; 12B: what becomes of the line). Never tried with a message of a distributor.
What is not in these tables has no answer: a person is told, nothing is guessed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from .edifact_read import Message, Segment, part, read_messages, read_moment

MOST_DIGITS = 5  # of a number of copies
_SHOWN = 20
# our answers, and whether the copies come by this order
ANSWERS: Mapping[str, bool] = {
    **dict.fromkeys(("noted", "on_its_way", "later", "no_date"), True),
    **dict.fromkeys(("not_here", "refused", "out_of_print", "replaced"), False),
}

# 1229, and list 12B: (do the copies come?, our answer when no reason says more)
_ACTIONS: Mapping[str, tuple[bool, str]] = {
    "2": (False, "refused"),
    "5": (True, "noted"),
    "7": (False, "refused"),
    "24": (True, "noted"),
}  # 3 and 6, changed: the quantities say how
_DECISIONS: Mapping[str, tuple[bool, str]] = {
    **dict.fromkeys(("100", "400", "401", "402", "403", "404"), (True, "noted")),
    **dict.fromkeys(("405", "406", "407", "408", "409", "410"), (True, "noted")),
    "800": (True, "on_its_way"),
    **dict.fromkeys(("200", "201", "202", "203", "205", "206", "207"), (False, "refused")),
    **dict.fromkeys(("220", "221", "223"), (False, "refused")),
    **dict.fromkeys(("110", "210"), (False, "replaced")),
}  # 1xx held, 222 at our own wish, 3xx, 5xx, 9xx: a person has to call
_REASONS: Mapping[str, str] = {
    **dict.fromkeys(("IB", "IP", "MD"), "noted"),
    **dict.fromkeys(("NP", "RE", "RP"), "later"),
    **dict.fromkeys(("CS", "OB", "ST", "TU", "UC"), "no_date"),
    **dict.fromkeys(("AB", "HK", "OF", "OP", "OR", "PK", "PN"), "out_of_print"),
    **dict.fromkeys(("AD", "AU", "FQ", "NK", "NN", "RF", "RR", "SN", "UB"), "not_here"),
    **dict.fromkeys(("NS", "SO"), "refused"),
}
_COMING = ("12", "113")
_BEHIND = "83"
_DAYS = ("69", "67", "44", "17", "11")  # promised, scheduled, available, estimated, sent


class ResponseFileError(ValueError):
    """The file is no EDIFACT, or holds no answer to an order."""


@dataclass(frozen=True)
class ResponseLine:
    """What one line of the message says.

    :param place: where it stands in its message, from 1 on
    :param line: the reference that we gave to the line of the order (RFF+LI)
    :param codes: ``(list, code)`` of FTX, in their order
    :param action: 1229, what becomes of the line
    :param quantities: ``{qualifier: copies}``
    :param faults: what of it could not be read
    """

    place: int
    order: str = ""
    line: str = ""
    isbn: str = ""
    replaced: str = ""
    action: str = ""
    codes: tuple[tuple[str, str], ...] = ()
    quantities: Mapping[str, int] = field(default_factory=dict)
    day: date | None = None
    text: str = ""
    faults: tuple[str, ...] = ()


@dataclass(frozen=True)
class Response:
    """One message; ``raw`` is what makes it the same one when it comes twice."""

    number: str
    sender: str
    buyer: str
    supplier: str
    order: str
    raw: str
    lines: tuple[ResponseLine, ...]
    moment: datetime | None = None


@dataclass
class Responses:
    """What a file says; ``problems`` are ``(number of the message, code)``."""

    responses: list[Response] = field(default_factory=list)
    problems: list[tuple[int, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Verdict:
    """Which of our answers a line is: ``answer`` (a name of ``ANSWERS``) or, when nobody can tell,
    ``doubt``: ``fault``, ``unknown``, ``contrary``, ``part``, ``nothing``, ``replaced``; ``told``
    is the code that it is about.
    """

    answer: str = ""
    doubt: str = ""
    told: str = ""


# -- reading ----------------------------------------------------------------------------------


def is_edifact(data: bytes) -> bool:
    """Tell whether a file is EDIFACT.

    >>> is_edifact(b"UNA:+.? '"), is_edifact(b"EAN;Reponse")
    (True, False)
    """
    return data.lstrip(b"\xef\xbb\xbf \r\n\t").startswith((b"UNA", b"UNB"))


def read_responses(data: bytes) -> Responses:
    """The answers of a file.

    :raises ResponseFileError: it is no EDIFACT, or has no message
    """
    if not is_edifact(data):
        raise ResponseFileError
    found = Responses()
    messages = read_messages(_decode(data).replace("\0", ""))
    if not messages:
        raise ResponseFileError
    for number, message in enumerate(messages, start=1):
        if not message.is_whole:
            found.problems.append((number, "cut"))
        elif message.kind != "ORDRSP":
            found.problems.append((number, "kind"))
        else:
            response = _read_response(message)
            found.responses.append(response)
            if not response.lines:
                found.problems.append((number, "empty"))
    return found


def _decode(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _read_response(message: Message) -> Response:
    head, blocks = _divide(message.segments)
    parties = {part(one, 1): part(one, 2) for one in head if one[0][0] == "NAD"}
    order = _reference(head, "ON")
    lines = (_read_line(place, block, order) for place, block in enumerate(blocks, start=1))
    return Response(
        number=next((part(one, 2) for one in head if one[0][0] == "BGM"), ""),
        sender=message.sender,  # the network perhaps, and not who answers
        buyer=parties.get("BY", "") or message.recipient,
        supplier=parties.get("SU", ""),
        order=order,
        raw="\n".join("+".join(":".join(element) for element in one) for one in message.segments),
        lines=tuple(lines),
        moment=_find_moment(head),
    )


def _divide(segments: Sequence[Segment]) -> tuple[list[Segment], list[list[Segment]]]:
    """What is before the first line, and the segments of each line; what follows UNS is no line's."""
    head: list[Segment] = []
    blocks: list[list[Segment]] = []
    for segment in segments:
        if segment[0][0] == "UNS":
            break
        if segment[0][0] == "LIN":
            blocks.append([segment])
        else:
            (blocks[-1] if blocks else head).append(segment)
    return head, blocks


def _read_line(place: int, block: Sequence[Segment], order: str) -> ResponseLine:
    quantities, faults = _read_quantities(block)
    day, wrong = _read_day(block)
    notes = [one for one in block if one[0][0] == "FTX" and part(one, 1) in ("LIN", "")]
    isbn, replaced = part(block[0], 3) or _product(block, "5"), _product(block, "3")
    if ordered := _product(block, "4"):  # the line is the substitute, and names what it stands for
        isbn, replaced = ordered, isbn
    return ResponseLine(
        place=place,
        order=_reference(block, "ON") or order,
        line=_reference(block, "LI"),
        isbn=isbn,
        replaced=replaced,
        action=part(block[0], 2),
        codes=tuple(
            (part(one, 3, 1).upper(), part(one, 3).upper()) for one in notes if part(one, 3)
        ),
        quantities=quantities,
        day=day,
        text=" ".join(filter(None, (" ".join(one[4]) if len(one) > 4 else "" for one in notes))),
        faults=(*faults, *wrong),
    )


def _product(block: Sequence[Segment], function: str) -> str:
    return next(
        (part(one, 2) for one in block if one[0][0] == "PIA" and part(one, 1) == function), ""
    )


def _reference(segments: Sequence[Segment], qualifier: str) -> str:
    return next(
        (part(one, 1, 1) for one in segments if one[0][0] == "RFF" and part(one, 1) == qualifier),
        "",
    )


def _read_quantities(block: Sequence[Segment]) -> tuple[dict[str, int], list[str]]:
    quantities: dict[str, int] = {}
    faults = []
    for segment in block:
        if segment[0][0] != "QTY":
            continue
        qualifier, text = part(segment, 1), part(segment, 1, 1)
        whole, _mark, rest = text.partition(".")
        if not (whole.isascii() and whole.isdigit() and not rest.strip("0")):
            faults.append(f"QTY {text[:_SHOWN]}")
        elif len(whole.lstrip("0")) > MOST_DIGITS or qualifier in quantities:
            faults.append(f"QTY {qualifier} {text[:_SHOWN]}")
        else:
            quantities[qualifier] = int(whole.lstrip("0") or "0")
    return quantities, faults


def _read_day(block: Sequence[Segment]) -> tuple[date | None, list[str]]:
    days = {part(one, 1): one for one in block if one[0][0] == "DTM"}
    for qualifier in _DAYS:
        if qualifier in days:
            found = _moment(days[qualifier])
            return (
                (found.date(), [])
                if found
                else (None, [f"DTM {part(days[qualifier], 1, 1)[:_SHOWN]}"])
            )
    return None, []


def _find_moment(head: Sequence[Segment]) -> datetime | None:
    found = [one for one in head if one[0][0] == "DTM" and part(one, 1) == "137"]
    return _moment(found[0]) if found else None


def _moment(segment: Segment) -> datetime | None:
    return read_moment(part(segment, 1, 1), part(segment, 1, 2))


# -- judging ----------------------------------------------------------------------------------


def judge(
    line: ResponseLine, copies: int, own: Mapping[str, tuple[str, bool]] | None = None
) -> Verdict:
    """Which answer a line gives.

    :param copies: that were ordered
    :param own: ``{code: (answer, do the copies come?)}`` of the bookshop itself: before all others

    >>> judge(ResponseLine(1, action="7", codes=(("8B", "OP"),)), 2)
    Verdict(answer='out_of_print', doubt='', told='')
    >>> judge(ResponseLine(1, action="5", codes=(("8B", "XX"),)), 2)
    Verdict(answer='', doubt='unknown', told='8B XX')
    """
    if line.faults:
        return Verdict(doubt="fault", told=", ".join(line.faults))
    own = own or {}
    codes = [code for _table, code in line.codes]
    mine = {own[code] for code in (codes or [line.action]) if code in own}
    if len(mine) > 1:
        return Verdict(doubt="contrary", told=_show(line))
    if mine:
        [(answer, comes)] = mine
        return _settle(line, copies, answer, comes)
    said, reasons, unknown = _sort(line)
    if unknown:
        return Verdict(doubt="unknown", told=unknown)
    return _weigh(line, copies, said, reasons)


def _sort(line: ResponseLine) -> tuple[set[tuple[bool, str]], set[str], str]:
    """``(decisions, reasons, the first code in none of the lists)``; list 12B says more than 1229."""
    said: set[tuple[bool, str]] = set()
    reasons: set[str] = set()
    for table, code in line.codes:
        if table == "12B" and code in _DECISIONS:
            said.add(_DECISIONS[code])
        elif table in ("7B", "8B") and code in _REASONS:
            reasons.add(_REASONS[code])
        else:
            return said, reasons, f"{table} {code}".strip()
    if line.action not in ("", "3", "4", "6", *_ACTIONS):
        return said, reasons, f"1229 {line.action}"
    if line.action in _ACTIONS and not any(_goes_with(one, line.action) for one in said):
        said.add(_ACTIONS[line.action])
    return said, reasons, ""


def _goes_with(decision: tuple[bool, str], action: str) -> bool:
    """A line that another title replaces is accepted for some, refused for others."""
    return decision[1] == "replaced" or decision[0] == _ACTIONS[action][0]


def _weigh(
    line: ResponseLine, copies: int, said: set[tuple[bool, str]], reasons: set[str]
) -> Verdict:
    """Decisions and reasons that do not contradict each other."""
    if len(said) > 1 or len(reasons) > 1:
        return Verdict(doubt="contrary", told=_show(line))
    comes, plain = next(iter(said), (None, ""))
    reason = next(iter(reasons), "")
    if reason and comes is not None and _is_contrary(comes, reason):
        return Verdict(doubt="contrary", told=_show(line))
    if comes is None:
        comes = ANSWERS.get(reason)
    answer = plain
    if reason and ANSWERS[reason] == comes and reason != "noted" and plain != "replaced":
        answer = reason
    if line.replaced and comes is False:
        answer = "replaced"
    return _settle(line, copies, answer or reason, comes)


def _is_contrary(comes: bool, reason: str) -> bool:
    """Accepted and out of print; refused and in stock. Refused because it is missing is plain."""
    return not ANSWERS[reason] if comes else reason == "noted"


def _settle(line: ResponseLine, copies: int, answer: str, comes: bool | None) -> Verdict:
    """What the quantities say of it: an answer is that of a whole line."""
    if answer == "replaced" and not line.replaced:
        return Verdict(doubt="replaced")
    if line.replaced and comes is not False:
        return Verdict(doubt="contrary", told=f"{_show(line)} {line.replaced}")
    ordered = line.quantities.get("21", copies)
    counts = [line.quantities[one] for one in (*_COMING, _BEHIND) if one in line.quantities]
    total = max((line.quantities.get(one, 0) for one in _COMING), default=0)
    total += line.quantities.get(_BEHIND, 0)
    if comes is False:
        is_whole = total == 0 and ordered in (0, copies)
        return Verdict(answer) if is_whole else Verdict(doubt="part", told=str(total or ordered))
    if ordered != copies or (counts and total != copies):
        return Verdict(doubt="part", told=str(total if counts else ordered))
    if not answer and not counts:
        return Verdict(doubt="nothing")
    if answer == "later" and not line.day:
        return Verdict("no_date")
    return Verdict(answer or "noted")


def _show(line: ResponseLine) -> str:
    """The codes of a line, for a person."""
    return " ".join(filter(None, [line.action, *(f"{table} {code}" for table, code in line.codes)]))

"""What a sentence asks for: one intent, and the words it is about.

A sentence that orders something (an activity, a call, a meeting) has to begin with the order; one
that only mentions it is no order. Whatever destroys, sends or pays is no intent at all.
"""

import re
from dataclasses import dataclass, field
from datetime import date, time

from . import slots
from .dates import find_day, find_period, find_time
from .text import Line
from .vocabulary import (
    ASKING,
    CANCEL,
    CONFIRM,
    FORBIDDEN,
    HELP,
    KNOWN,
    POLITE,
    READS,
    THANKS,
    WRITES,
)

MAX_LENGTH = 400
WRITING = frozenset({"activity", "call", "meeting", "log_call"})


@dataclass(frozen=True)
class Reading:
    """What was understood.

    :ivar name: partner, product or record that is asked about, as it was written
    :ivar subject: what is to be done, or what was said
    :ivar until: last day of the time that is asked about
    """

    intent: str
    name: str = ""
    subject: str = ""
    day: date | None = None
    hour: time | None = None
    since: date | None = None
    until: date | None = None
    text: str = field(default="", compare=False)


def understand(text: str, today: date) -> Reading:
    """Return what a sentence asks for.

    >>> understand("stock du MT-400", date(2026, 3, 11)).name
    'MT-400'
    """
    text = " ".join(text.split())
    if len(text) > MAX_LENGTH:
        return Reading("unknown")
    line = Line(text, KNOWN)
    plain = " ".join(re.sub(r"[^\w ]", "", line.keys).split())
    for intent, phrases in (("confirm", CONFIRM), ("cancel", CANCEL), ("help", HELP)):
        if phrases.fullmatch(plain):
            return Reading(intent)
    keys, asking = line.keys, line.keys.endswith("?")
    start = _skip(POLITE, keys)
    if reading := _read_order(line, start, today, asking):
        return reading
    if FORBIDDEN.search(keys):
        return Reading("unknown")
    return _read_question(line, start, today)


def _skip(pattern: re.Pattern[str], keys: str) -> int:
    found = pattern.match(keys)
    return found.end() if found else 0


def _read_order(line: Line, start: int, today: date, asking: bool) -> Reading | None:
    """Return the order that a sentence begins with; a question is one when it asks to act."""
    if asking and not ASKING.match(line.keys):
        return None
    for intent, pattern in WRITES:
        if not (found := pattern.match(line.keys, start)):
            continue
        rest = line.part(found.end(), len(line.keys))
        if intent == "remind":
            return _read_reminder(rest, today)
        reading = _read_order_rest(intent.removeprefix("dated_"), rest, today)
        return reading if reading.day or intent != "dated_call" else None
    return None


def _read_order_rest(intent: str, rest: str, today: date) -> Reading:
    head, subject = slots.split_subject(rest)
    day, hour = None, None
    if intent != "log_call":
        head, day, hour = _take_when(head, today)
    return Reading(intent, slots.clean(head), subject, day, hour)


def _read_reminder(rest: str, today: date) -> Reading:
    """Return ``remind me to send the quote to Bellevue tomorrow``: an activity."""
    head, told = slots.split_subject(rest)
    head, day, hour = _take_when(head, today)
    subject, name = slots.split_target(slots.clean_start(head))
    return Reading("activity", name, told or subject, day, hour)


def _take_when(text: str, today: date) -> tuple[str, date | None, time | None]:
    """Return a text without its day and hour, and these."""
    day, hour = None, None
    if found := find_time(slots.fold(text)):
        hour, text = found[0], slots.cut(text, *found[1:])
    if when := find_day(slots.fold(text), today):
        day, text = when[0], slots.cut(text, *when[1:])
    return text, day, hour


def _read_question(line: Line, start: int, today: date) -> Reading:
    for intent, pattern, names in READS:
        if not pattern.search(line.keys):
            continue
        name = ""
        for one in names:
            if found := one.search(line.keys, start):
                name = slots.clean(line.part(*found.span("name")))
                break
        since, until = find_period(line.folded, today) or (None, None)
        when = find_day(line.folded, today) if intent == "today" else None
        day = when[0] if when else None
        return Reading(intent, name, "", day, None, since, until, line.text)
    return Reading("unknown", text=line.part(start, _end_without(THANKS, line.keys)))


def _end_without(pattern: re.Pattern[str], keys: str) -> int:
    found = pattern.search(keys)
    return found.start() if found else len(keys)

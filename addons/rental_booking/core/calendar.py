"""A booking as a calendar file (RFC 5545): one event, its two moments in UTC."""

from datetime import datetime

LINE = 70  # octets; RFC 5545 folds at 75


def escape(text: str) -> str:
    r"""Text of a calendar file.

    >>> escape("a, b; c\nd")
    'a\\, b\\; c\\nd'
    """
    for sign in ("\\", ";", ","):
        text = text.replace(sign, f"\\{sign}")
    return text.replace("\r", "").replace("\n", "\\n")


def fold(line: str) -> str:
    """A long line is cut into pieces of at most LINE octets, never inside a character."""
    pieces, current, size = [], "", 0
    for sign in line:
        octets = len(sign.encode())
        if size + octets > LINE:
            pieces.append(current)
            current, size = " ", 1
        current += sign
        size += octets
    return "\r\n".join([*pieces, current])


def moment(value: datetime) -> str:
    """Naive UTC → "20270705T080000Z".

    >>> moment(datetime(2027, 7, 5, 8))
    '20270705T080000Z'
    """
    return f"{value:%Y%m%dT%H%M%SZ}"


def render(
    uid: str,
    stamp: datetime,
    start: datetime,
    end: datetime,
    summary: str,
    place: str,
    words: str,
    cancelled: bool = False,
) -> str:
    """The file, one event; a client that knows ``uid`` replaces its own."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//rental_booking//booking//EN",
        f"METHOD:{'CANCEL' if cancelled else 'PUBLISH'}",
        "BEGIN:VEVENT",
        f"UID:{uid}",
        f"DTSTAMP:{moment(stamp)}",
        f"DTSTART:{moment(start)}",
        f"DTEND:{moment(end)}",
        f"SUMMARY:{escape(summary)}",
        f"LOCATION:{escape(place)}",
        f"DESCRIPTION:{escape(words)}",
        f"STATUS:{'CANCELLED' if cancelled else 'CONFIRMED'}",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(f"{fold(line)}\r\n" for line in lines)

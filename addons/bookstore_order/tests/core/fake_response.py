"""Answers to orders made up after the public directory; no distributor wrote them."""

MARKS = str.maketrans({"?": "??", "'": "?'", "+": "?+", ":": "?:"})


def say(text):
    """A text as EDIFACT writes it."""
    return text.translate(MARKS)


def answer_line(
    place, isbn, action="", line="", codes=(), quantities=(), replaced="", day="", text=""
):
    """The segments of one line.

    :param codes: ``[(list, code)]``
    :param quantities: ``[(qualifier, copies)]``
    """
    segments = [f"LIN+{place}+{say(action)}+{say(isbn)}:EN"]
    if replaced:
        segments.append(f"PIA+3+{say(replaced)}:EN")
    segments += [f"QTY+{qualifier}:{copies}" for qualifier, copies in quantities]
    if day:
        segments.append(f"DTM+69:{day}:102")
    segments += [f"FTX+LIN++{say(code)}:{table}:28" for table, code in codes]
    if text:
        segments.append(f"FTX+LIN+++{say(text)}")
    return [*segments, *([f"RFF+LI:{say(line)}"] if line else [])]


def ordrsp(us, them, order, *lines, number="R1", kind="ORDRSP", count=None, head=()):
    """A file of one message.

    :param lines: as ``answer_line`` makes them
    """
    body = [
        f"UNH+1+{kind}:D:96A:UN:EAN005",
        f"BGM+231+{say(number)}+9",
        "DTM+137:20261130:102",
        f"RFF+ON:{say(order)}",
        f"NAD+BY+{us}::9",
        f"NAD+SU+{them}::9",
        *head,
        *(segment for line in lines for segment in line),
        "UNS+S",
    ]
    body.append(f"UNT+{count or len(body) + 1}+1")
    whole = ["UNA:+.? ", f"UNB+UNOC:3+{them}:14+{us}:14+261130:0638+77", *body, "UNZ+1+77", ""]
    return "'\n".join(whole).encode("cp1252", "replace")

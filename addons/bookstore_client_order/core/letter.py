"""Links by which a telephone calls or writes."""

import re
from urllib.parse import quote


def dialable(number: str) -> str:
    """The digits of a number, as a telephone wants them.

    >>> dialable("06 12 34 56 78")
    '0612345678'
    >>> dialable("+33 (0)6 12 34 56 78")
    '+33612345678'
    """
    kept = re.sub(r"\(0\)", "", number or "")
    kept = re.sub(r"[^\d+]", "", kept)
    return kept[:1] + kept[1:].replace("+", "")


def sms_link(number: str, text: str) -> str:
    """Opens the messages of a telephone with the text ready.

    >>> sms_link("06 12", "Il est là")
    'sms:0612?body=Il%20est%20l%C3%A0'
    """
    return f"sms:{dialable(number)}?body={quote(text)}"

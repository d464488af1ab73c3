"""An order as an EDIFACT message ORDERS D96A (EANCOM subset of the book trade).

Written from the public directory; never tried against the service of a distributor.
"""

from collections.abc import Sequence
from datetime import datetime

_RELEASED = str.maketrans({"?": "??", "'": "?'", "+": "?+", ":": "?:"})


def write_orders(
    number: str,
    moment: datetime,
    buyer: str,
    supplier: str,
    lines: Sequence[tuple[str, int, str]],
) -> str:
    """The message of one order.

    :param buyer: GLN of the bookshop
    :param supplier: GLN of the distributor
    :param lines: ``(EAN, copies, reference of the line)``

    >>> text = write_orders("P1", datetime(2026, 11, 29, 9, 5), "301", "302", [("978", 2, "7")])
    >>> text.splitlines()[8:10]
    ["LIN+1++978:EN'", "QTY+21:2'"]
    """
    reference = _release(number)
    body = [
        "UNH+1+ORDERS:D:96A:UN:EAN008'",
        f"BGM+220+{reference}+9'",
        f"DTM+137:{moment:%Y%m%d%H%M}:203'",
        f"NAD+BY+{_release(buyer)}::9'",
        f"NAD+SU+{_release(supplier)}::9'",
        f"NAD+DP+{_release(buyer)}::9'",
    ]
    for position, (ean, copies, line) in enumerate(lines, start=1):
        body += [
            f"LIN+{position}++{_release(ean)}:EN'",
            f"QTY+21:{copies}'",
            f"RFF+LI:{_release(line)}'",
        ]
    body.append("UNS+S'")
    body.append(f"CNT+2:{len(lines)}'")
    body.append(f"UNT+{len(body) + 1}+1'")
    parties = f"{_release(buyer)}:14+{_release(supplier)}:14"
    head = ["UNA:+.? '", f"UNB+UNOC:3+{parties}+{moment:%y%m%d:%H%M}+{reference}'"]
    return "\n".join([*head, *body, f"UNZ+1+{reference}'"]) + "\n"


def _release(text: str) -> str:
    return text.translate(_RELEASED)

"""Codes of a series of vouchers, which nobody guesses."""

import re
import secrets
from collections.abc import Collection

# Without what is misread on a printed card: 0 and O, 1, I and L.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LENGTH = 10
MOST = 5000
_PREFIX = re.compile(r"[\w-]*")


def is_prefix(text: str) -> bool:
    """:return: whether a shop finds again what begins so: a filter reads ``[``, ``|`` and ``,``

    >>> is_prefix("Noël-26"), is_prefix("[NOEL]"), is_prefix("A|B")
    (True, False, False)
    """
    return bool(_PREFIX.fullmatch("".join(text.split())))


def make_codes(count: int, prefix: str = "", taken: Collection[str] = ()) -> list[str]:
    """New codes, all different: 31 signs, ten times, are 8 · 10¹⁴ of them.

    >>> [code] = make_codes(1, "noel ")
    >>> code[:5], len(code), code[10]
    ('NOEL-', 16, '-')
    """
    head = "".join(prefix.upper().split())
    found: dict[str, None] = {}
    while len(found) < count:
        body = "".join(secrets.choice(ALPHABET) for _place in range(LENGTH))
        code = "-".join(filter(None, (head, body[:5], body[5:])))
        if code not in taken:
            found[code] = None
    return list(found)

"""Codes of a series of vouchers, which nobody guesses."""

import secrets
from collections.abc import Collection

# Without what is misread on a printed card: 0 and O, 1, I and L.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LENGTH = 10
MOST = 5000


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

"""The order of IP codes (IEC 60529): when does one degree of protection include another?

First numeral (solids) 0–6: each includes the lower ones. Second numeral (water) 0–6: each includes
the lower ones; 7 and 8 (immersion) include only up to 4, *not* the jets of 5 and 6 — clause 6 of the
standard asks for a double marking (IP66/IP67) where both hold. 9 (steam jets) likewise stands alone
above 4; 9K (ISO 20653) is a 9. 8 includes 7. X says that a numeral is not stated: what asks for X
asks nothing there, what is marked X proves nothing there.
"""

import re

SOLIDS = (*"0123456", "X")
WATER = (*"0123456789", "9K", "X")
_CODE = re.compile(r"^IP([0-6X])(9K|[0-9X])$")
_APART = {"7": "701234", "8": "8701234", "9": "901234"}


def all_codes() -> list[str]:
    """Return every code of the standard, the least protection first (IPXX says nothing)."""
    return [f"IP{one}{other}" for one in SOLIDS for other in WATER if (one, other) != ("X", "X")]


def digits(code: str) -> tuple[str, str] | None:
    """Return ``(solids, water)`` of ``"IP65"``; None when it is no IP code."""
    found = _CODE.match(re.sub(r"[\s\-]", "", code).upper())
    return (found[1], found[2]) if found else None


def implies(code: str, other: str) -> bool:
    """Tell whether a product marked ``code`` is also protected to ``other``."""
    held, wanted = digits(code), digits(other)
    if not held or not wanted:
        return False
    return _solids(held[0], wanted[0]) and _water(held[1], wanted[1])


def _solids(held: str, wanted: str) -> bool:
    return wanted == "X" or (held != "X" and held >= wanted)


def _water(held: str, wanted: str) -> bool:
    if wanted == "X" or held == wanted:
        return True
    if held == "9K":
        return _water("9", wanted)
    if wanted == "9K" or held == "X":
        return False
    return wanted in _APART.get(held, "0123456"[: int(held) + 1])


def direct_implications() -> dict[str, set[str]]:
    """Return ``{code: codes that it implies directly}``: what they imply in turn is left out."""
    codes = all_codes()
    below = {
        code: {other for other in codes if other != code and implies(code, other)} for code in codes
    }
    return {
        code: {one for one in found if not any(one in below[other] for other in found)}
        for code, found in below.items()
    }


def expand_marking(parts: list[str]) -> list[str]:
    """Return the degrees of a marking: ``["IP66", "67"]`` are IP66 and IP67."""
    full = []
    for part in parts:
        short = re.fullmatch(r"[0-6Xx](?:9[Kk]|[0-9Xx])", part.strip())
        full.append(f"IP{part.strip().upper()}" if short and full and digits(full[0]) else part)
    return full

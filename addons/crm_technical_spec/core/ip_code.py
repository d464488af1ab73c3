"""The order of IP codes (IEC 60529): when does one degree of protection include another?

First digit (solids) 0–6: each includes the lower ones. Second digit (water) 0–6: each includes the
lower ones; 7 and 8 (immersion) include only up to 4, *not* the jets of 5 and 6 — clause 6 of the
standard asks for a double marking (IP66/IP67) where both hold. 9 (steam jets) likewise stands alone
above 4. 8 includes 7.
"""

import re

_CODE = re.compile(r"^IP([0-6])([0-9])$")
_WATER = {7: {7, 4, 3, 2, 1, 0}, 8: {8, 7, 4, 3, 2, 1, 0}, 9: {9, 4, 3, 2, 1, 0}}


def digits(code):
    """Return ``(solids, water)`` of ``"IP65"``; None when it is no IP code."""
    found = _CODE.match(code.replace(" ", "").upper())
    return (int(found[1]), int(found[2])) if found else None


def implies(code, other):
    """Tell whether a product marked ``code`` is also protected to ``other``."""
    (solids, water), (other_solids, other_water) = digits(code), digits(other)
    held = _WATER.get(water, set(range(water + 1)))
    return solids >= other_solids and other_water in held

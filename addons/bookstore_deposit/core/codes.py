"""What a person types or scans: ISBN in any spelling, other codes as they are."""

import re

_SEPARATORS = re.compile(r"[\s\-‐-―.]")


def _ean13_check_digit(first_twelve: str) -> str:
    total = sum(
        int(digit) * (3 if position % 2 else 1) for position, digit in enumerate(first_twelve)
    )
    return str(-total % 10)


def _isbn10_check_digit(first_nine: str) -> str:
    total = sum(int(digit) * (10 - position) for position, digit in enumerate(first_nine))
    remainder = -total % 11
    return "X" if remainder == 10 else str(remainder)


def is_ean13(code: str) -> bool:
    """True for thirteen digits whose last one is the right check digit."""
    return bool(re.fullmatch(r"\d{13}", code)) and _ean13_check_digit(code[:12]) == code[12]


def split_addon(text: str | None) -> tuple[str, str]:
    """A barcode and the two or five digits printed beside it (issue or price), if any.

    ``9782070360024 51850`` → ``("9782070360024", "51850")``
    """
    compact = _SEPARATORS.sub("", (text or "").strip())
    for length in (2, 5):
        code, addon = compact[:-length], compact[-length:]
        if addon.isdigit() and is_ean13(code):
            return code, addon
    return (text or "").strip(), ""


def normalise_code(text: str | None) -> str:
    """The code to look for: compact, ISBN-10 made ISBN-13; other codes only trimmed.

    ``2-07-036002-4`` → ``9782070360024``; ``978-2-07-036002-4`` → ``9782070360024``;
    ``TOTE BAG-1`` → ``TOTE BAG-1``. The add-on printed beside a barcode is left out.
    """
    text, _addon = split_addon(text)
    compact = _SEPARATORS.sub("", text).upper()
    if re.fullmatch(r"\d{9}[\dX]", compact) and _isbn10_check_digit(compact[:9]) == compact[9]:
        twelve = "978" + compact[:9]
        return twelve + _ean13_check_digit(twelve)
    if re.fullmatch(r"\d{8}|\d{12,14}", compact):
        return compact
    return text


def spellings(text: str | None) -> list[str]:
    """Every way a code may be on record: as read, normalised, UPC with and without its zero."""
    code = normalise_code(text)
    found = {code, (text or "").strip()}
    if re.fullmatch(r"\d{12}", code) and is_ean13("0" + code):
        found.add("0" + code)
    elif code.startswith("0") and is_ean13(code):
        found.add(code[1:])
    return sorted(found - {""})


def is_mistyped_isbn(text: str | None) -> bool:
    """True for thirteen digits that begin like an ISBN and end with a wrong check digit."""
    code = normalise_code(text)
    return bool(re.fullmatch(r"97[89]\d{10}", code)) and not is_ean13(code)


def is_isbn(text: str | None) -> bool:
    """True when ``text`` is an ISBN-10 or an ISBN-13 (prefix 978 or 979) in any spelling."""
    code = normalise_code(text)
    return is_ean13(code) and code[:3] in ("978", "979")


def looks_like_code(text: str | None) -> bool:
    """True when ``text`` was meant as a code (mostly digits), not as words to search."""
    compact = _SEPARATORS.sub("", text or "")
    return len(compact) >= 8 and sum(char.isdigit() for char in compact) >= len(compact) - 1

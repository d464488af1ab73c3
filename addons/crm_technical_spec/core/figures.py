"""Numbers as people and data sheets write them, read one way or refused.

French, English and Swiss figures, superscript powers, mixed fractions. A figure with a single mark
before exactly three digits (``2,800``) can be 2.8 or 2800: without a known decimal mark it is
refused, never guessed.
"""

import re
from fractions import Fraction

from .errors import SpecError

MAX_DIGITS = 40
MAX_EXPONENT = 40
"""Beyond this no physical quantity is meant; the integer would cost minutes and memory."""

SPACES = "\u0020\u00a0\u202f\u2009"
SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
_VULGAR = {
    "½": "1/2", "¼": "1/4", "¾": "3/4", "⅓": "1/3", "⅔": "2/3", "⅛": "1/8", "⅜": "3/8",
    "⅝": "5/8", "⅞": "7/8",
}  # fmt: skip
_DENOMINATORS = (2, 3, 4, 8, 16, 32, 64)

FIGURE = (
    rf"(?:\d{{1,3}}(?:[{SPACES}'’]\d{{3}}(?!\d))+(?:[.,]\d+)?|\d+(?:[.,]\d+)*|[.,]\d+)"
    r"(?:[eE][+\-−]?\d+|\s?[×x*·]\s?10(?:\^\s?[+\-−]?\d+|[⁻⁺]?[⁰¹²³⁴-⁹]+))?"
)
FRACTION = r"(?:\d+(?:\s|-))?\d{1,2}/\d{1,2}(?![\d/])"
NUMBER = rf"[+\-−–]?(?:{FRACTION}|{FIGURE})"
_PARTS = re.compile(
    r"^(?P<sign>[+-]?)(?P<figure>[\d.,]+)"
    r"(?:(?:[eE]|[×x*·]10\^?)(?P<exponent>[+-]?\d+))?$"
)
_FRACTION = re.compile(
    r"^(?P<sign>[+-]?)(?:(?P<whole>\d+)[ -])?(?P<above>\d{1,2})/(?P<below>\d{1,2})$"
)
_POWER = re.compile(r"(?<=10)([⁻⁺]?[⁰¹²³⁴-⁹]+)")


def unfold_fractions(text: str) -> str:
    """Write ``1½`` as ``1 1/2``."""
    for sign, written in _VULGAR.items():
        text = re.sub(rf"(?<=\d)\s?{sign}", f" {written}", text).replace(sign, written)
    return text


def is_fraction(text: str) -> bool:
    """Tell whether a number is written as a fraction (``1/2``, ``1 1/4``)."""
    return bool(_FRACTION.match(_plain(text)))


def parse_number(text: str, decimal: str = "") -> Fraction:
    """Return the number written the French, the English or the Swiss way, exactly.

    :param str decimal: "." or "," where the decimal mark is known (a file has one); it decides
        between two readings, it never overrules the only one
    :raise SpecError: it is no number, or it is two
    """
    plain = _plain(text)
    if found := _FRACTION.match(plain):
        return _read_fraction(text, found)
    grouped = bool(re.search(rf"\d[{SPACES}'’]\d", plain))
    found = _PARTS.match(re.sub(rf"[{SPACES}'’]", "", plain))
    if not found:
        raise SpecError("number", text=text)
    readings = readings_of(found["figure"], grouped)
    if not readings:
        raise SpecError("number", text=text)
    if len(readings) > 1 and decimal not in readings:
        raise SpecError("number_ambiguous", text=text, **_both(readings))
    figure = readings[decimal] if len(readings) > 1 else next(iter(readings.values()))
    return _scaled(text, found["sign"], figure, found["exponent"] or "0")


def readings_of(figure: str, grouped: bool = False) -> dict[str, str]:
    """Return ``{decimal mark: figure with a point}``: the ways in which digits and marks read.

    ``""`` stands for a figure in which no mark says which one is decimal.
    """
    if not re.search("[.,]", figure):
        return {"": figure}
    found = {}
    for decimal, group in ((".", ","), (",", ".")):
        whole, mark, rest = figure.rpartition(decimal) if decimal in figure else (figure, "", "")
        if decimal in whole or (group in rest):
            continue
        if group in whole:
            if grouped or not re.fullmatch(rf"[1-9]\d{{0,2}}(?:\{group}\d{{3}})+", whole):
                continue
            whole = whole.replace(group, "")
        if mark and not rest:
            continue
        found[decimal] = f"{whole or '0'}.{rest or '0'}"
    if len(set(found.values())) == 1 and len(found) > 1:
        return {"": next(iter(found.values()))}
    return found


def decimal_evidence(text: str) -> set[str]:
    """Return the decimal marks that the figures of a text prove (``2,400.5`` proves the point)."""
    proven = set()
    for found in re.finditer(r"(?<![\w.,])\d[\d.,]*\d(?![\d.,])", text):
        readings = readings_of(found[0])
        if len(readings) == 1:
            proven |= set(readings) - {""}
    return proven


def settle_figures(text: str, decimal: str) -> str:
    """Write the figures of a text so that they read one way without their file's decimal mark."""

    def settled(found: re.Match[str]) -> str:
        readings = readings_of(found[0])
        return _unambiguous(Fraction(readings[decimal])) if len(readings) > 1 else found[0]

    return re.sub(r"(?<![\w.,])\d[\d.,]*\d(?![\d.,])", settled, text)


def _plain(text: str) -> str:
    compact = str(text).strip().replace("−", "-").replace("–", "-")
    compact = _POWER.sub(lambda found: "^" + found[1].translate(SUPERSCRIPTS), compact)
    return re.sub(r"\s?([×x*·])\s?10\^\s?", r"\g<1>10^", compact)


def _read_fraction(text: str, found: re.Match[str]) -> Fraction:
    above, below = int(found["above"]), int(found["below"])
    if (
        below not in _DENOMINATORS
        or not 0 < above < below
        or Fraction(above, below).denominator != below
    ):
        raise SpecError("number", text=text)  # 230/400 V are two values, not a fraction
    value = Fraction(above, below) + int(found["whole"] or 0)
    return -value if found["sign"] == "-" else value


def _both(readings: dict[str, str]) -> dict[str, str]:
    one, other = sorted(readings.values(), key=Fraction)
    return {"one": _unambiguous(Fraction(one)), "other": _unambiguous(Fraction(other))}


def _unambiguous(value: Fraction) -> str:
    text = format(float(value), "f").rstrip("0").rstrip(".")
    return text + "0" if re.fullmatch(r"[1-9]\d{0,2}\.\d{3}", text) else text


def _scaled(text: str, sign: str, figure: str, exponent: str) -> Fraction:
    if len(figure) > MAX_DIGITS or len(exponent) > 4 or abs(int(exponent)) > MAX_EXPONENT:
        raise SpecError("too_large", text=text if len(text) <= 60 else text[:57] + "…")
    value = Fraction(figure) * Fraction(10) ** int(exponent)
    return -value if sign == "-" else value


# --- writing ----------------------------------------------------------------------------------

SHOWN_WHOLE = 12
"""A figure of so few significant digits was typed: it is shown as it is, whatever the decimals."""
LEAST_DIGITS = 4


def format_number(value: Fraction | int | str, decimals: int = 6, mark: str = ".") -> str:
    """Write an exact number for people: rounded half to even, no useless zero."""
    scaled = round(Fraction(value) * 10**decimals)
    whole, rest = divmod(abs(scaled), 10**decimals)
    digits = f"{rest:0{decimals}d}".rstrip("0") if decimals else ""
    return ("-" if scaled < 0 else "") + str(whole) + (mark + digits if digits else "")


def format_significant(value: Fraction | int | str, decimals: int = 3, mark: str = ".") -> str:
    """Write a number without losing what was typed: ``0.00025`` stays ``0.00025``.

    A figure that ends early is written whole; one that a conversion made long is rounded to
    ``decimals``, or further right where fewer than four significant digits would be left.
    """
    exact = Fraction(value)
    whole = decimals_of(exact)
    if whole is not None:
        return format_number(exact, whole, mark)
    places = decimals
    while exact and abs(exact) * 10**places < 10 ** (LEAST_DIGITS - 1) and places < decimals + 40:
        if places >= decimals and abs(exact) >= 1:
            break
        places += 1
    return format_number(exact, places, mark)


def decimals_of(value: Fraction) -> int | None:
    """Return how many decimals write the number exactly; None when it is too long to be typed."""
    places, scaled = 0, value
    while scaled.denominator != 1:
        scaled *= 10
        places += 1
        if places > MAX_DIGITS:
            return None
    digits = str(abs(scaled.numerator)).rstrip("0")
    return places if len(digits) <= SHOWN_WHOLE else None

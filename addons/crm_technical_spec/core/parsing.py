"""From what people type (``10–30 V``, ``24 V ±10 %``, ``≥ 5 N.m``, ``1 234,5``) to exact numbers."""

import re
from dataclasses import dataclass
from fractions import Fraction

from .errors import SpecError

UNBOUNDED = 1e300
"""Stands for "no limit on this side" in stored bounds: floats and JSON both carry it."""

_SPACES = "\u0020\u00a0\u202f\u2009"
_NUMBER = (
    rf"[+\-−]?(?:\d{{1,3}}(?:[{_SPACES}'’]\d{{3}})+(?:[.,]\d+)?|\d+(?:[.,]\d+)*|[.,]\d+)"
    r"(?:[eE][+\-−]?\d+)?"
)
_UNIT = (
    r"(?:[^\d\s.,±+\-−–—…~≤≥<>=]"
    r"(?:(?!\s+[\d+\-−])(?!\.\.)[^±~≤≥<>=…–—+])*?)?"
)
_OPERATORS = {
    "≥": "ge", ">=": "ge", "=>": "ge", ">": "ge", "min": "ge", "mini": "ge", "minimum": "ge",
    "au moins": "ge", "at least": "ge", "≤": "le", "<=": "le", "=<": "le", "<": "le", "max": "le",
    "maxi": "le", "maximum": "le", "au plus": "le", "at most": "le", "=": "eq",
}  # fmt: skip
_SIGN = "|".join(re.escape(sign) for sign in sorted(_OPERATORS, key=len, reverse=True))
_LEADING = re.compile(rf"^({_SIGN})\.?\s*(?=[\d+\-−.,])", re.IGNORECASE)
_TRAILING = re.compile(r"(?<=[\s\d])\s*\b(mini?(?:mum)?|maxi?(?:mum)?)\.?$", re.IGNORECASE)
_SEPARATOR = r"(?:\.{2,3}|…|–|—|-|~|\bà\b|\bto\b|\bbis\b)"
_RANGE = re.compile(
    rf"^(?:de\s+|from\s+|between\s+|entre\s+)?({_NUMBER})\s*({_UNIT})\s*"
    rf"(?:{_SEPARATOR}|\bet\b|\band\b)\s*({_NUMBER})\s*({_UNIT})$",
    re.IGNORECASE,
)
_POINT = re.compile(
    rf"^({_NUMBER})\s*({_UNIT})\s*(?:(?:±|\+/-|\+-|\+/−)\s*({_NUMBER})\s*(%|{_UNIT})\s*)?$",
    re.IGNORECASE,
)

YES = frozenset({"yes", "oui", "true", "vrai", "1", "x", "y", "o", "✓"})
NO = frozenset({"no", "non", "false", "faux", "0", "n", "-", "✗"})


@dataclass(frozen=True)
class Measure:
    """A typed quantity before its units are known.

    ``low`` and ``high`` are exact numbers in the units named by ``low_unit`` and ``high_unit``
    (texts, maybe empty); ``operator`` is "" unless a sign was typed; ``tolerance`` is in percent of
    the value when ``tolerance_unit`` is "%", else in that unit.
    """

    operator: str
    low: Fraction
    high: Fraction
    low_unit: str
    high_unit: str
    tolerance: Fraction = Fraction(0)
    tolerance_unit: str = ""

    @property
    def is_interval(self):
        return self.low != self.high or self.low_unit != self.high_unit


def parse_number(text):
    """Return the number written the French or the English way, exactly.

    One comma is a decimal comma; with a dot beside it, the last of the two is the decimal mark;
    a mark that stands twice separates thousands.
    """
    compact = re.sub(rf"[{_SPACES}'’]", "", str(text)).replace("−", "-")
    mantissa, exponent = re.match(r"^([^eE]*)((?:[eE].*)?)$", compact).groups()
    comma, dot = mantissa.rfind(","), mantissa.rfind(".")
    decimal = "," if comma > dot else "."
    other = "." if decimal == "," else ","
    mantissa = mantissa.replace(other, "")
    if mantissa.count(decimal) > 1:
        mantissa = mantissa.replace(decimal, "")
    try:
        return Fraction(mantissa.replace(",", ".") + exponent)
    except (ValueError, ZeroDivisionError):
        raise SpecError("number", text=str(text)) from None


def parse_measure(text, units=frozenset()):
    """Return the :class:`Measure` typed in ``text``; raise SpecError when it is not one.

    :param units: the unit symbols that the text may end with: in ``5 min`` of a duration, "min" is
        the minute, not "at least"
    """
    rest = re.sub(r"\s+", " ", text or "").strip()
    if not rest:
        raise SpecError("empty")
    operator = ""
    if found := _LEADING.match(rest):
        operator, rest = _OPERATORS[found[1].lower()], rest[found.end() :].strip()
    elif (found := _TRAILING.search(rest)) and found[1] not in units:
        operator = "ge" if found[1].lower().startswith("min") else "le"
        rest = rest[: found.start()].strip()
    if found := _POINT.match(rest):
        return _read_point(operator, *found.groups())
    if found := _RANGE.match(rest):
        return _read_range(operator, text, *found.groups())
    raise SpecError("number", text=text)


def _read_point(operator, number, unit, tolerance, tolerance_unit):
    value = parse_number(number)
    return Measure(
        operator,
        value,
        value,
        unit.strip(),
        unit.strip(),
        abs(parse_number(tolerance)) if tolerance else Fraction(0),
        (tolerance_unit or "").strip(),
    )


def _read_range(operator, text, low, low_unit, high, high_unit):
    if operator:
        raise SpecError("operator", text=text)
    high_unit = high_unit.strip()
    return Measure(
        "", parse_number(low), parse_number(high), low_unit.strip() or high_unit, high_unit
    )


def parse_boolean(text):
    """Return True or False for yes/no typed in French or English; raise SpecError otherwise."""
    word = (text or "").strip().casefold()
    if word in YES or word in NO:
        return word in YES
    raise SpecError("boolean", text=text)


def bounds_in_base(measure, default_unit, book):
    """Return ``(low, high, unit)``: exact bounds in the base unit and the unit to show them in.

    :param Unit default_unit: the unit of a text that names none; None for a bare number
    :param UnitBook book: where the typed units are looked up, in the quantity of ``default_unit``
    """
    low_unit = _unit_of(measure.low_unit, default_unit, book)
    high_unit = _unit_of(measure.high_unit, default_unit, book)
    low, high = low_unit.to_base(measure.low), high_unit.to_base(measure.high)
    if measure.tolerance:
        span = _tolerance_span(measure, low_unit, book)
        low, high = low - span, high + span
    if low > high:
        raise SpecError("reversed")
    return low, high, high_unit


def _unit_of(text, default_unit, book):
    if not text:
        return default_unit
    return book.find(text, default_unit.quantity)


def _tolerance_span(measure, unit, book):
    if measure.tolerance_unit == "%":
        return unit.span_to_base(abs(measure.low) * measure.tolerance / 100)
    return _unit_of(measure.tolerance_unit, unit, book).span_to_base(measure.tolerance)


def stored_bounds(measure, low, high):
    """Return float bounds as they are stored: a sign typed in a value leaves one side open."""
    lower = -UNBOUNDED if measure.operator == "le" else float(low)
    upper = UNBOUNDED if measure.operator == "ge" else float(high)
    return lower, upper


def format_number(value, decimals=6, mark="."):
    """Write an exact number for people: rounded half to even, no useless zero."""
    scaled = round(Fraction(value) * 10**decimals)
    whole, rest = divmod(abs(scaled), 10**decimals)
    digits = f"{rest:0{decimals}d}".rstrip("0") if decimals else ""
    return ("-" if scaled < 0 else "") + str(whole) + (mark + digits if digits else "")

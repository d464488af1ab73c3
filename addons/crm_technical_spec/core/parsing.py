"""From what people type (``10–30 V``, ``24 V ±10 %``, ``≥ 5 N.m``, ``1 234,5``) to exact numbers."""

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from fractions import Fraction

from .errors import SpecError
from .figures import NUMBER, is_fraction, parse_number, unfold_fractions
from .units import Unit, UnitBook

UNBOUNDED = 1e300
"""Stands for "no limit on this side" in stored bounds: floats and JSON both carry it."""

_WORDS = r"à|to|bis|et|and|ou|or|jusqu"
_UNIT = (
    rf"(?:(?!(?:{_WORDS})\b)[^\d\s.,±+\-−–—…~≤≥<>=]"
    r"(?:(?!\s+[\d+\-−–])(?!\.\.)(?!-[\d.,]+[^\W\d])[^±~≤≥<>=…–—+])*?)?"
)
_OPERATORS = {
    "≥": "ge", ">=": "ge", "=>": "ge", ">": "ge", "min": "ge", "mini": "ge", "minimum": "ge",
    "au moins": "ge", "at least": "ge", "plus de": "ge", "more than": "ge", "over": "ge",
    "above": "ge", "supérieur à": "ge", "supérieure à": "ge", "superieur a": "ge",
    "à partir de": "ge", "au minimum": "ge", "dès": "ge", "greater than": "ge",
    "≤": "le", "<=": "le", "=<": "le", "<": "le", "max": "le", "maxi": "le", "maximum": "le",
    "au plus": "le", "at most": "le", "moins de": "le", "less than": "le", "under": "le",
    "below": "le", "jusqu'à": "le", "jusqu’à": "le", "up to": "le", "inférieur à": "le",
    "inférieure à": "le", "inferieur a": "le", "au maximum": "le", "pas plus de": "le",
    "not more than": "le", "no more than": "le", "pas moins de": "ge", "not less than": "ge",
    "no less than": "ge", "au-dessus de": "ge", "au dessus de": "ge", "d'au moins": "ge", "d’au moins": "ge",
    "supérieur ou égal à": "ge", "supérieure ou égale à": "ge", "greater than or equal to": "ge",
    "en dessous de": "le", "en-dessous de": "le", "au-dessous de": "le", "inférieur ou égal à": "le",
    "inférieure ou égale à": "le", "less than or equal to": "le",
    "=": "eq",
}  # fmt: skip
_SORTED = sorted(_OPERATORS, key=len, reverse=True)
OPERATOR_WORDS = "|".join(re.escape(sign) for sign in _SORTED if sign[0].isalpha())
_SIGN = "|".join(re.escape(sign) for sign in _SORTED)
_LEADING = re.compile(rf"^({_SIGN})\.?\s*(?=[\d+\-−–.,])", re.IGNORECASE)
_TRAILING = re.compile(
    r"(?<=[\s\d])\s*\(?\b(mini?(?:mum)?|maxi?(?:mum)?|au (?:minimum|maximum|moins|plus)"
    r"|(?:ou|or) (?:plus|more|moins|less))\b\.?\)?$",
    re.IGNORECASE,
)
_MORE = frozenset({"min", "mini", "minimum", "au minimum", "au moins", "ou plus", "or more"})
_SEPARATOR = r"(?:\.{2,3}|…|–|—|-|~|/(?=\s?[+\-−–])|\bà\b|\bto\b|\bbis\b|\bjusqu['’]à\b)"
_RANGE = re.compile(
    rf"^(?:de\s+|from\s+|between\s+|entre\s+)?({NUMBER})\s*({_UNIT})\s*"
    rf"(?:{_SEPARATOR}|\bet\b|\band\b)\s*({NUMBER})\s*({_UNIT})$",
    re.IGNORECASE,
)
_PLUS_MINUS = r"(?:±|\+\s?/\s?-|\+-|\+\s?/\s?−|\+\s?/\s?–)"
_POINT = re.compile(
    rf"^({NUMBER})\s*({_UNIT})\s*(?:\(?{_PLUS_MINUS}\s*({NUMBER})\s*(%|{_UNIT})\s*\)?)?$",
    re.IGNORECASE,
)
_UNEVEN = re.compile(
    rf"^({NUMBER})\s*({_UNIT})\s*\(?([+\-−–]\s?[\d.,]+)\s*(%?)\s*/\s*([+\-−–]\s?[\d.,]+)\s*(%|{_UNIT})"
    r"\s*\)?$",
    re.IGNORECASE,
)
_AROUND_ZERO = re.compile(rf"^{_PLUS_MINUS}\s*({NUMBER})\s*({_UNIT})$", re.IGNORECASE)
_RAISED = "⁻⁺⁰¹²³⁴-⁹"
_REFINED = (
    (re.compile(r"(?<=\d)\s+1/min\b"), " r/min"),
    (re.compile(r"V\s?[~∼]"), "Vac"),
    (re.compile(r"V\s?=$"), "Vdc"),
    (re.compile(rf"(?<![\w.,])(?<![×x*·]\s)(?<![×x*·])(?=10(?:\^\s?[+\-−]?\d|[{_RAISED}]))"), "1×"),
)
_PHASES = re.compile(r"^[13]\s?[~∼]\s?\d")
"""``3~ 400 V`` names three phases, no range from 3 to 400 V; ``1~230 V`` may be either."""
_PART_CODE = re.compile(r"^(\d+)([RkKMGmµunp])(\d+)\s*(Ω|Ω|ohms?|F|H)?$")
_CODED = {"Ω": "RkKMG", "F": "mµunp", "H": "mµun"}
FRACTION_UNITS = frozenset(
    {
        "in",
        '"',
        "inch",
        "po",
        "pouce",
        "pouces",
        "ft",
        "hp",
        "HP",
        "ch",
        "cv",
        "lb",
        "lbs",
        "oz",
        "gal",
    }
)

YES = frozenset({"yes", "oui", "true", "vrai", "1", "x", "y", "o", "✓", "✔"})
NO = frozenset({"no", "non", "false", "faux", "0", "n", "✗", "✘"})
SILENT = frozenset({"-", "–", "—", "−", "--", "n/a", "n.a.", "n.c."})
"""What data sheets write where they say nothing."""


@dataclass(frozen=True)
class Measure:
    """A typed quantity before its units are known.

    ``low`` and ``high`` are exact numbers in the units named by ``low_unit`` and ``high_unit``
    (texts, maybe empty); ``operator`` is "" unless a sign was typed; ``tolerance`` is in percent of
    the value when ``tolerance_unit`` is "%", else in that unit; ``tolerance_below`` differs from it
    in ``230 V +10/-15 %`` only; ``fraction`` tells that a number was written ``1/2``.
    """

    operator: str
    low: Fraction
    high: Fraction
    low_unit: str
    high_unit: str
    tolerance: Fraction = Fraction(0)
    tolerance_unit: str = ""
    tolerance_below: Fraction | None = None
    fraction: bool = False

    @property
    def is_interval(self) -> bool:
        return self.low != self.high or self.low_unit != self.high_unit

    @property
    def is_tolerated(self) -> bool:
        return bool(self.tolerance or self.tolerance_below)


def is_silent(text: str | None) -> bool:
    """Tell whether a cell says nothing: blank, a dash, "n/a"."""
    word = (text or "").strip().casefold()
    return not word or word in SILENT


def parse_measure(
    text: str | None, units: Collection[str] = frozenset(), decimal: str = ""
) -> Measure:
    """Return the :class:`Measure` typed in ``text``; raise SpecError when it is not one.

    :param units: the unit symbols that the text may end with: in ``5 min`` of a duration, "min" is
        the minute, not "at least"; in ``4k7`` of a resistance, "k" stands for the mark
    :param str decimal: the decimal mark of the file, "" when it is unknown
    """
    rest = re.sub(r"\s+", " ", unfold_fractions(text or "")).strip()
    if not rest:
        raise SpecError("empty")
    for pattern, written in _REFINED:
        rest = pattern.sub(written, rest)
    if found := _PART_CODE.match(rest):
        return _read_part_code(text or "", found, units)
    if _PHASES.match(rest):
        raise SpecError("number", text=text or "")
    operator, rest = _cut_operator(rest, units)
    for pattern, reader in (
        (_POINT, _read_point),
        (_UNEVEN, _read_uneven),
        (_RANGE, _read_range),
        (_AROUND_ZERO, _read_around_zero),
    ):
        if found := pattern.match(rest):
            measure = reader(found, decimal)
            if operator and measure.is_interval:
                raise SpecError("operator", text=text or "")
            return replace(measure, operator=operator)
    raise SpecError("number", text=text or "")


def _cut_operator(rest: str, units: Collection[str]) -> tuple[str, str]:
    if found := _LEADING.match(rest):
        return _OPERATORS[found[1].lower()], rest[found.end() :].strip()
    if (found := _TRAILING.search(rest)) and found[1] not in units:
        word = found[1].lower()
        return "ge" if word in _MORE else "le", rest[: found.start()].strip()
    return "", rest


def _read_point(found: re.Match[str], decimal: str) -> Measure:
    number, unit, tolerance, tolerance_unit = found.groups()
    value = parse_number(number, decimal)
    return Measure(
        "",
        value,
        value,
        unit.strip(),
        unit.strip(),
        abs(parse_number(tolerance, decimal)) if tolerance else Fraction(0),
        (tolerance_unit or "").strip(),
        fraction=is_fraction(number),
    )


def _read_uneven(found: re.Match[str], decimal: str) -> Measure:
    number, unit, one, one_unit, other, other_unit = found.groups()
    value, sides = parse_number(number, decimal), [_signed(side, decimal) for side in (one, other)]
    if not (min(sides) <= 0 <= max(sides)) or (one_unit and one_unit != other_unit):
        raise SpecError("number", text=found[0])
    return Measure(
        "",
        value,
        value,
        unit.strip(),
        unit.strip(),
        max(sides),
        other_unit.strip(),
        tolerance_below=-min(sides),
    )


def _signed(text: str, decimal: str) -> Fraction:
    return parse_number(text.replace(" ", ""), decimal)


def _read_range(found: re.Match[str], decimal: str) -> Measure:
    low, low_unit, high, high_unit = found.groups()
    return Measure(
        "",
        parse_number(low, decimal),
        parse_number(high, decimal),
        low_unit.strip() or high_unit.strip(),
        high_unit.strip() or low_unit.strip(),
        fraction=is_fraction(low) or is_fraction(high),
    )


def _read_around_zero(found: re.Match[str], decimal: str) -> Measure:
    size, unit = abs(parse_number(found[1], decimal)), found[2].strip()
    return Measure("", -size, size, unit, unit)


def _read_part_code(text: str, found: re.Match[str], units: Collection[str]) -> Measure:
    """Read ``4k7`` (4.7 kΩ), ``2R2``, ``4n7``: the letter stands where the mark would."""
    whole, letter, rest, typed = found.groups()
    typed = "Ω" if typed and typed[0] in "oΩΩ" else typed
    for base, letters in _CODED.items():
        if base in units and letter in letters and typed in (None, base):
            prefix = {"R": "", "K": "k", "u": "µ"}.get(letter, letter)
            value = Fraction(f"{whole}.{rest}")
            return Measure("", value, value, prefix + base, prefix + base)
    raise SpecError("number", text=text)


def parse_boolean(text: str | None) -> bool:
    """Return True or False for yes/no typed in French or English; raise SpecError otherwise."""
    word = (text or "").strip().casefold()
    if word in YES or word in NO:
        return word in YES
    raise SpecError("boolean", text=text or "")


def bounds_in_base(
    measure: Measure, default_unit: Unit, book: UnitBook
) -> tuple[Fraction, Fraction, Unit]:
    """Return ``(low, high, unit)``: exact bounds in the base unit and the unit to show them in.

    :param Unit default_unit: the unit of a text that names none; the unit without symbol for a
        bare number
    :param UnitBook book: where the typed units are looked up, in the quantity of ``default_unit``
    """
    low_unit = _unit_of(measure.low_unit, default_unit, book)
    high_unit = _unit_of(measure.high_unit, default_unit, book)
    if measure.fraction and not FRACTION_UNITS & {high_unit.symbol, *high_unit.names}:
        raise SpecError("number", text=f"{measure.low} {measure.high_unit}".strip())
    low, high = low_unit.to_base(measure.low), high_unit.to_base(measure.high)
    if measure.is_tolerated:
        above, below = tolerance_spans(measure, low_unit, book)
        low, high = low - below, high + above
    if low > high:
        raise SpecError("reversed")
    if low < 0 and book.has_zero(default_unit.quantity):
        raise SpecError("below_zero")
    return low, high, high_unit


def _unit_of(text: str, default_unit: Unit, book: UnitBook) -> Unit:
    return book.find(text, default_unit.quantity) if text else default_unit


def tolerance_spans(measure: Measure, unit: Unit, book: UnitBook) -> tuple[Fraction, Fraction]:
    """Return by how much (base unit) a value may lie above and below its nominal one."""
    above = measure.tolerance
    below = above if measure.tolerance_below is None else measure.tolerance_below
    if measure.tolerance_unit == "%":
        size = unit.span_to_base(abs(measure.low))
        return size * above / 100, size * below / 100
    span_unit = _unit_of(measure.tolerance_unit, unit, book)
    return span_unit.span_to_base(above), span_unit.span_to_base(below)


def stored_bounds(
    measure: Measure, low: Fraction | int, high: Fraction | int
) -> tuple[float, float]:
    """Return float bounds as they are stored: a sign typed in a value leaves one side open."""
    lower = -UNBOUNDED if measure.operator == "le" else float(low)
    upper = UNBOUNDED if measure.operator == "ge" else float(high)
    return lower, upper

"""One entry cell, whatever the kind of attribute: text in, stored value out."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from fractions import Fraction

from .errors import SpecError
from .figures import format_significant
from .ip_code import expand_marking
from .parsing import (
    UNBOUNDED,
    Measure,
    bounds_in_base,
    is_silent,
    parse_boolean,
    parse_measure,
    stored_bounds,
    tolerance_spans,
)
from .units import Unit, UnitBook
from .words import NameBook

NO_UNIT = Unit(0, 0, "", Fraction(1))
_AFTER_VALUE = re.compile(
    r"\s*(?:\(?[±+]|\(?-\s?[\d.,]+\s*%?\s*/|\bmini?(?:mum)?\b|\bmaxi?(?:mum)?\b|\bau (?:m|p)\w+\b|\bo[ur] (?:plus|m\w+|less)\b).*$",
    re.IGNORECASE,
)
_TOLERATED = re.compile(r"±|\+\s?/|\+-|/\s?[+-]|\d\s*%?\s*/\s*[-−–]")
_OPTION_CUTS = (
    r"\s*;\s*", r",\s+", r"\s*[/+]\s*", r"\s*,\s*", r"\s+(?:et|and|ou|or)\s+",
)  # fmt: skip
_MARKING = re.compile(r"[/+]|\s(?:et|and)\s")


@dataclass(frozen=True)
class AttributeSpec:
    """How values of one attribute are read and written.

    ``unit`` is the unit shown and understood when none is typed; ``options`` knows every name, code
    and alias; ``decimal`` is the decimal mark of the file that is read, "" in a form.
    """

    key: int
    kind: str
    label: str = ""
    unit: Unit | None = None
    decimals: int = 6
    multiple: bool = False
    options: NameBook = field(default_factory=NameBook, compare=False)
    decimal: str = ""


@dataclass(frozen=True)
class Reading:
    """A value as stored: bounds in the base unit, the unit typed, the options, the text kept."""

    text: str
    value_min: float = 0.0
    value_max: float = 0.0
    unit: int = 0
    options: tuple[int, ...] = ()


def read_value(spec: AttributeSpec, text: str | None, book: UnitBook) -> Reading:
    """Return the :class:`Reading` of ``text``; raise SpecError telling what is wrong with it."""
    text = " ".join((text or "").split())
    if not text or (is_silent(text) and spec.kind != "text" and spec.options.find(text) is None):
        return Reading("")
    readers: dict[str, Callable[[AttributeSpec, str, UnitBook], Reading]] = {
        "number": _read_number,
        "range": _read_number,
        "option": _read_options,
    }
    if reader := readers.get(spec.kind):
        return reader(spec, text, book)
    if spec.kind == "boolean":
        flag = float(parse_boolean(text))
        return Reading("yes" if flag else "no", flag, flag)
    return Reading(text)


def measure_of(spec: AttributeSpec, text: str | None, book: UnitBook) -> Measure:
    """Return the core Measure of a text typed for this attribute."""
    return parse_measure(text, book.names_of((spec.unit or NO_UNIT).quantity), spec.decimal)


def _read_number(spec: AttributeSpec, text: str, book: UnitBook) -> Reading:
    unit = spec.unit or NO_UNIT
    measure = measure_of(spec, text, book)
    if not spec.unit and (measure.low_unit or measure.high_unit):
        raise SpecError("unit_other", unit=measure.high_unit or measure.low_unit)
    if measure.is_interval and spec.kind == "number":
        raise SpecError("interval", text=text)
    low, high, shown = bounds_in_base(measure, unit, book)
    if max(abs(low), abs(high)) >= Fraction(UNBOUNDED):
        raise SpecError("too_large", text=text)
    return Reading(text, *stored_bounds(measure, low, high), shown.key)


def with_unit(text: str, unit: Unit, book: UnitBook, decimal: str = "") -> str:
    """Return a typed number or range with its unit: ``24 ±10 %`` in mV is ``24 mV ±10 %``.

    A text that names a unit already is returned as it is; so is one that is no measure.
    """
    try:
        measure = parse_measure(text, book.names_of(unit.quantity), decimal)
    except SpecError:
        return text
    if measure.low_unit or measure.high_unit:
        return text
    rest = _AFTER_VALUE.search(text, pos=1)
    place = rest.start() if rest else len(text)
    return f"{text[:place]} {unit.symbol} {text[place:].strip()}".strip()


# --- options ----------------------------------------------------------------------------------


def is_marking(text: str | None) -> bool:
    """Tell whether several options are asked at once: IEC 60529 marks IP65/IP67 for *both*."""
    return bool(_MARKING.search(text or ""))


def _read_options(spec: AttributeSpec, text: str, _book: UnitBook) -> Reading:
    found = find_options(spec.options, text)
    if len(found) > 1 and not spec.multiple:
        raise SpecError("options", text=text)
    return Reading(text, options=found)


def find_options(options: NameBook, text: str) -> tuple[int, ...]:
    """Return the options named by a text, several where it is cut; names with a comma stay whole.

    :raise SpecError: a part is no option, or may be several
    """
    return tuple(dict.fromkeys(_cut_options(options, text.strip(), 0)))


def _cut_options(options: NameBook, text: str, level: int) -> list[int]:
    whole = options.find(text)
    if whole is not None:
        return [whole]
    for place, cut in enumerate(_OPTION_CUTS[level:], start=level):
        parts = [part for part in re.split(cut, text) if part.strip()]
        if len(parts) > 1:
            return [
                option
                for part in expand_marking(parts)
                for option in _cut_options(options, part.strip(), place)
            ]
    raise SpecError("option", text=text)


# --- writing ----------------------------------------------------------------------------------


def write_bounds(
    spec: AttributeSpec, value_min: float, value_max: float, mark: str = ".", with_unit: bool = True
) -> str:
    """Write stored bounds for people, in the attribute's unit: ``10 – 30 V``, ``≥ 5 N·m``."""
    unit = spec.unit or NO_UNIT
    suffix = f" {unit.symbol}" if with_unit and unit.symbol else ""

    def shown(value: float) -> str:
        # as the float is written: 20.4, not the binary fraction next to it
        return format_significant(unit.from_base(str(value)), spec.decimals, mark)

    if value_min <= -UNBOUNDED:
        return f"≤ {shown(value_max)}{suffix}"
    if value_max >= UNBOUNDED:
        return f"≥ {shown(value_min)}{suffix}"
    if value_min == value_max:
        return shown(value_min) + suffix
    return f"{shown(value_min)} – {shown(value_max)}{suffix}"


def write_value(
    spec: AttributeSpec,
    text: str,
    value_min: float,
    value_max: float,
    book: UnitBook,
    mark: str = ".",
) -> str:
    """Write a stored number for people; one with a tolerance as it was named: ``48 V ±10 %``."""
    if value_min != value_max and _TOLERATED.search(text):
        try:
            measure = measure_of(spec, text, book)
            if measure.is_tolerated:
                return _write_tolerated(spec, measure, book, mark)
        except SpecError:  # a text of before that is refused now: its bounds still say all
            return write_bounds(spec, value_min, value_max, mark)
    return write_bounds(spec, value_min, value_max, mark)


def _write_tolerated(spec: AttributeSpec, measure: Measure, book: UnitBook, mark: str) -> str:
    unit = spec.unit or NO_UNIT
    typed = book.find(measure.low_unit, unit.quantity) if measure.low_unit else unit
    nominal = format_significant(unit.from_base(typed.to_base(measure.low)), spec.decimals, mark)
    suffix = f" {unit.symbol}" if unit.symbol else ""
    above, below = measure.tolerance, measure.tolerance_below
    tail = " %"
    if measure.tolerance_unit != "%":
        spans = tolerance_spans(measure, typed, book)
        above, down = (unit.span_from_base(span) for span in spans)
        below, tail = (None if below is None else down), suffix
    upper = format_significant(above, spec.decimals, mark)
    if below is None:
        return f"{nominal}{suffix} ±{upper}{tail}"
    return f"{nominal}{suffix} +{upper}/−{format_significant(below, spec.decimals, mark)}{tail}"


def exact_text(spec: AttributeSpec, value_min: float, value_max: float) -> str:
    """Write stored bounds so that reading them gives the very same bounds again."""
    unit = spec.unit or NO_UNIT
    suffix = f" {unit.symbol}" if unit.symbol else ""

    def written(value: float) -> str:
        for digits in range(6, 40):
            exact = unit.from_base(str(value))
            text = _to_digits(exact, digits)
            if float(unit.to_base(Fraction(text))) == value:
                return text
        return _to_digits(unit.from_base(str(value)), 40)

    if value_min <= -UNBOUNDED:
        return f"≤ {written(value_max)}{suffix}"
    if value_max >= UNBOUNDED:
        return f"≥ {written(value_min)}{suffix}"
    if value_min == value_max:
        return written(value_min) + suffix
    return f"{written(value_min)} – {written(value_max)}{suffix}"


def _to_digits(value: Fraction, digits: int) -> str:
    """Write a number with so many significant digits, so that it has one reading (no ``1.234``)."""
    if not value:
        return "0"
    places = max(digits - len(str(abs(int(value)))), 0) if abs(value) >= 1 else digits + 12
    scaled = round(value * 10**places)
    whole, rest = divmod(abs(scaled), 10**places)
    decimals = f"{rest:0{places}d}".rstrip("0") if places else ""
    if len(decimals) == 3 and 0 < whole < 1000:
        decimals += "0"
    return ("-" if scaled < 0 else "") + str(whole) + (f".{decimals}" if decimals else "")


def in_unit(spec: AttributeSpec, unit: Unit) -> AttributeSpec:
    """Return the spec that shows values in another unit of the same quantity."""
    return replace(spec, unit=unit)

"""One entry cell, whatever the kind of attribute: text in, stored value out."""

import re
from dataclasses import dataclass, field
from fractions import Fraction

from .errors import SpecError
from .parsing import (
    UNBOUNDED,
    bounds_in_base,
    format_number,
    parse_boolean,
    parse_measure,
    stored_bounds,
)
from .quick_entry import simplify
from .units import Unit

NO_UNIT = Unit(0, 0, "", Fraction(1))
_AFTER_VALUE = re.compile(
    r"\s*(?:±|\+/-|\+-|\+/−|\bmini?(?:mum)?\b|\bmaxi?(?:mum)?\b).*$", re.IGNORECASE
)


@dataclass(frozen=True)
class AttributeSpec:
    """How values of one attribute are read and written.

    ``unit`` is the unit shown and understood when none is typed; ``options`` maps every simplified
    name, code and alias to an option id.
    """

    key: int
    kind: str
    label: str = ""
    unit: Unit | None = None
    decimals: int = 6
    multiple: bool = False
    options: dict = field(default_factory=dict, compare=False)


@dataclass(frozen=True)
class Reading:
    """A value as stored: bounds in the base unit, the unit typed, the options, the text kept."""

    text: str
    value_min: float = 0.0
    value_max: float = 0.0
    unit: int = 0
    options: tuple = ()


def read_value(spec, text, book):
    """Return the :class:`Reading` of ``text``; raise SpecError telling what is wrong with it."""
    text = " ".join((text or "").split())
    if not text:
        return Reading("")
    readers = {"number": _read_number, "range": _read_number, "option": _read_options}
    if reader := readers.get(spec.kind):
        return reader(spec, text, book)
    if spec.kind == "boolean":
        flag = float(parse_boolean(text))
        return Reading("yes" if flag else "no", flag, flag)
    return Reading(text)


def _read_number(spec, text, book):
    unit = spec.unit or NO_UNIT
    measure = parse_measure(text, book.names_of(unit.quantity))
    if not spec.unit and (measure.low_unit or measure.high_unit):
        raise SpecError("unit_other", unit=measure.high_unit or measure.low_unit)
    if measure.is_interval and spec.kind == "number":
        raise SpecError("interval", text=text)
    low, high, shown = bounds_in_base(measure, unit, book)
    value_min, value_max = stored_bounds(measure, low, high)
    if not -UNBOUNDED <= value_min <= value_max <= UNBOUNDED:
        raise SpecError("number", text=text)
    return Reading(text, value_min, value_max, shown.key)


def with_unit(text, unit, book):
    """Return a typed number or range with its unit: ``24 ±10 %`` in mV is ``24 mV ±10 %``.

    A text that names a unit already is returned as it is; so is one that is no measure.
    """
    try:
        measure = parse_measure(text, book.names_of(unit.quantity))
    except SpecError:
        return text
    if measure.low_unit or measure.high_unit:
        return text
    rest = _AFTER_VALUE.search(text, pos=1)
    place = rest.start() if rest else len(text)
    return f"{text[:place]} {unit.symbol} {text[place:].strip()}".strip()


def _read_options(spec, text, _book):
    whole = spec.options.get(simplify(text))
    if whole:
        return Reading(text, options=(whole,))
    names = [name.strip() for name in text.replace(";", ",").replace("/", ",").split(",")]
    found = []
    for name in filter(None, names):
        option = spec.options.get(simplify(name))
        if not option:
            raise SpecError("option", text=name)
        found.append(option)
    if not found:
        raise SpecError("option", text=text)
    if len(found) > 1 and not spec.multiple:
        raise SpecError("options", text=text)
    return Reading(text, options=tuple(dict.fromkeys(found)))


def write_bounds(spec, value_min, value_max, mark=".", with_unit=True):
    """Write stored bounds for people, in the attribute's unit: ``10 – 30 V``, ``≥ 5 N·m``."""
    unit = spec.unit or NO_UNIT
    suffix = f" {unit.symbol}" if with_unit and unit.symbol else ""

    def shown(value):
        # as the float is written: 20.4, not the binary fraction next to it
        return format_number(unit.from_base(str(value)), spec.decimals, mark)

    if value_min <= -UNBOUNDED:
        return f"≤ {shown(value_max)}{suffix}"
    if value_max >= UNBOUNDED:
        return f"≥ {shown(value_min)}{suffix}"
    if value_min == value_max:
        return shown(value_min) + suffix
    return f"{shown(value_min)} – {shown(value_max)}{suffix}"

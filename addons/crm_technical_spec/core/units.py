"""Units of measure with exact conversion (fractions), offsets included.

``base = value * factor + offset``; 1 °F = 5/9 K and 0 °F = 45967/180 K, so a Fahrenheit
temperature comes back from kelvin without the least rounding.
"""

import re
from dataclasses import dataclass
from fractions import Fraction

from .errors import SpecError

_DOTS = str.maketrans(
    {"⋅": "·", ".": "·", "*": "·", "•": "·", "²": "2", "³": "3", "Ω": "Ω", "μ": "µ"}
)
_RATIO = re.compile(r"^\s*([+-]?[\d.]+(?:[eE][+-]?\d+)?)\s*(?:/\s*([\d.]+(?:[eE][+-]?\d+)?))?\s*$")


def exact(text):
    """Return the fraction written in ``text``: ``"0.001"``, ``"5/9"``, ``"45967/180"``, ``"1e-6"``."""
    found = _RATIO.match(str(text))
    try:
        numerator, denominator = Fraction(found[1]), Fraction(found[2] or 1)
        return numerator / denominator
    except (TypeError, ValueError, ZeroDivisionError):
        raise SpecError("number", text=str(text)) from None


def normalize_symbol(text):
    """Return a unit symbol as it is compared: no space, one kind of dot (``N.m`` → ``N·m``)."""
    compact = re.sub(r"[\s\u00a0\u202f]+", "", text or "").translate(_DOTS)
    return compact.strip("·")


@dataclass(frozen=True)
class Unit:
    """A unit of one physical quantity.

    ``key`` is what the caller recognises it by (a database id); ``names`` are symbol and aliases.
    """

    key: int
    quantity: int
    symbol: str
    factor: Fraction
    offset: Fraction = Fraction(0)
    names: tuple = ()

    def to_base(self, value):
        return Fraction(value) * self.factor + self.offset

    def from_base(self, value):
        return (Fraction(value) - self.offset) / self.factor

    def span_to_base(self, span):
        """Convert a difference (a tolerance, a margin): offsets do not count."""
        return Fraction(span) * self.factor


class UnitBook:
    """All known units, found by the text that people type."""

    def __init__(self, units):
        units = list(units)
        self.units = {unit.key: unit for unit in units}
        self._exact, self._loose, self._names = {}, {}, {}
        for unit in units:
            self._names.setdefault(unit.quantity, set()).update((unit.symbol, *unit.names))
            symbols = {normalize_symbol(name) for name in (unit.symbol, *unit.names)}
            _file(self._exact, symbols, unit)
            _file(self._loose, {_loose(symbol) for symbol in symbols}, unit)

    def candidates(self, text):
        """Return the units that ``text`` may name: same letters first, then whatever the case."""
        symbol = normalize_symbol(text)
        return self._exact.get(symbol) or self._loose.get(_loose(symbol)) or []

    def names_of(self, quantity):
        """Return every writing of the units of a quantity."""
        return self._names.get(quantity, frozenset())

    def find(self, text, quantity):
        """Return the unit of ``quantity`` named ``text``; raise SpecError when there is none or two."""
        symbol = normalize_symbol(text)
        for index, key in ((self._exact, symbol), (self._loose, _loose(symbol))):
            same = [unit for unit in index.get(key, []) if unit.quantity == quantity]
            if len(same) == 1:
                return same[0]
            if same:
                raise SpecError("unit_ambiguous", unit=text)
        raise SpecError("unit_other" if self.candidates(text) else "unit_unknown", unit=text)


def _file(index, keys, unit):
    for key in keys:
        index.setdefault(key, []).append(unit)


def _loose(symbol):
    """``nm`` and ``Nm`` and ``N·m`` meet here; used only when the exact writing is unknown."""
    return symbol.replace("·", "").casefold()

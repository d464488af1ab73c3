"""Units of measure with exact conversion (fractions), offsets included.

``base = value * factor + offset``; 1 °F = 5/9 K and 0 °F = 45967/180 K, so a Fahrenheit
temperature comes back from kelvin without the least rounding.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from .errors import SpecError
from .figures import SUPERSCRIPTS

_DOTS = str.maketrans(
    {
        "⋅": "·",
        ".": "·",
        "*": "·",
        "•": "·",
        "×": "·",
        "Ω": "Ω",
        "μ": "µ",
        "^": "",
        "″": '"',
        "”": '"',
    }
)
_RATIO = re.compile(
    r"^\s*([+-]?[\d.]+(?:[eE][+-]?\d{1,3})?)\s*(?:/\s*([\d.]+(?:[eE][+-]?\d{1,3})?))?\s*$"
)
_CURRENT_KIND = re.compile(
    r"^(.*?[VA])·?[(\[]?(?:d·?c|a·?c|c·?c|c·?a|rms|eff|~|⎓|=|⎯)·?[)\]]?$", re.IGNORECASE
)
_STEM = re.compile(
    r"^(?:m|g|s|a|v|w|n|pa|bar|hz|l|ω|ohm|f|h|j|wh|ah|va|var|t|k|mol|lm|lx|cd|nm|rad|bit|b|s/m|s/cm)"
    r"(?![a-z])",
    re.IGNORECASE,
)
_TWO_PREFIXES = frozenset({("m", "M"), ("M", "m"), ("p", "P"), ("P", "p")})


def exact(text: str | None) -> Fraction:
    """Return the fraction written in ``text``: ``"0.001"``, ``"5/9"``, ``"45967/180"``, ``"1e-6"``."""
    found = _RATIO.match(str(text))
    try:
        if found:
            return Fraction(found[1]) / Fraction(found[2] or 1)
        raise ValueError(text)
    except (ValueError, ZeroDivisionError):
        raise SpecError("number", text=str(text)) from None


def normalize_symbol(text: str | None) -> str:
    """Return a unit symbol as it is compared: no space, one kind of dot (``N.m`` → ``N·m``)."""
    compact = re.sub(r"[\s\u00a0\u202f]+", "", text or "").translate(SUPERSCRIPTS).translate(_DOTS)
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
    names: tuple[str, ...] = ()

    def to_base(self, value: Fraction | int | str) -> Fraction:
        return Fraction(value) * self.factor + self.offset

    def from_base(self, value: Fraction | int | str) -> Fraction:
        return (Fraction(value) - self.offset) / self.factor

    def span_to_base(self, span: Fraction | int | str) -> Fraction:
        """Convert a difference (a tolerance, a margin): offsets do not count."""
        return Fraction(span) * self.factor

    def span_from_base(self, span: Fraction | int | str) -> Fraction:
        return Fraction(span) / self.factor


class UnitBook:
    """All known units, found by the text that people type."""

    def __init__(self, units: Iterable[Unit]) -> None:
        known = list(units)
        self.units = {unit.key: unit for unit in known}
        self._exact: dict[str, list[Unit]] = {}
        self._loose: dict[str, list[tuple[str, Unit]]] = {}
        self._names: dict[int, set[str]] = {}
        self._absolute = {unit.quantity for unit in known if unit.offset}
        for unit in known:
            self._names.setdefault(unit.quantity, set()).update((unit.symbol, *unit.names))
            for symbol in sorted({normalize_symbol(name) for name in (unit.symbol, *unit.names)}):
                self._exact.setdefault(symbol, []).append(unit)
                if not _changes_prefix(symbol, normalize_symbol(unit.symbol)):  # MM is no Mm
                    self._loose.setdefault(_loose(symbol), []).append((symbol, unit))

    def candidates(self, text: str) -> list[Unit]:
        """Return the units that ``text`` may name: same letters first, then whatever the case.

        Folding the case never turns one prefix into another: ``MNm`` is not mN·m.
        """
        symbol = normalize_symbol(text)
        if found := self._exact.get(symbol) or self._get_folded(symbol):
            return found
        bare = _CURRENT_KIND.match(symbol)  # 24 Vcc, 230 V~: the unit is the volt
        return self._exact.get(bare[1], []) if bare else []

    def _get_folded(self, symbol: str) -> list[Unit]:
        found = self._loose.get(_loose(symbol), ())
        return list(
            dict.fromkeys(unit for name, unit in found if not _changes_prefix(symbol, name))
        )

    def names_of(self, quantity: int) -> frozenset[str]:
        """Return every writing of the units of a quantity."""
        return frozenset(self._names.get(quantity, ()))

    def has_zero(self, quantity: int) -> bool:
        """Tell whether nothing of this quantity lies below zero in the base unit (temperatures)."""
        return quantity in self._absolute

    def find(self, text: str, quantity: int) -> Unit:
        """Return the unit of ``quantity`` named ``text``; raise SpecError when there is none or two."""
        symbol = normalize_symbol(text)
        bare = _CURRENT_KIND.match(symbol)
        loose = self._loose.get(_loose(symbol), ())
        similar = {unit for _name, unit in loose if unit.quantity == quantity}
        for found in (
            self._exact.get(symbol, []),
            list(similar) if len(similar) > 1 else self._get_folded(symbol),
            self._exact.get(bare[1], []) if bare else [],
        ):
            same = [unit for unit in found if unit.quantity == quantity]
            if len(same) == 1:
                return same[0]
            if same:
                raise SpecError("unit_ambiguous", unit=text)
        if similar:
            raise SpecError("unit_case", unit=text)
        raise SpecError("unit_other" if self.candidates(text) else "unit_unknown", unit=text)


def _loose(symbol: str) -> str:
    """``nm`` and ``Nm`` and ``N·m`` meet here; used only when the exact writing is unknown."""
    return symbol.replace("·", "").casefold()


def _changes_prefix(typed: str, name: str) -> bool:
    """Tell whether reading ``typed`` as ``name`` would turn one SI prefix into another."""
    letters = typed.replace("·", "")
    place = 0
    for factor in re.split(r"([·/])", name):
        pair = (letters[place : place + 1], factor[:1])
        if pair in _TWO_PREFIXES and _STEM.match(factor[1:]):
            return True
        place += 0 if factor == "·" else len(factor)
    return False

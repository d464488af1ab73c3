"""``IP65, 24 V, ≥ 5 N·m``: what a salesperson types, read against the attributes of a family."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from .errors import SpecError
from .parsing import OPERATOR_WORDS, Measure, parse_measure
from .reading import find_options, is_marking
from .units import UnitBook
from .words import NameBook, simplify

_SPLIT = re.compile(
    r"\s*(?:;|\n|,(?=\s)|,(?!\d)|(?<!\d),|(?<=\bI[PK]\d\d),|\s\+\s)\s*", re.IGNORECASE
)
_AND = re.compile(r"\s(?:et|and|avec|with)\s", re.IGNORECASE)
_BETWEEN = re.compile(r"\b(?:entre|between)\b(?!.*\s(?:et|and)\s)", re.IGNORECASE)
_BETTER = re.compile(
    r"\s*(?:\(?\b(?:or better|ou mieux|ou plus|mini(?:mum)?|min|au moins|at least)\b\.?\)?|\+)\s*$",
    re.IGNORECASE,
)
_AT_LEAST = re.compile(
    r"^\s*(?:≥|>=|mini(?:mum)?\.?\s|min\.?\s|au moins\s|at least\s)\s*", re.IGNORECASE
)
_EXACTLY = re.compile(r"^\s*(?:=|exactly\s|exactement\s)\s*", re.IGNORECASE)
_WITH = re.compile(r"^(?:with|avec)\s+", re.IGNORECASE)
_NOT = re.compile(r"^(?:no|without|sans|pas de|pas d['’])\s*", re.IGNORECASE)
_FIRST_NUMBER = re.compile(
    rf"(?:(?:[≥≤<>=]{{1,2}}|±|\b(?:{OPERATOR_WORDS}|de|from|entre|between)(?:\.|\b)|(?<=\W)(?:à partir de))"
    r"\s*)?(?<![\w])[+\-−–]?[\d½¼¾⅓⅔⅛⅜⅝⅞].*$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class AttributeInfo:
    """What reading needs to know of an attribute; ``names`` are label, code and symbol."""

    key: int
    kind: str
    quantity: int | None
    names: tuple[str, ...]
    better: str = "none"
    ordered: bool = False
    options: NameBook = field(default_factory=NameBook, compare=False)


@dataclass(frozen=True)
class Term:
    """One criterion as read.

    ``attributes`` holds the candidates: one when all is clear, several when the reader must ask,
    none when nothing fits. Without a sign each may be asked another way (12 kg: a motor at most, what
    it moves at least): ``operators`` are theirs, ``operator`` that of the first. ``value`` is the text to judge by, ``options`` the option ids (all of
    them are asked when ``every``, else any). ``problem`` says why nothing fits.
    """

    text: str
    attributes: tuple[int, ...]
    operators: tuple[str, ...] = ()
    value: str = ""
    options: frozenset[int] = frozenset()
    every: bool = False
    problem: SpecError | None = field(default=None, compare=False)

    @property
    def operator(self) -> str:
        return self.operators[0] if self.operators else ""

    def operator_of(self, attribute: int) -> str:
        """Return how the value is asked of one attribute; as of the first one where it is no candidate."""
        return dict(zip(self.attributes, self.operators, strict=True)).get(attribute, self.operator)


def split_terms(text: str | None) -> list[str]:
    """Cut at commas that are not decimal commas, semicolons, line ends, "et", "and"."""
    terms = []
    for part in _SPLIT.split(text or ""):
        terms += _split_and(part)
    return [term.strip() for term in terms if term.strip()]


def _split_and(part: str) -> list[str]:
    """Cut at "et" and "and", except the one of "entre 10 et 30"."""
    pieces = [""]
    for piece in re.split(rf"({_AND.pattern})", part, flags=re.IGNORECASE):
        if _AND.fullmatch(piece) and not _BETWEEN.search(pieces[-1]):
            pieces.append("")
        else:
            pieces[-1] += piece
    return pieces


def read_terms(text: str | None, attributes: Sequence[AttributeInfo], book: UnitBook) -> list[Term]:
    """Return the :class:`Term` of each part of ``text``.

    :param attributes: the :class:`AttributeInfo` that a term may mean
    :param UnitBook book: all units
    """
    return [read_term(part, attributes, book) for part in split_terms(text)]


def read_term(text: str, attributes: Sequence[AttributeInfo], book: UnitBook) -> Term:
    problem = None
    for reader in (_read_option, _read_number, _read_boolean, _read_text):
        try:
            if term := reader(text, attributes, book):
                return term
        except SpecError as error:
            problem = problem or error
    return Term(text, (), problem=problem)


def _read_option(text: str, attributes: Sequence[AttributeInfo], _book: UnitBook) -> Term | None:
    exactly = bool(_EXACTLY.match(text))
    core = _AT_LEAST.sub("", _BETTER.sub("", _EXACTLY.sub("", text))).strip()
    found: list[tuple[int, bool, frozenset[int]]] = []
    for info in attributes:
        if info.kind == "option" and (options := _options_named(core, info)):
            found.append((info.key, info.ordered, options))
    if not found:
        return None
    operators = tuple("in" if ordered and not exactly else "is" for _key, ordered, _o in found)
    keys = tuple(key for key, _ordered, _options in found)
    options = found[0][2] if len(found) == 1 else frozenset()
    return Term(text, keys, operators, core, options, len(options) > 1 and is_marking(core))


def _options_named(text: str, info: AttributeInfo) -> frozenset[int]:
    """Return the options of one attribute that a text names, with or without its label."""
    for wanted in (text, *_without_label(text, info)):
        try:
            return frozenset(find_options(info.options, wanted))
        except SpecError as error:
            if error.code == "option_ambiguous":
                raise
    return frozenset()


def _without_label(text: str, info: AttributeInfo) -> Iterable[str]:
    words = text.split(" ")
    labels = {simplify(name) for name in info.names}
    for place in range(len(words) - 1, 0, -1):
        if simplify(" ".join(words[:place]).rstrip(" :=")) in labels:
            yield " ".join(words[place:]).lstrip(":= ")


def _read_number(text: str, attributes: Sequence[AttributeInfo], book: UnitBook) -> Term | None:
    found = _FIRST_NUMBER.search(text)
    if not found:
        return None
    label = simplify(text[: found.start()].rstrip(" :"))
    value = found[0].strip()
    # "5 min" is five minutes where something is measured in time, else "at least 5"
    for units in (frozenset({"min"}), frozenset[str]()):
        measure = parse_measure(value, units)
        if fitting := _get_fitting(measure, label, attributes, book):
            operators = (measure.operator or _default_operator(measure, info) for info in fitting)
            return Term(text, tuple(info.key for info in fitting), tuple(operators), value)
    return None


def _get_fitting(
    measure: Measure, label: str, attributes: Sequence[AttributeInfo], book: UnitBook
) -> list[AttributeInfo]:
    """Return the attributes that a measure may be meant for, those named by ``label`` only."""
    quantities = {unit.quantity for unit in book.candidates(measure.high_unit)}
    fitting = [
        info
        for info in attributes
        if info.kind in ("number", "range")
        and (not measure.high_unit or info.quantity in quantities)
    ]
    return _labelled(fitting, label) if label else fitting


def _labelled(attributes: list[AttributeInfo], label: str) -> list[AttributeInfo]:
    names = {info.key: {simplify(name) for name in info.names if name} for info in attributes}
    same = [info for info in attributes if label in names[info.key]]
    return (
        same
        or [info for info in attributes if any(name.startswith(label) for name in names[info.key])]
        or [info for info in attributes if any(label in name for name in names[info.key])]
    )


def _default_operator(measure: Measure, info: AttributeInfo) -> str:
    """Without a sign: an interval is asked whole; else more (or less) when that is better.

    A tolerance asked of a number is an interval that the answer must lie in.
    """
    if measure.is_interval or measure.is_tolerated:
        return "covers" if info.kind == "range" else "between"
    if info.kind == "range":
        return "eq"
    return {"higher": "ge", "lower": "le"}.get(info.better, "eq")


def _read_boolean(text: str, attributes: Sequence[AttributeInfo], _book: UnitBook) -> Term | None:
    wanted = not _NOT.match(text)
    label = simplify(_WITH.sub("", _NOT.sub("", text)))
    found = [
        info
        for info in attributes
        if info.kind == "boolean" and label in {simplify(name) for name in info.names}
    ]
    keys, value = tuple(info.key for info in found), "yes" if wanted else "no"
    return Term(text, keys, ("is",) * len(keys), value) if found else None


def _read_text(text: str, attributes: Sequence[AttributeInfo], _book: UnitBook) -> Term | None:
    label, _colon, words = text.partition(":")
    if not words.strip():
        return None
    found = [
        info
        for info in attributes
        if info.kind == "text" and simplify(label) in {simplify(name) for name in info.names}
    ]
    keys = tuple(info.key for info in found)
    return Term(text, keys, ("is",) * len(keys), words.strip()) if found else None

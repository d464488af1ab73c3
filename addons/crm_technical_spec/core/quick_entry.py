"""``IP65, 24 V, ≥ 5 N·m``: what a salesperson types, read against the attributes of a family."""

import re
import unicodedata
from dataclasses import dataclass, field

from .errors import SpecError
from .parsing import parse_measure

_SPLIT = re.compile(r"\s*(?:;|\n|,(?=\s)|,(?!\d)|\s\+\s|\s(?:et|and)\s(?=[^\d]))\s*")
_BETTER = re.compile(
    r"\s*(?:\(?\b(?:or better|ou mieux|ou plus|mini(?:mum)?|min)\b\.?\)?|\+)\s*$", re.IGNORECASE
)
_EXACTLY = re.compile(r"^\s*(?:=|exactly\s|exactement\s)\s*", re.IGNORECASE)
_NOT = re.compile(r"^(?:no|without|sans|pas de|pas d')\s+", re.IGNORECASE)
_FIRST_NUMBER = re.compile(
    r"(?:(?:[≥≤<>=]{1,2}|\b(?:mini?(?:mum)?|maxi?(?:mum)?|au moins|au plus|at least|at most|de|from|"
    r"entre|between)\b)\s*)?[+\-−]?\d.*$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class AttributeInfo:
    """What reading needs to know of an attribute; ``names`` are label, code and symbol."""

    key: int
    kind: str
    quantity: int | None
    names: tuple
    better: str = "none"
    ordered: bool = False
    options: dict = field(default_factory=dict, compare=False)


@dataclass(frozen=True)
class Term:
    """One criterion as read.

    ``attributes`` holds the candidates: one when all is clear, several when the reader must ask,
    none when nothing fits. ``value`` is the text to judge by, ``options`` the option ids.
    """

    text: str
    attributes: tuple
    operator: str = ""
    value: str = ""
    options: frozenset = frozenset()


def simplify(text):
    """Return a text as it is compared: lower case, no accent, no space, dash or dot."""
    plain = unicodedata.normalize("NFKD", text or "").encode("ascii", "ignore").decode()
    return re.sub(r"[\s\-_.·/'()]+", "", plain).casefold()


def split_terms(text):
    """Cut at commas that are not decimal commas, semicolons, line ends, "et", "and"."""
    return [term.strip() for term in _SPLIT.split(text or "") if term.strip()]


def read_terms(text, attributes, book):
    """Return the :class:`Term` of each part of ``text``.

    :param attributes: the :class:`AttributeInfo` that a term may mean
    :param UnitBook book: all units
    """
    return [read_term(part, attributes, book) for part in split_terms(text)]


def read_term(text, attributes, book):
    for reader in (_read_option, _read_number, _read_boolean, _read_text):
        if term := reader(text, attributes, book):
            return term
    return Term(text, ())


def _read_option(text, attributes, _book):
    exactly = bool(_EXACTLY.match(text))
    core = _BETTER.sub("", _EXACTLY.sub("", text))
    wanted = simplify(core)
    found = []
    for info in attributes:
        labels = {""} | {simplify(name) for name in info.names}
        options = {
            option
            for name, option in info.options.items()
            if any(wanted == label + simplify(name) for label in labels)
        }
        if options:
            found.append((info, frozenset(options)))
    if not found:
        return None
    operator = "in" if not exactly and any(info.ordered for info, _options in found) else "is"
    keys = tuple(info.key for info, _options in found)
    return Term(text, keys, operator, core.strip(), found[0][1] if len(found) == 1 else frozenset())


def _read_number(text, attributes, book):
    found = _FIRST_NUMBER.search(text)
    if not found:
        return None
    label = simplify(text[: found.start()])
    # "5 min" is five minutes where something is measured in time, else "at least 5"
    for units in (frozenset({"min"}), frozenset()):
        try:
            measure = parse_measure(found[0], units)
        except SpecError:
            return None
        if fitting := _get_fitting(measure, label, attributes, book):
            break
    else:
        return None
    operator = measure.operator or (_default_operator(measure, fitting[0]))
    return Term(text, tuple(info.key for info in fitting), operator, found[0].strip())


def _get_fitting(measure, label, attributes, book):
    """Return the attributes that a measure may be meant for, those named by ``label`` only."""
    quantities = {unit.quantity for unit in book.candidates(measure.high_unit)}
    fitting = [
        info
        for info in attributes
        if info.kind in ("number", "range") and _quantity_fits(info, measure, quantities)
    ]
    return _labelled(fitting, label) if label else fitting


def _quantity_fits(info, measure, quantities):
    return info.quantity in quantities if measure.high_unit else True


def _labelled(attributes, label):
    names = {info.key: {simplify(name) for name in info.names if name} for info in attributes}
    same = [info for info in attributes if label in names[info.key]]
    return (
        same
        or [info for info in attributes if any(name.startswith(label) for name in names[info.key])]
        or [info for info in attributes if any(label in name for name in names[info.key])]
    )


def _default_operator(measure, info):
    """Without a sign: an interval is asked whole; else more (or less) when that is better."""
    if measure.is_interval:
        return "covers" if info.kind == "range" else "between"
    if info.kind == "range":
        return "eq"
    return {"higher": "ge", "lower": "le"}.get(info.better, "eq")


def _read_boolean(text, attributes, _book):
    wanted = not _NOT.match(text)
    label = simplify(_NOT.sub("", text))
    found = [
        info
        for info in attributes
        if info.kind == "boolean" and label in {simplify(name) for name in info.names}
    ]
    value = "yes" if wanted else "no"
    return Term(text, tuple(info.key for info in found), "is", value) if found else None


def _read_text(text, attributes, _book):
    label, _colon, words = text.partition(":")
    if not words.strip():
        return None
    found = [
        info
        for info in attributes
        if info.kind == "text" and simplify(label) in {simplify(name) for name in info.names}
    ]
    return Term(text, tuple(info.key for info in found), "is", words.strip()) if found else None

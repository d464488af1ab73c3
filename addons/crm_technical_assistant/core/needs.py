"""A need said in a sentence, cut into criteria that the finder reads and words that name a family."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from .text import fold

_SIGN = (
    r"(?:(?:≥|≤|>=|<=|=|<|>|±|\b(?:au moins|au plus|minimum|maximum|mini?\.?|maxi?\.?|at least|at most"
    r"|plus de|moins de|more than|less than|over|under|entre|between|jusqu'a|up to|a partir de|from))\s*)?"
)
_NUMBER = r"[+-]?\d+(?:[.,]\d+)?"
_UNIT = r"(?:°\s?[cf]|%|[a-zµω]+(?:[·./*²³][a-zµω]+|[²³]|\([a-z]\))*)"
_MARK = re.compile(r"\bi[pk]\s?\d{2}[a-z]?\b(?:\s+(?:ou mieux|or better))?")
_MEASURE = re.compile(
    rf"{_SIGN}(?<![\w.,]){_NUMBER}(?:\s*(?:[-–/]|a|to|et|and)\s*{_NUMBER})?\s?(?P<unit>{_UNIT})"
)
_STOP = frozenset(
    [
        "un",
        "une",
        "des",
        "de",
        "du",
        "la",
        "le",
        "les",
        "l",
        "d",
        "pour",
        "en",
        "avec",
        "et",
        "ou",
        "sur",
        "dans",
        "qui",
        "que",
        "quel",
        "quelle",
        "quels",
        "quelles",
        "me",
        "moi",
        "il",
        "faut",
        "je",
        "cherche",
        "trouve",
        "trouver",
        "cherche",
        "besoin",
        "produit",
        "produits",
        "a",
        "an",
        "the",
        "for",
        "of",
        "with",
        "and",
        "or",
        "in",
        "which",
        "what",
        "find",
        "need",
        "looking",
        "product",
        "products",
        "i",
        "we",
        "some",
        "any",
        "to",
        "that",
        "is",
        "are",
        "please",
        "svp",
        "stp",
        "besoins",
        "ai",
        "recherche",
        "nous",
        "avons",
        "faudrait",
        "voudrais",
        "would",
        "like",
        "have",
        "has",
        "fits",
        "fit",
        "convient",
        "convenir",
    ]
)


@dataclass(frozen=True)
class Need:
    """What is asked: ``terms`` as the finder reads them, ``words`` that may name a family."""

    terms: tuple[str, ...]
    words: tuple[str, ...]

    @property
    def text(self) -> str:
        return ", ".join(self.terms)


def read_need(sentence: str, is_unit: Callable[[str], bool], labels: Iterable[str] = ()) -> Need:
    """Return the criteria of a sentence.

    :param is_unit: tells whether a text is the symbol of a unit
    :param labels: names of attributes, which belong to the measure that follows them

    >>> read_need("un moteur IP65, au moins 5 Nm", lambda unit: unit == "Nm")
    Need(terms=('IP65', 'au moins 5 Nm'), words=('moteur',))
    """
    folded = fold(sentence)
    spans = [found.span() for found in _MARK.finditer(folded)]
    for found in _MEASURE.finditer(folded):
        if is_unit(sentence[found.start("unit") : found.end("unit")]) and not _touches(
            found.span(), spans
        ):
            spans.append(_with_label(folded, *found.span(), labels))
    spans.sort()
    terms = tuple(sentence[start:end].strip() for start, end in spans)
    return Need(terms, _words_beside(sentence, folded, spans))


def _touches(span: tuple[int, int], spans: list[tuple[int, int]]) -> bool:
    return any(start < span[1] and span[0] < end for start, end in spans)


def _with_label(folded: str, start: int, end: int, labels: Iterable[str]) -> tuple[int, int]:
    """Return the place of a measure with the name of the attribute that stands before it."""
    head = re.sub(r"(?:\s+(?:de|of|est|is)|\s*[:=])?\s*$", "", folded[:start])
    for label in sorted(map(fold, labels), key=len, reverse=True):
        if label and re.search(rf"(?<!\w){re.escape(label)}$", head):
            return len(head) - len(label), end
    return start, end


def _words_beside(sentence: str, folded: str, spans: list[tuple[int, int]]) -> tuple[str, ...]:
    return tuple(
        sentence[found.start() : found.end()]
        for found in re.finditer(r"[^\W\d_]{2,}", folded)
        if found[0] not in _STOP and not _touches(found.span(), spans)
    )

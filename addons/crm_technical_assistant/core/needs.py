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
_SPOKEN = (
    (re.compile(r"(?<![\w.,])(\d+)m(\d\d)(?!\w)"), r"\1,\2 m"),  # 2m50
    (re.compile(r"(?<=\d)\s?millim[eè]tres?\b", re.IGNORECASE), " mm"),
    (re.compile(r"(?<=\d)\s?centim[eè]tres?\b", re.IGNORECASE), " cm"),
    (re.compile(r"(?<=\d)\s?(?:m[eè]tres?\scarr[eé]s?|square\smet(?:re|er)s?)\b", re.I), " m²"),
    (re.compile(r"(?<=\d)\s?(?:m[eè]tres?\scubes?|cubic\smet(?:re|er)s?)\b", re.I), " m³"),
    (re.compile(r"(?<=\d)\s?m[eè]t(?:re|er)s?\b", re.IGNORECASE), " m"),
    (re.compile(r"(?<=\d)\s?kilo(?:gram(?:me)?)?s?\b", re.IGNORECASE), " kg"),
    (re.compile(r"(?<=\d)\s?volts?\b", re.IGNORECASE), " V"),
)
_HUNDREDTHS = re.compile(
    r"(?<![\w.,])(\d+)\s?m\s(\d\d)(?=\s*(?:$|[,;.!?](?!\d)"
    r"|\b(?:de|pour|avec|en|et|ou|of|for|with|and|or|large|long|haut|wide|high)\b))",
    re.IGNORECASE,
)
"""3 mètres 50: what follows says that the second number has no unit of its own."""
_LABEL_WORD = 4
"""Letters of a word that may stand for the attribute whose name has it."""
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


@dataclass(frozen=True)
class _Part:
    """A criterion: its place in the sentence and how the finder reads it."""

    start: int
    end: int
    text: str


def read_need(
    sentence: str,
    is_unit: Callable[[str], bool],
    get_labels: Callable[[str], Iterable[str]] = lambda _unit: (),
) -> Need:
    """Return the criteria of a sentence.

    :param is_unit: tells whether a text is the symbol of a unit
    :param get_labels: names of the attributes that are measured in a unit; one that stands before a
        measure, or a word of it, belongs to the measure

    >>> read_need("un moteur IP65, au moins 5 Nm", lambda unit: unit == "Nm")
    Need(terms=('IP65', 'au moins 5 Nm'), words=('moteur',))
    >>> width = lambda _unit: ["Largeur de vantail"]
    >>> read_need("moteur pour vantail de 2,5 m", lambda unit: unit == "m", width).terms
    ('vantail 2,5 m',)
    """
    for spoken, written in _SPOKEN:
        sentence = spoken.sub(written, sentence)
    sentence = _HUNDREDTHS.sub(r"\1,\2 m", sentence)
    folded = fold(sentence)
    parts = [
        _Part(*found.span(), sentence[slice(*found.span())]) for found in _MARK.finditer(folded)
    ]
    for found in _MEASURE.finditer(folded):
        unit = sentence[found.start("unit") : found.end("unit")]
        if is_unit(unit) and not _touches(found.span(), parts):
            parts.append(_with_label(sentence, folded, found.span(), get_labels(unit)))
    parts.sort(key=lambda part: part.start)
    terms = tuple(part.text.strip() for part in parts)
    return Need(terms, _words_beside(sentence, folded, parts))


def _touches(span: tuple[int, int], parts: list[_Part]) -> bool:
    return any(part.start < span[1] and span[0] < part.end for part in parts)


def _with_label(sentence: str, folded: str, span: tuple[int, int], labels: Iterable[str]) -> _Part:
    """Return a measure with the name of the attribute that stands before it, or with a word of it."""
    start, end = span
    head = re.sub(r"(?:\s+(?:de|of|est|is)|\s+d'|\s*[:=])?\s*$", "", folded[:start])
    known = sorted(map(fold, labels), key=len, reverse=True)
    for label in known:
        if label and re.search(rf"(?<!\w){re.escape(label)}$", head):
            return _Part(len(head) - len(label), end, sentence[len(head) - len(label) : end])
    words = {word for label in known for word in re.findall(r"[^\W\d_]+", label)} - _STOP
    if before := re.search(r"[^\W\d_]+$", head):
        for word in _get_singulars(before[0]):
            if word in words:
                return _Part(before.start(), end, f"{word} {sentence[start:end].strip()}")
    return _Part(start, end, sentence[start:end])


def _get_singulars(word: str) -> list[str]:
    """Return what a word may be one or many of.

    >>> _get_singulars("vantaux")
    ['vantaux', 'vantau', 'vantail', 'vantal']
    """
    found = [word]
    if word[-1:] in ("s", "x"):
        found.append(word[:-1])
    if word.endswith("aux"):
        found += [word[:-3] + "ail", word[:-3] + "al"]
    return [one for one in found if len(one) >= _LABEL_WORD]


def _words_beside(sentence: str, folded: str, parts: list[_Part]) -> tuple[str, ...]:
    return tuple(
        sentence[found.start() : found.end()]
        for found in re.finditer(r"[^\W\d_]{2,}", folded)
        if found[0] not in _STOP and not _touches(found.span(), parts)
    )

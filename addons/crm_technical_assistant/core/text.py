"""How a sentence is compared: folded letter by letter, cut into words, misspelt ones put right."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

_WORD = re.compile(r"[^\W_]+|(?<!\w)[^\w\s'’]|[^\w\s'’](?!\w)|[^\w\s'’-]")
_ALIKE = 0.45
_SHORT = 4
_NAME_ALIKE = 0.5
_SLIP = 0.8


def fold(text: str) -> str:
    """Return the text in small letters without accents; each letter keeps its place.

    >>> fold("Hôtel d’Été")
    "hotel d'ete"
    """
    return "".join(_fold_letter(letter) for letter in unicodedata.normalize("NFC", text))


def _fold_letter(letter: str) -> str:
    if letter in "’`´":
        return "'"
    return unicodedata.normalize("NFD", letter.lower())[0] if not letter.isspace() else " "


@dataclass(frozen=True)
class Word:
    """A word of a sentence: how it is compared and where it stands."""

    key: str
    start: int
    end: int


def trigrams(word: str) -> frozenset[str]:
    """Return the letters by threes, of a word with its borders."""
    padded = f"  {word} "
    return frozenset(padded[place : place + 3] for place in range(len(padded) - 2))


def similarity(one: str, other: str) -> float:
    """Return how much two words are alike, from 0 to 1."""
    first, second = trigrams(one), trigrams(other)
    return len(first & second) / len(first | second)


def _is_slip(typed: str, meant: str) -> bool:
    """Tell whether one letter is missing, doubled or swapped with its neighbour."""
    if len(typed) == len(meant):
        differing = [place for place in range(len(typed)) if typed[place] != meant[place]]
        return (
            len(differing) == 2
            and differing[1] == differing[0] + 1
            and typed[differing[0]] == meant[differing[1]]
            and typed[differing[1]] == meant[differing[0]]
        )
    short, long = sorted((typed, meant), key=len)
    return len(long) == len(short) + 1 and any(
        long[:place] + long[place + 1 :] == short for place in range(1, len(long))
    )


def _alike(typed: str, meant: str) -> float:
    alike = similarity(typed, meant)
    return max(alike, _SLIP) if len(typed) >= _SHORT and _is_slip(typed, meant) else alike


def correct(word: str, known: frozenset[str]) -> str:
    """Return the known word that was meant, or the word itself.

    >>> correct("stok", frozenset({"stock", "devis"}))
    'stock'
    """
    if word in known or len(word) < _SHORT or any(letter.isdigit() for letter in word):
        return word
    close = [
        (similarity(word, other), other)
        for other in known
        if len(other) >= _SHORT and other[0] == word[0] and abs(len(other) - len(word)) <= 2
    ]
    close = [(alike, other) for alike, other in close if alike >= _ALIKE or _is_slip(word, other)]
    return max(close)[1] if close else word


class Line:
    """A sentence as its words, beside the text it was cut from.

    :ivar keys: the words as compared, with one space between them
    """

    def __init__(self, text: str, known: frozenset[str]) -> None:
        self.text = unicodedata.normalize("NFC", text)
        self.folded = fold(self.text)
        self.words = [
            Word(correct(found[0], known), found.start(), found.end())
            for found in _WORD.finditer(self.folded)
        ]
        self.keys = " ".join(word.key for word in self.words)

    def part(self, start: int, end: int) -> str:
        """Return what was written in place of ``keys[start:end]``."""
        place, kept = 0, []
        for word in self.words:
            if place >= start and place + len(word.key) <= end:
                kept.append(word)
            place += len(word.key) + 1
        return self.text[kept[0].start : kept[-1].end] if kept else ""


def rank_names(asked: str, names: Iterable[tuple[int, str]]) -> list[tuple[float, int]]:
    """Return ``(how alike, key)`` of the names that an asked one may mean, the likeliest first.

    >>> rank_names("hotel du prot", [(1, "Hôtel du Port"), (2, "Garage Martin")])[0][1]
    1
    """
    wanted = fold(asked).split()
    found = []
    for key, name in names:
        there = re.findall(r"[^\W_]+", fold(name))
        best = [max((_alike(word, one) for one in there), default=0.0) for word in wanted]
        score = sum(best) / len(best) if best else 0.0
        if best and score >= _NAME_ALIKE and min(best) > 0.3:
            found.append((round(score - abs(len(there) - len(wanted)) / 1000, 4), key))
    return sorted(found, key=lambda one: (-one[0], one[1]))

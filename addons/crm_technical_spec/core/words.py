"""How names are compared: what carries meaning (sign, mark between digits, µ, Ω, %) is kept."""

import re
import unicodedata
from collections.abc import Iterable, Iterator

from .errors import SpecError

_SAME = str.maketrans({"Ω": "Ω", "μ": "µ", "−": "-", "–": "-", "—": "-", "’": "'", "œ": "oe", "æ": "ae",
                       "Œ": "OE", "Æ": "AE"})  # fmt: skip


def plain(text: str | None) -> str:
    """Return a text as it is compared letter for letter: one kind of space, dash, µ and Ω."""
    return " ".join((text or "").translate(_SAME).split())


def fold(text: str | None) -> str:
    """Return a text in lower case without accents; Greek and other letters stay."""
    letters = unicodedata.normalize("NFD", plain(text).casefold())
    kept = "".join(one for one in letters if not unicodedata.combining(one))
    return unicodedata.normalize("NFC", kept)


def simplify(text: str | None) -> str:
    """Return a text as it is compared loosely: ``IP-65``, ``ip 65`` and ``IP65`` meet here.

    Dashes, dots and slashes go between letters only: ``-40`` is not ``40``, ``1/4`` not ``14``;
    a decimal comma is a decimal point.
    """
    folded = re.sub(r"(?<=\d),(?=\d)", ".", fold(text))
    folded = re.sub(r"[_'()\[\]]+", "", folded)
    folded = re.sub(
        r"(?<=[^\W\d_])(?:[-./·,](?=\w)|\s[-/·]\s(?=[^\W\d_]))|(?<=\w)[-./·,]+(?=\s|$)", "", folded
    )
    return re.sub(r"\s+(?=[^\d])|(?<=[^\d])\s+|(?<=\d)\s+(?=\d{3}(?!\d))", "", folded).strip()


class NameBook:
    """Names of things (options, attributes), found by the exact writing first.

    :param names: ``(name, key)`` pairs; several names may have one key
    """

    def __init__(self, names: Iterable[tuple[str, int]] = ()) -> None:
        self._levels: tuple[dict[str, set[int]], ...] = ({}, {}, {})
        self._by_key: dict[int, list[str]] = {}
        for name, key in names:
            self._by_key.setdefault(key, []).append(name)
            for level, reduce in zip(self._levels, (plain, fold, simplify), strict=True):
                if reduced := reduce(name):
                    level.setdefault(reduced, set()).add(key)

    def __bool__(self) -> bool:
        return bool(self._by_key)

    def items(self) -> Iterator[tuple[str, int]]:
        for key, names in self._by_key.items():
            for name in names:
                yield name, key

    def find_all(self, text: str | None) -> set[int]:
        """Return the keys of the closest level of writing at which the text is a name."""
        for level, reduce in zip(self._levels, (plain, fold, simplify), strict=True):
            if found := level.get(reduce(text)):
                return found
        return set()

    def find(self, text: str | None) -> int | None:
        """Return the key named ``text``, None when there is none; raise when it may be several."""
        found = self.find_all(text)
        if len(found) > 1:
            names = ", ".join(self._by_key[key][0] for key in sorted(found))
            raise SpecError("option_ambiguous", text=text or "", names=names)
        return next(iter(found), None)

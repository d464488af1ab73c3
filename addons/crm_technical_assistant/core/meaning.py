"""Which of several attributes a measure is meant for, and which of them a short answer names."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from .text import correct, fold

_COUNT = re.compile(r"(?:n°|no\.?|nr\.?|number|numero|le|la|the)?\s*(\d{1,2})\s*[.)]?")
_SHORT = 5
"""An answer to a question has a few words; a longer sentence asks for something else."""


@dataclass(frozen=True)
class Meaning:
    """An attribute that a measure may be meant for.

    :ivar is_column: products of the family are compared by it
    :ivar is_wanted: the sign asks for the better side ("at least" of what is better when more)
    :ivar holders: how many products of the family have it
    """

    is_column: bool
    is_wanted: bool
    holders: int


def choose(meanings: Sequence[Meaning], products: int) -> int | None:
    """Return the place of the only sensible meaning, None where a person has to say it.

    Columns of the family go before what only stands on the data sheet, and among several the one
    that most products of the family have, when the others are in the minority.

    >>> own, carried = Meaning(False, False, 100), Meaning(True, True, 60)
    >>> choose([own, carried], 100)
    1
    >>> choose([carried, carried], 100) is None
    True
    """
    left = [place for place, one in enumerate(meanings) if one.is_column and one.is_wanted]
    if len(left) > 1:
        left = [place for place in left if 2 * meanings[place].holders > products]
    return left[0] if len(left) == 1 else None


def pick(answer: str, names: Sequence[str]) -> int | None:
    """Return the place of the name that a short answer means: its number, or words of it alone.

    >>> pick("2", ["Masse", "Charge admissible"])
    1
    >>> pick("la charge", ["Masse", "Charge admissible"])
    1
    >>> pick("masse", ["Masse de vantail", "Masse"])
    1
    """
    folded = fold(answer).strip(" .!?\"'«»“”")
    if found := _COUNT.fullmatch(folded):
        place = int(found[1]) - 1
        return place if 0 <= place < len(names) else None
    words = [_split(name) for name in names]
    known = frozenset(word for some in words for word in some)
    said = _split(folded)
    asked = {correct(word, known) for word in said} & known
    if not asked or len(said) > _SHORT or len(set(said)) > len(asked) + 1:
        return None
    same = [place for place, some in enumerate(words) if set(some) == asked]
    fitting = same or [place for place, some in enumerate(words) if asked <= set(some)]
    return fitting[0] if len(fitting) == 1 else None


def _split(text: str) -> list[str]:
    return re.findall(r"[^\W_]{2,}", fold(text))

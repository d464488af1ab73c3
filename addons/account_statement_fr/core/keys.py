"""What tells a movement of the bank again when another file brings it once more."""

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import count, islice

from .matching import fold
from .statement import Movement

Facts = tuple[object, ...]
_REACH = 20
"""So many more that are alike may be in the books than in the file."""


def get_candidates(account: str, movements: Sequence[Movement]) -> set[str]:
    """Every key under which one of these movements may be in the books."""
    alike = Counter(facts for one in movements for facts in _tell(account, one))
    return {key for facts, size in alike.items() for key in _reach(facts, size)}


def find_fresh(
    account: str,
    movements: Sequence[Movement],
    stored: Mapping[str, str],
    apart: bool = False,
) -> list[tuple[str, Movement]]:
    """The movements that are not in the books, each with a key of its own.

    Two payers may pay the same amount on one day with the same words: the payer tells them apart.
    Keys of before knew no payer: a movement is the one of such a key if its payer in the books is
    the same.

    :param stored: ``{key: payer in the books}``
    :param apart: nothing of the file can be there already
    """
    used: set[str] = set()
    sizes = Counter(_tell(account, one)[1] for one in movements)
    olds = {facts: [k for k in _reach(facts, n) if k in stored] for facts, n in sizes.items()}
    fresh = []
    for one in movements:
        now, before = _tell(account, one)
        key = next(key for key in _spell(now) if key not in used and not (apart and key in stored))
        used.add(key)
        payer = fold(one.party)
        old = [key for key in olds[before] if key not in used and fold(stored[key]) == payer]
        if key in stored:
            continue
        if old and not apart:
            used.add(old[0])
        else:
            fresh.append((key, one))
    return fresh


def _tell(account: str, one: Movement) -> tuple[Facts, Facts]:
    """What is known of a movement, as keys are made of it now, and as they were made before."""
    before = (account, one.day.isoformat(), one.amount, one.reference, fold(one.text))
    return (*before, fold(one.party), one.party_account), before


def _reach(facts: Facts, size: int) -> Iterator[str]:
    return islice(_spell(facts), size + _REACH)


def _spell(facts: Facts) -> Iterator[str]:
    """The keys of the first, second, third movement with these facts."""
    for number in count(1):
        text = "|".join(map(str, (*facts, number)))
        yield hashlib.sha256(text.encode()).hexdigest()

"""Who takes a case: somebody who is there, knows the matter, and has the most room left."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple


class Candidate(NamedTuple):
    """A technician as he is now.

    :param skills: ids of what he knows; none: a generalist, who comes after those who know
    :param load: open cases
    :param most: how many he can carry; 0: no limit
    :param last: when he was given one last; None: never
    """

    key: int
    skills: frozenset[int] = frozenset()
    load: int = 0
    most: int = 0
    away: bool = False
    last: datetime | None = None


def choose(candidates: Iterable[Candidate], needed: Iterable[int]) -> int | None:
    """The key of who takes it; None: nobody can, the case waits for a person to decide.

    :param needed: ids of skills, any of which will do (a category and those above it); none: any

    >>> choose([Candidate(1, frozenset({7}), load=4), Candidate(2, frozenset({7}), load=1)], [7])
    2
    >>> choose([Candidate(1, frozenset({8})), Candidate(2, frozenset({7}), away=True)], [7])
    """
    asked = frozenset(needed)
    able = [
        one
        for one in candidates
        if not one.away
        and (not one.most or one.load < one.most)
        and (not asked or not one.skills or one.skills & asked)
    ]
    if not able:
        return None
    return min(able, key=lambda one: _rank(one, asked)).key


def _rank(one: Candidate, asked: frozenset[int]) -> tuple[bool, float, datetime, int]:
    knows = bool(asked and one.skills & asked)
    load = one.load / one.most if one.most else float(one.load)
    return (bool(asked) and not knows, load, one.last or datetime.min, one.key)

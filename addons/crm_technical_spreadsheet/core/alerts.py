"""Which alerts are told: what holds now and was not told since it began to hold."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class News:
    """What is told now, and what ended and may be told again when it comes back."""

    told: tuple[str, ...]
    over: tuple[str, ...]


def compare(known: Iterable[str], holding: Mapping[str, str]) -> News:
    """Compare what was told with what holds.

    :param known: keys of what was told and held when we looked last
    :param holding: what holds now, key → sentence

    >>> compare(["a", "b"], {"b": "…", "c": "…"})
    News(told=('c',), over=('a',))
    """
    known = list(known)
    held = set(known)
    return News(
        tuple(key for key in holding if key not in held),
        tuple(key for key in known if key not in holding),
    )


def is_behind(sold: float, target: float, share: float, percent: float) -> bool:
    """Whether what was sold is below so many percent of the target's share until today.

    >>> is_behind(400, 1000, 0.5, 80), is_behind(399, 1000, 0.5, 80)
    (False, True)
    """
    return sold < target * share * percent / 100

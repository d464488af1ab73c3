"""Which pictures of a product are sent to a shop, which go, so that they stand in their order.

A shop's web service adds a picture behind the others and knows no place for it: one that belongs
before another is sent, and what follows it is sent anew.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass
class Pictures:
    """:param kept: ``{digest: number in the shop}``
    :param sent: digests, in their order
    :param gone: numbers of what we put there and want no more
    """

    kept: dict[str, str] = field(default_factory=dict)
    sent: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)


def plan_pictures(wanted: list[str], known: dict[str, str], there: Iterable[str]) -> Pictures:
    """:param wanted: digests of what is to stand there, in order
    :param known: ``{digest: number}`` of what we put there
    :param there: numbers that the shop has; those that we did not make are nobody's business

    >>> plan_pictures(["a", "c"], {"a": "1", "b": "2", "c": "3"}, ["1", "2", "3", "9"])
    Pictures(kept={'a': '1', 'c': '3'}, sent=[], gone=['2'])
    >>> plan_pictures(["a", "b", "c"], {"a": "1", "c": "3"}, ["1", "3"])
    Pictures(kept={'a': '1'}, sent=['b', 'c'], gone=['3'])
    >>> plan_pictures(["a"], {"a": "1"}, [])
    Pictures(kept={}, sent=['a'], gone=[])
    """
    left = set(there)
    plan = Pictures()
    last = 0
    for digest in wanted:
        key = known.get(digest, "")
        if key in left and not plan.sent and int(key) > last:
            plan.kept[digest], last = key, int(key)
        else:
            plan.sent.append(digest)
    plan.gone = [key for key in known.values() if key in left - set(plan.kept.values())]
    return plan

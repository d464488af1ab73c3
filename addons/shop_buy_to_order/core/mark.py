"""The software's own word in a context."""

from collections.abc import Mapping


class _Mark(str):
    """What comes over the wire is a plain text or a plain yes, never one of these. (A text, so that a
    context with it can travel.)"""

    __slots__ = ()


KEY = "buy_settling"
SETTLING = {KEY: _Mark("settling")}
"""Added to a context while what is bought moves towards its target: nothing calls itself again."""


def is_settling(context: Mapping[str, object]) -> bool:
    """
    >>> is_settling(SETTLING), is_settling({KEY: True}), is_settling({KEY: "settling"}), is_settling({})
    (True, False, False, False)
    """
    return isinstance(context.get(KEY), _Mark)

"""A list of titles as plain text, for a mail or a letter."""

from collections.abc import Iterable, Sequence


def title_sentence(copies: float, name: str, details: Sequence[str], note: str = "") -> str:
    """One title in one line.

    >>> title_sentence(2, "Salammbô", ["Gustave Flaubert", "", "8,20 €"], "for June")
    '2 × Salammbô – Gustave Flaubert – 8,20 € (for June)'
    >>> title_sentence(0, "Salammbô", [])
    'Salammbô'
    """
    words = " – ".join(filter(None, [name, *details]))
    number = f"{copies:g} × " if copies else ""
    return f"{number}{words} ({note})" if note else f"{number}{words}"


def list_text(heading: str, sentences: Iterable[str]) -> str:
    """A heading, underlined, and one line a title.

    >>> print(list_text("June", ["Salammbô"]), end="")
    June
    ====
    <BLANKLINE>
    Salammbô
    """
    return "\n".join([heading, "=" * len(heading), "", *sentences]) + "\n"

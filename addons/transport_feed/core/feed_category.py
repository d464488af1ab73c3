"""Price class of a car guessed from what a feed says about it: rules, no learning.

Classes are those of the tariff (``core.lot``): ``city``, ``car``, ``suv``, ``van``, ``large_van``.
"""

import re
import unicodedata

_WORDS = (
    (
        "large_van",
        r"\bfourgon\b|grand volume|plateau|benne|chassis cab|ctte.*(l3|l4|h3)|\bl[34]h[23]\b",
    ),
    (
        "van",
        r"\bvu\b|\bctte\b|\bvans?\b|kastenwagen|transporter|utilitaire|fourgonnette|ludospace|minibus|combi|camionnette|vasp",
    ),
    ("suv", r"\bsuv\b|4x4|tout[ -]?terrain|crossover|pick[ -]?up|monospace|\btt\b"),
    ("city", r"citadine|micro[ -]?urbaine|city"),
    ("car", r"berline|break|coupe|cabriolet|compacte|\bvp\b|\bci\b"),
)
_RULES = tuple((category, re.compile(pattern)) for category, pattern in _WORDS)
# Millimetres. Below it a length is a placeholder (Spider-VO writes 1 or 0).
_PLAUSIBLE_LENGTH = 2000


def plain(text: str | None) -> str:
    """Lower case without accents, for comparing words."""
    decomposed = unicodedata.normalize("NFKD", text or "")
    return "".join(char for char in decomposed if not unicodedata.combining(char)).lower()


def guess_category(
    body: str = "", kind: str = "", length_mm: int = 0, height_mm: int = 0
) -> tuple[str, bool]:
    """``(category, guessed)``; ``guessed`` is False only when a word of the feed said it and, for
    vans, a plausible size confirms which."""
    words = plain(f"{kind} {body}")
    named = next((category for category, rule in _RULES if rule.search(words)), None)
    sized = _category_by_size(length_mm, height_mm)
    if named in ("van", "large_van"):
        if sized is None:
            return named, True  # a word of the registration alone says nothing of the size
        return ("large_van" if sized == "large_van" else "van"), False
    if named in ("suv", "city"):
        return named, False
    if named == "car":
        return ("city" if sized == "city" else "car"), False
    return (sized or "car"), True


def _category_by_size(length_mm: int, height_mm: int) -> str | None:
    if length_mm < _PLAUSIBLE_LENGTH:
        return None
    if length_mm >= 5400 and height_mm >= 2200:
        return "large_van"
    if height_mm >= 1780:
        return "van"
    if height_mm >= 1600 and length_mm >= 4300:
        return "suv"
    if length_mm <= 3950 and height_mm < 1600:
        return "city"
    return "car"

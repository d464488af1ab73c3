"""What an unknown word of a provider probably means: proposed, never taken by itself."""

import re

from .feed_category import guess_category, plain

_STATUS_WORDS = (
    ("gone", r"vendu|livre|sold|delivered|sorti|cede|perdu|annule"),
    ("reserved", r"reserv|option|bloque|acompte|hold"),
    ("incoming", r"arriv|transit|commande|attente|achat|incoming|ordered|prepa"),
    ("in_stock", r"stock|dispo|parc|expo|vente|available|occasion|neuf"),
)


def propose(target: str, word: str) -> str:
    """The code that a word probably means, or an empty text.

    >>> propose("status", "Livré client"), propose("status", "En cours d'arrivage")
    ('gone', 'incoming')
    >>> propose("category", "CTTE"), propose("category", "?"), propose("status", "42")
    ('van', '', '')
    """
    if target == "status":
        spelled = plain(word)
        return next((code for code, rule in _STATUS_WORDS if re.search(rule, spelled)), "")
    # without sizes a guess that no word supports is the default class
    guess: str = guess_category(word)[0]
    return guess if guess != "car" or re.search(r"berline|break|coupe|vp|car", plain(word)) else ""

"""The words of a sentence that name something, without the small words around them."""

import re

from .text import fold

__all__ = ["clean", "clean_start", "cut", "fold", "split_subject", "split_target"]

_LEAD = re.compile(
    r"^(?:(?:de|du|des|la|le|les|pour|chez|of|for|from|the|by|a|à|au|aux|avec|with|to|on|sur|un|une|mon|ma"
    r"|my|our|nos|notre|que|about|at|societe|client|cliente|entreprise|company|customer|any|some|an)\s+"
    r"|[dl]['’]\s*|[^\w]+)",
)
_TAIL = re.compile(
    r"(?:[^\w)]+|\s(?:s'il te plait|s'il vous plait|stp|svp|please|merci|thanks|thank you"
    r"|en stock|in stock|left|pour|le|a|on|at|in progress|en cours|en retard|ouverts?|ouvertes?|open))$"
)
_SUBJECT = re.compile(r"(?<!\d)\s*:\s*|(?<=\d)\s*:\s+|\s+[-–—]\s+|(?<=\d)\s+:\s*(?=\D)")
_TARGET = re.compile(r"\s(?:a|au|aux|to|for|pour|chez|with|avec)\s")
_MEET = re.compile(
    r"^(?:appeler|rappeler|relancer|contacter|visiter|voir|call|call back|phone|contact|visit|see|chase)\s+"
)


def clean_start(text: str) -> str:
    """Return a text without the small words it begins with.

    >>> clean_start("de la société Garage Martin")
    'Garage Martin'
    """
    while found := _LEAD.match(fold(text)):
        text = text[found.end() :]
    return text


def clean(text: str) -> str:
    """Return the name in a text, without small words and marks on either side.

    >>> clean("du MT-400 ?")
    'MT-400'
    """
    text = clean_start(f"{text.strip()} ").strip()
    while found := _TAIL.search(fold(text)):
        text = text[: found.start()]
    return text


def cut(text: str, start: int, end: int) -> str:
    """Return a text without a part of it."""
    return f"{text[:start].rstrip()} {text[end:].lstrip()}".strip()


def split_subject(text: str) -> tuple[str, str]:
    """Return what stands before the colon and what after it.

    >>> split_subject("Bellevue : veut une remise")
    ('Bellevue', 'veut une remise')
    """
    found = _SUBJECT.search(text)
    if not found:
        return text, ""
    return text[: found.start()].strip(), text[found.end() :].strip()


def split_target(text: str) -> tuple[str, str]:
    """Return what is to be done, and for whom.

    >>> split_target("envoyer le devis à Garage Martin")
    ('envoyer le devis', 'Garage Martin')
    """
    found = list(_TARGET.finditer(fold(text)))[-1:]
    if found:
        return text[: found[0].start()].strip(), clean(text[found[0].end() :])
    met = _MEET.match(fold(text))
    return text.strip(), clean(text[met.end() :]) if met else ""

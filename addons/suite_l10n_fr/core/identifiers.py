"""SIREN and SIRET, checked with python-stdnum."""

from stdnum.fr import siren, siret


def compact(text: str | None) -> str:
    """The digits, without the blanks and dots that people put between them.

    >>> compact("732 829 320 00074")
    '73282932000074'
    """
    return "".join(char for char in text or "" if char.isalnum())


def is_valid(text: str | None) -> bool:
    """Whether the text is a SIREN (9 digits) or a SIRET (14) with the right check digit.

    >>> is_valid("732 829 320"), is_valid("73282932000074"), is_valid("73282932000075"), is_valid("")
    (True, True, False, False)
    """
    number = compact(text)
    if len(number) == 9:
        return bool(siren.is_valid(number))
    if number.startswith("356000000") and len(number) == 14 and number.isdigit():
        # La Poste numbers its offices so that the sum of the digits is a multiple of five.
        return siret.is_valid(number) or sum(map(int, number)) % 5 == 0
    return bool(siret.is_valid(number))


def siren_of(text: str | None) -> str:
    """The SIREN in a SIREN or SIRET; empty when it is neither.

    >>> siren_of("732 829 320 00074")
    '732829320'
    """
    return compact(text)[:9] if is_valid(text) else ""

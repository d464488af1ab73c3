"""Who is this car? What a plate and an identification number (VIN) say, and how sure that is.

Three answers. *Placeholder*: the text says "not known yet" and becomes empty. *Doubtful*: it is kept
as it was typed, with the reason of the doubt, and identifies nothing. *Sure*: it may recognise a car,
and nothing else may. French plates as published by the administration (HistoVec): SIV since 2009, WW
while registering, FNI before; a W plate belongs to a garage, not to a car.
"""

import re
from dataclasses import dataclass

from odoo.addons.suite_base.core.text import fold

PLACEHOLDER, DOUBTFUL, SURE = "placeholder", "doubtful", "sure"

_SIV_LETTERS = "[A-HJ-NP-TV-Z]"  # no I, O, U: they are mistaken for 1, 0, V
SIV = re.compile(r"^([A-Z]{2})(\d{3})([A-Z]{2})$")
_ISSUED = re.compile(rf"^(?!SS)(?:{_SIV_LETTERS}{{2}})(?!000)\d{{3}}(?!SS)(?:{_SIV_LETTERS}{{2}})$")
GARAGE = re.compile(r"^(W)(\d{3})([A-Z]{2})$")
FNI = re.compile(r"^(\d{2,4})([A-Z]{2,3})(\d{2}|2A|2B|97\d)$")
_DEPARTMENT = re.compile(r"^(?:0[1-9]|[1-8]\d|9[0-5]|2[AB]|97[1-8])$")
VIN_LETTERS = re.compile(r"^[A-HJ-NPR-Z0-9]*$")
VIN_LENGTH = 17
VIN_DIFFERENT = 4
VIN_RUN = re.compile(r"(.)\1{8}")
_VIN_SIGNS = "ABCDEFGHJKLMNPRSTUVWXYZ"
_VIN_FIGURES = "12345678123457923456789"
VIN_VALUES = dict(zip(_VIN_SIGNS, map(int, _VIN_FIGURES), strict=True)) | {
    str(digit): digit for digit in range(10)
}
VIN_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
# Whole texts that mean "not known yet", without signs and spaces.
FILLERS = frozenset([
    "aucun", "aucune", "avenir", "aucuneplaque", "attente", "inconnu", "inconnue", "encours",
    "enattente", "enregistrement", "immatriculation", "immat", "aimmatriculer",
    "nonimmatricule", "nonimmatriculee", "nonconnu", "noncommunique", "noncommuniquee",
    "nonrenseigne", "nonrenseignee", "nonrenseigner", "nr", "nc", "na", "nd", "nul", "null",
    "nil", "none", "neant", "neuf", "neuve", "vn", "sans", "sansplaque", "sansimmat",
    "sansimmatriculation", "sansvin", "plaque", "provisoire", "temporaire", "tbd", "tba",
    "todo", "test", "unknown", "notknown", "pending", "vide", "vierge", "adefinir", "apreciser",
    "acompleter", "asaisir", "demande", "keine", "unbekannt", "kein",
])  # fmt: skip


@dataclass(frozen=True)
class Mark:
    """A plate or a VIN: ``text`` as it is kept (empty for a placeholder), how sure it is and why not.

    ``key`` identifies the car; it is empty unless the mark is sure.
    """

    text: str
    level: str
    reason: str = ""
    key: str = ""


def plate_key(text: str | None) -> str:
    """:return: letters and digits of a plate in capitals, to compare and search: "AB123CD" """
    return re.sub(r"[^A-Z0-9]", "", (text or "").upper())


def is_filler(text: str | None) -> bool:
    """:return: whether a text only says that nothing is known yet: ``NC``, ``?``, ``XXX``

    >>> [is_filler(text) for text in ("À venir", "N.C.", "?", "9" * 17, "AB-123-CD")]
    [True, True, True, True, False]
    """
    word = re.sub(r"[^a-z0-9]", "", fold(text or ""))
    return len(set(word)) < 2 or word in FILLERS


def read_plate(text: str | None) -> Mark:
    """The plate as it is written on the car: "AB-123-CD", "1234 AB 31", "W-123-AB".

    >>> read_plate("ab 123 cd")
    Mark(text='AB-123-CD', level='sure', reason='', key='AB123CD')
    >>> read_plate("SS-204-KL").reason, read_plate("M-XY 12").reason, read_plate("sans").text
    ('never_issued', 'foreign', '')
    """
    if is_filler(text):
        return Mark("", PLACEHOLDER)
    key = plate_key(text)
    if match := SIV.match(key):
        written = "-".join(match.groups())
        if _ISSUED.match(key):
            return Mark(written, SURE, key=key)
        return Mark(written, DOUBTFUL, "never_issued")
    if match := GARAGE.match(key):
        return Mark("-".join(match.groups()), DOUBTFUL, "garage")
    if match := FNI.match(key):
        return _read_old(key, *match.groups())
    kept = re.sub(r"\s+", " ", (text or "").upper()).strip()
    has_both = re.search(r"\d", key) and re.search(r"[A-Z]", key)
    return Mark(kept, DOUBTFUL, "foreign" if has_both and 4 <= len(key) <= 10 else "no_plate")


def _read_old(key: str, number: str, letters: str, department: str) -> Mark:
    written = f"{number} {letters} {department}"
    if letters.startswith("W"):
        return Mark(written, DOUBTFUL, "temporary")
    if not _DEPARTMENT.match(department):
        return Mark(written, DOUBTFUL, "never_issued")
    return Mark(written, SURE, key=key)


def read_vin(text: str | None) -> Mark:
    """The identification number in capitals, without spaces or signs.

    European makers put no check digit in it: only numbers that begin with 1 to 5 are checked.

    >>> read_vin("vf1 rfb00 266123456").level, read_vin("VF1").reason, read_vin("9" * 17).text
    ('sure', 'length', '')
    """
    vin = plate_key(text)
    if is_filler(text) or is_filler(vin):
        return Mark("", PLACEHOLDER)
    reason = _vin_doubt(vin)
    return Mark(vin, DOUBTFUL, reason) if reason else Mark(vin, SURE, key=vin)


def _vin_doubt(vin: str) -> str:
    if not VIN_LETTERS.match(vin):
        return "letters"
    if len(vin) != VIN_LENGTH:
        return "length"
    if len(set(vin)) < VIN_DIFFERENT or VIN_RUN.search(vin) or not re.search(r"\d", vin):
        return "repeated"
    return "" if vin[0] not in "12345" or vin[8] == _check_digit(vin) else "check_digit"


def _check_digit(vin: str) -> str:
    """ISO 3779: only North American makers (first sign 1 to 5) are bound to it."""
    total = sum(VIN_VALUES[sign] * weight for sign, weight in zip(vin, VIN_WEIGHTS, strict=True))
    return "X" if total % 11 == 10 else str(total % 11)

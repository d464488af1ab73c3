"""French number plates and vehicle identification numbers.

Formats accepted by the French administration (HistoVec): SIV since 2009, WW while registering, FNI
before. Nothing is refused here: a plate that cannot be read is kept as typed, in capitals.
"""

import re

SIV = re.compile(r"^([A-Z]{2})(\d{3})([A-Z]{2})$")
TEMPORARY = re.compile(r"^(WW)(\d{3})([A-Z]{2})$")
GARAGE = re.compile(r"^(W)(\d{3})([A-Z]{2})$")
FNI = re.compile(r"^(\d{2,4})([A-Z]{2,3})(\d{2}|2A|2B|97\d)$")
VIN_LETTERS = re.compile(r"^[A-HJ-NPR-Z0-9]*$")
VIN_LENGTH = 17
VIN_VALUES = dict(
    zip("ABCDEFGHJKLMNPRSTUVWXYZ", [1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 7, 9, 2, 3, 4, 5, 6, 7, 8, 9], strict=True)
) | {str(digit): digit for digit in range(10)}  # fmt: skip
VIN_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)


def plate_key(text):
    """:return: letters and digits of a plate in capitals, to compare and search: "AB123CD" """
    return re.sub(r"[^A-Z0-9]", "", (text or "").upper())


def normalise_plate(text):
    """:return: the plate as it is written on the car: "AB-123-CD", "1234 AB 31", "W-123-AB" """
    key = plate_key(text)
    for pattern, separator in ((SIV, "-"), (GARAGE, "-"), (FNI, " ")):
        if match := pattern.match(key):
            return separator.join(match.groups())
    return re.sub(r"\s+", " ", (text or "").upper()).strip()


def is_french_plate(text):
    """:return: whether the text reads as a French plate of any period"""
    key = plate_key(text)
    return any(pattern.match(key) for pattern in (SIV, GARAGE, FNI))


def normalise_vin(text):
    """:return: the identification number in capitals without spaces or signs"""
    return plate_key(text)


def vin_warnings(text):
    """Doubts about a VIN (information only: one real number in two fails the check digit in Europe).

    :return: list of "length", "letters", "check_digit"; empty for no VIN or no doubt
    """
    vin = normalise_vin(text)
    if not vin:
        return []
    if not VIN_LETTERS.match(vin):
        return ["letters"]
    if len(vin) != VIN_LENGTH:
        return ["length"]
    return [] if vin[0] not in "12345" or vin[8] == _check_digit(vin) else ["check_digit"]


def _check_digit(vin):
    """ISO 3779: only North American makers (first sign 1 to 5) are bound to it."""
    total = sum(VIN_VALUES[sign] * weight for sign, weight in zip(vin, VIN_WEIGHTS, strict=True))
    return "X" if total % 11 == 10 else str(total % 11)

"""Damage codes of finished vehicles: AIAG/ECG M-22, five digits AATTS (area, type, severity).

Only the digits are stored; the short names below are our own wording of the areas and types that a
driver meets most, enough for a condition report. Any other pair of digits can be typed.
"""

import re

AREAS = {
    "01": "Antenna", "02": "Battery", "03": "Front bumper", "04": "Rear bumper",
    "05": "Front left cover", "06": "Front right cover", "07": "Left front door",
    "08": "Left rear door", "09": "Right front door", "10": "Right rear door",
    "11": "Left front wing", "12": "Left rear wing", "13": "Right front wing",
    "14": "Right rear wing", "15": "Front mats", "16": "Rear mats", "17": "Windscreen",
    "18": "Rear window", "19": "Grille", "20": "Accessory bag", "21": "Headlights",
    "22": "Fog lights", "23": "Headlining", "24": "Hub caps", "25": "Bonnet", "26": "Keys",
    "27": "Left mirror", "28": "Right mirror", "29": "Engine", "30": "Radio", "33": "Left sill",
    "34": "Right sill", "37": "Roof", "38": "Tyres and wheels", "52": "Boot lid",
    "53": "Sunroof", "54": "Underbody", "57": "Left side window", "58": "Right side window",
    "63": "Left front wheel", "64": "Left rear wheel", "65": "Right front wheel",
    "66": "Right rear wheel", "67": "Cabin", "68": "Spare wheel",
}  # fmt: skip
TYPES = {
    "01": "Bent", "02": "Broken", "03": "Cut", "04": "Dented, paint damaged", "05": "Chipped",
    "06": "Cracked", "07": "Gouged", "08": "Missing", "09": "Scuffed", "10": "Stained inside",
    "11": "Punctured", "12": "Scratched", "13": "Torn", "14": "Dented, paint intact",
    "18": "Molding loose", "19": "Paint fallout", "20": "Glass cracked", "21": "Glass broken",
    "22": "Glass chipped", "23": "Glass scratched", "24": "Lamp broken", "25": "Decal damaged",
    "29": "Contaminated outside", "30": "Fluid leak", "34": "Chipped edge", "36": "Wrong part",
    "37": "Hardware damaged", "38": "Hardware missing",
}  # fmt: skip
SEVERITIES = {
    "1": "up to 3 cm", "2": "3 to 8 cm", "3": "8 to 15 cm", "4": "15 to 30 cm",
    "5": "over 30 cm", "6": "missing or major",
}  # fmt: skip
CODE = re.compile(r"^(\d{2})(\d{2})([1-6])$")


def split_code(code: str | None) -> tuple[str, ...] | None:
    """:return: (area, type, severity) of a five-digit code, or None when it is not one"""
    match = CODE.match(code or "")
    return match.groups() if match else None

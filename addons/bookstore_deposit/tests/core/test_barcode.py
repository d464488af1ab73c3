"""Bars read back by an independent reader: the codes of GS1's table, as ISO/IEC 15420 prints it."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.bookstore_deposit.core.barcode import ean13_modules, ean13_svg

# Widths of the four elements (space, bar, space, bar) of each digit, set A.
WIDTHS = ["3211", "2221", "2122", "1411", "1132", "1231", "1114", "1312", "1213", "3112"]
FIRST = [
    "AAAAAA",
    "AABABB",
    "AABBAB",
    "AABBBA",
    "ABAABB",
    "ABBAAB",
    "ABBBAA",
    "ABABAB",
    "ABABBA",
    "ABBABA",
]


def widths(modules):
    return "".join(str(len(run)) for run in re.findall("0+|1+", modules))


def read_back(modules):
    """The thirteen digits that a scanner reads."""
    assert len(modules) == 95
    assert (modules[:3], modules[45:50], modules[-3:]) == ("101", "01010", "101")
    digits, sets = "", ""
    for start in range(3, 45, 7):
        found = widths(modules[start : start + 7])
        sets += "A" if found in WIDTHS else "B"
        digits += str(WIDTHS.index(found if found in WIDTHS else found[::-1]))
    for start in range(50, 92, 7):
        assert modules[start] == "1"
        digits += str(WIDTHS.index(widths(modules[start : start + 7])))
    return str(FIRST.index(sets)) + digits


@given(st.integers(0, 10**12 - 1))
def test_the_bars_are_read_back(number):
    digits = f"{number:012}"
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits))
    code = digits + str(-total % 10)
    assert read_back(ean13_modules(code)) == code


def test_another_code_has_no_bars():
    assert ean13_svg("9782070360025") == ean13_svg("") == ean13_svg(None) == ""
    with pytest.raises(ValueError, match="9782070360025"):
        ean13_modules("9782070360025")


def test_the_drawing_keeps_the_quiet_zones_and_writes_the_digits_below_the_bars():
    drawing = ean13_svg("9782070360024", height=50)
    bars = [int(place) for place in re.findall(r'<rect x="(\d+)"', drawing)]
    assert (bars[0], bars[-1]) == (11, 11 + 94)
    assert len(bars) == ean13_modules("9782070360024").count("1")
    assert set(re.findall(r'width="1" height="(\d+)"', drawing)) == {"41"}
    assert 'viewBox="0 0 117 50" width="140.4" height="60"' in drawing
    assert '<text x="58.5" y="49" font-size="8" text-anchor="middle">9782070360024<' in drawing

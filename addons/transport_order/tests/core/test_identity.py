import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.transport_order.core.identity import (
    DOUBTFUL,
    PLACEHOLDER,
    SURE,
    is_filler,
    plate_key,
    read_plate,
    read_vin,
)

letters = st.text("ABCDEFGHJKLMNPQRTVWXYZ", min_size=2, max_size=2)
VIN = "VF1RFB00266123456"


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("ab123cd", "AB-123-CD"),
        (" AB 123 CD", "AB-123-CD"),
        ("ww123ab", "WW-123-AB"),
        ("1234AB31", "1234 AB 31"),
        ("12 abc 2a", "12 ABC 2A"),
        ("123 ABC 971", "123 ABC 971"),
    ],
)
def test_french_plates_are_sure_and_written_as_on_the_car(typed, written):
    mark = read_plate(typed)
    assert (mark.text, mark.level, mark.key) == (written, SURE, plate_key(written))


@pytest.mark.parametrize(
    "text",
    [
        "",
        None,
        "sans",
        "Sans plaque",
        "NC",
        "n.c.",
        "XXX",
        "xx-xxx-xx",
        "?",
        "???",
        "-",
        "À venir",
        "en cours",
        "Non immatriculé",
        "0000",
        "VN",
        "N/A",
        "à immatriculer",
        "Néant",
    ],
)
def test_fillers_are_no_plate_and_no_vin(text):
    assert is_filler(text)
    for read in (read_plate, read_vin):
        mark = read(text)
        assert (mark.text, mark.level, mark.key) == ("", PLACEHOLDER, "")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("SS-204-KL", "never_issued"),
        ("KL-204-SS", "never_issued"),
        ("GR-318-IO", "never_issued"),
        ("IR-318-GG", "never_issued"),
        ("AA-000-BB", "never_issued"),
        ("1234 AB 96", "never_issued"),
        ("1234 AB 00", "never_issued"),
        ("1234 WW 31", "temporary"),
        ("W-123-AB", "garage"),
        ("m-xy  12", "foreign"),
        ("1-ABC-234", "foreign"),
        ("BOSSE", "no_plate"),
        ("12345", "no_plate"),
        ("A1", "no_plate"),
        ("AB12345678901", "no_plate"),
    ],
)
def test_doubtful_plates_are_kept_and_identify_nothing(text, reason):
    mark = read_plate(text)
    assert (mark.level, mark.reason, mark.key) == (DOUBTFUL, reason, "")
    assert plate_key(mark.text) == plate_key(text)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("VF1", "length"),
        (VIN + "7", "length"),
        ("VF1RFB00O66123456", "letters"),
        ("1M8GDM9A1KP042788", "check_digit"),
        ("VF1XXXXXXXXXXXXXX", "repeated"),
        ("AABBAABBAABBAABBC", "repeated"),
        ("12121212121212123", "repeated"),
        ("ABCDEFGHJKLMNPRST", "repeated"),
    ],
)
def test_doubtful_vins_are_kept_and_identify_nothing(text, reason):
    mark = read_vin(text)
    assert (mark.text, mark.level, mark.reason, mark.key) == (text, DOUBTFUL, reason, "")


def test_whole_vins_are_sure():
    for text in (VIN, "1M8GDM9AXKP042788", "vf1-rfb00 266123456"):
        mark = read_vin(text)
        assert (mark.level, mark.reason, mark.key) == (SURE, "", mark.text)


@given(letters, st.integers(1, 999), letters)
def test_every_spelling_of_a_plate_reads_the_same(first, number, last):
    spellings = {
        read_plate(f"{first}{number:03}{last}"),
        read_plate(f"{first.lower()} {number:03} {last}"),
        read_plate(f"{first}-{number:03}-{last.lower()}"),
    }
    assert len(spellings) == 1
    assert spellings.pop().level == SURE


@given(st.text(max_size=30))
def test_reading_twice_changes_nothing(text):
    for read in (read_plate, read_vin):
        once = read(text)
        assert read(once.text) == once or once.level == PLACEHOLDER


@given(st.sampled_from("ABCXYZ0189"), st.integers(2, 20))
def test_one_sign_repeated_is_never_a_mark(sign, times):
    assert read_plate(sign * times).level == read_vin(sign * times).level == PLACEHOLDER


@given(st.text("ABCDEFGHJKLMNPRSTUVWXYZ0123456789", min_size=17, max_size=17))
def test_a_sure_vin_has_four_different_signs_and_a_digit(text):
    mark = read_vin(text)
    if mark.level == SURE:
        assert len(set(text)) >= 4
        assert re.search(r"\d", text)

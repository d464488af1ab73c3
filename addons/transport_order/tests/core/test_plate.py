from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.transport_order.core.plate import (
    is_french_plate,
    normalise_plate,
    plate_key,
    vin_warnings,
)

letters = st.text("ABCDEFGHJKLMNPQRSTVWXYZ", min_size=2, max_size=2)


def test_plates_are_written_as_on_the_car():
    cases = {
        "ab123cd": "AB-123-CD",
        " AB 123 CD": "AB-123-CD",
        "ab-123-cd": "AB-123-CD",
        "ww123ab": "WW-123-AB",
        "w123ab": "W-123-AB",
        "1234AB31": "1234 AB 31",
        "12 abc 2a": "12 ABC 2A",
    }
    for typed, written in cases.items():
        assert normalise_plate(typed) == written
        assert is_french_plate(typed)


def test_what_is_no_plate_is_kept_in_capitals():
    assert normalise_plate("  m-xy  12 ") == "M-XY 12"
    assert normalise_plate("") == "" == normalise_plate(None)
    assert not is_french_plate("à immatriculer")


@given(letters, st.integers(1, 999), letters)
def test_every_spelling_of_a_plate_reads_the_same(first, number, last):
    spellings = {
        normalise_plate(f"{first}{number:03}{last}"),
        normalise_plate(f"{first.lower()} {number:03} {last}"),
        normalise_plate(f"{first}-{number:03}-{last.lower()}"),
    }
    assert len(spellings) == 1


@given(st.text(max_size=30))
def test_normalising_twice_changes_nothing_and_keeps_the_key(text):
    once = normalise_plate(text)
    assert normalise_plate(once) == once
    assert plate_key(once) == plate_key(text)


def test_vin_doubts_are_told_and_refuse_nothing():
    assert vin_warnings("") == []
    assert vin_warnings("VF1") == ["length"]
    assert vin_warnings("VF1RFB00O66123456") == ["letters"]
    assert vin_warnings("1M8GDM9AXKP042788") == []
    assert vin_warnings("1M8GDM9A1KP042788") == ["check_digit"]
    assert vin_warnings("VF1RFB00266123456") == []

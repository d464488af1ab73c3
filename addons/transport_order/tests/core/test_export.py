from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.transport_order.core.damage import split_code
from odoo.addons.transport_order.core.export import neutralise, to_csv


def test_formulas_become_text():
    for attack in ("=1+1", "+33", "-2", "@SUM(A1)", "\t=1", " =cmd|' /C calc'!A0"):
        assert neutralise(attack).startswith("'")


def test_numbers_stay_numbers_with_a_decimal_comma():
    assert neutralise(-12.5) == "-12,5"
    assert neutralise(False) == ""


@given(st.text())
def test_no_exported_text_starts_a_formula(text):
    assert not neutralise(text).lstrip().startswith(("=", "+", "-", "@"))


def test_the_table_opens_in_a_french_spreadsheet():
    content = to_csv(["Réf"], [["a;b"], [3.5]])
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.decode("utf-8-sig") == 'Réf\r\n"a;b"\r\n3,5\r\n'


def test_damage_codes_are_five_digits():
    assert split_code("12041") == ("12", "04", "1")
    assert split_code("1204") is None
    assert split_code("12047") is None

from datetime import date

import pytest

from odoo.addons.rental_booking.core.fec import COLUMNS, amount, clean, parse, render


def test_amounts_have_a_decimal_comma_and_dates_no_separator():
    text = render([{"Debit": 1234.5, "EcritureDate": date(2026, 3, 2), "CompteNum": "411000"}])
    cells = dict(zip(COLUMNS, text.splitlines()[1].split(";"), strict=True))
    assert (cells["Debit"], cells["Credit"]) == ("1234,50", "0,00")
    assert cells["EcritureDate"] == "20260302"


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        ("a;b\nc", "a,b c"),
        ("=HYPERLINK()", "'=HYPERLINK()"),
        (None, ""),
        ("  deux   mots ", "deux mots"),
    ],
)
def test_text_cannot_break_the_file_or_run_in_a_spreadsheet(raw, kept):
    assert clean(raw) == kept


def test_the_eighteen_columns_of_the_law_are_there_in_order():
    assert render([]).strip().split(";") == list(COLUMNS)
    assert len(COLUMNS) == 18
    assert amount(0) == "0,00"


def test_what_is_written_is_read_back():
    entry = {
        "JournalCode": "VE",
        "EcritureNum": "VE-1",
        "EcritureDate": date(2026, 3, 2),
        "Debit": 1234.5,
        "Credit": 0.0,
        "Montantdevise": -10.25,
        "DateLet": date(2026, 3, 9),
        "ValidDate": None,
    }
    read = parse(render([entry, {}]))
    assert {name: read[0][name] for name in entry} == entry
    assert read[0]["CompteNum"] == ""
    assert (read[1]["Debit"], read[1]["Montantdevise"], read[1]["DateLet"]) == (0.0, 0.0, None)
    assert len(read) == 2

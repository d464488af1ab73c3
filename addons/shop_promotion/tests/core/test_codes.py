"""Codes of a series, and their vouchers in a shop that cuts, refuses and forgets."""

import pytest
from test_writer import promotions, shop  # noqa: F401

from odoo.addons.shop_promotion.core import codes
from odoo.addons.shop_promotion.core.codes import ALPHABET, make_codes
from odoo.addons.shop_promotion.core.writer import is_used


def test_codes_are_different_and_nobody_guesses_them():
    found = make_codes(2000, "été 25")
    assert len(set(found)) == 2000
    assert all(code.startswith("ÉTÉ25-") for code in found)
    bodies = {code.removeprefix("ÉTÉ25-") for code in found}
    assert all(len(body) == 11 and body[5] == "-" for body in bodies)
    assert set("".join(bodies)) == {*ALPHABET, "-"}
    assert not set("01OIL") & set(ALPHABET)
    assert make_codes(0) == []
    assert len(make_codes(1)[0]) == 11


def test_one_that_is_taken_is_not_made_again(monkeypatch):
    signs = iter("A" * 10 + "B" * 10)
    monkeypatch.setattr(codes.secrets, "choice", lambda _alphabet: next(signs))
    assert make_codes(1, taken=["AAAAA-AAAAA"]) == ["BBBBB-BBBBB"]


@pytest.mark.parametrize(
    ("quantity", "used"), [("0", True), (0, True), (None, True), ("1", False), ("1.0", False)]
)
def test_what_is_used(quantity, used):
    assert is_used({"quantity": quantity}) is used


def voucher(code):
    return {
        "name": "Merci",
        "code": code,
        "date_from": "2026-01-01 00:00:00",
        "date_to": "2099-01-01 00:00:00",
        "quantity": "1",
        "reduction_percent": "10",
    }


def test_a_series_comes_once_and_goes(promotions, shop):  # noqa: F811
    series = make_codes(5)
    saved = promotions.save_series([voucher(code) for code in series[:3]])
    again = promotions.save_series([voucher(code) for code in series])
    assert {code: again[code] for code in saved} == saved
    rows = shop.store.tables["cart_rules"].rows
    assert len(rows) == 5
    rows[int(saved[series[0]])]["quantity"] = "0"
    shop.store.insert("cart_rules", code="AUTRE", quantity="3")
    assert promotions.remove_series(series) == ({series[0]}, set())
    assert [row["code"] for row in rows.values()] == ["AUTRE"]
    assert promotions.remove_series(series) == (set(), set())


def test_a_bad_one_holds_up_no_other(promotions, shop):  # noqa: F811
    good = [voucher(code) for code in make_codes(3)]
    bad = voucher("MAUVAIS") | {"reduction_percent": "150"}
    saved = promotions.save_series([good[0], bad, *good[1:]])
    assert saved["MAUVAIS"].kind == "data"
    assert all(isinstance(saved[row["code"]], str) for row in good)
    assert len(shop.store.tables["cart_rules"].rows) == 3

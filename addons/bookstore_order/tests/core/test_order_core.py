from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.bookstore_order.core.answers import read_answers
from odoo.addons.bookstore_order.core.cut_off import next_cut_off
from odoo.addons.bookstore_order.core.edifact import write_orders
from odoo.addons.bookstore_order.core.needs import Threshold, TitleState, find_needs

MONDAY = datetime(2026, 11, 30)
SHOP, RESERVE = 1, 2


@pytest.mark.parametrize(
    ("now", "days", "expected"),
    [
        (MONDAY.replace(hour=9), {0}, MONDAY.replace(hour=15, minute=30)),
        (MONDAY.replace(hour=15, minute=30), {0}, datetime(2026, 12, 7, 15, 30)),
        (MONDAY.replace(hour=16), {0, 1}, datetime(2026, 12, 1, 15, 30)),
        (MONDAY.replace(hour=16), {6}, datetime(2026, 12, 6, 15, 30)),
        (MONDAY, set(), None),
    ],
)
def test_an_order_leaves_with_the_next_collection(now, days, expected):
    assert next_cut_off(now, 15.5, days) == expected


@pytest.mark.parametrize(
    ("state", "needs"),
    [
        (TitleState(), {}),
        (TitleState({SHOP: 2.0}, promised=2.0), {}),
        (TitleState({SHOP: 1.0}, promised=3.0), {"client": 2.0}),
        (TitleState({SHOP: 1.0}, promised=3.0, on_order=1.0), {"client": 1.0}),
        (TitleState({SHOP: 1.0}, promised=3.0, marked=2.0), {}),
        # Sold beyond the stock: these customers are served already.
        (TitleState({SHOP: -1.0}), {}),
        (TitleState({SHOP: -1.0}, promised=1.0), {"client": 1.0}),
        (TitleState({SHOP: 1.0}, thresholds=[Threshold(3)]), {"threshold": 2.0}),
        (TitleState({SHOP: 3.0}, thresholds=[Threshold(3)]), {}),
        (TitleState({SHOP: 3.0}, promised=1.0, thresholds=[Threshold(3)]), {"threshold": 1.0}),
        (TitleState({SHOP: 1.0}, on_order=2.0, thresholds=[Threshold(3)]), {}),
        # A place is filled from the reserve before anything is ordered.
        (
            TitleState(
                {SHOP: 0.0, RESERVE: 2.0}, frozenset([RESERVE]), thresholds=[Threshold(2, SHOP)]
            ),
            {},
        ),
        (
            TitleState(
                {SHOP: 0.0, RESERVE: 2.0}, frozenset([RESERVE]), thresholds=[Threshold(2, RESERVE)]
            ),
            {},
        ),
        (
            TitleState({SHOP: 0.0, RESERVE: 2.0}, thresholds=[Threshold(2, SHOP)]),
            {"threshold": 2.0},
        ),
        (TitleState({SHOP: 0.0}, lacking=2.0), {"deposit": 2.0}),
        (
            TitleState({SHOP: 0.0}, lacking=2.0, thresholds=[Threshold(3)]),
            {"deposit": 2.0, "threshold": 1.0},
        ),
        (
            TitleState({SHOP: 5.0}, thresholds=[Threshold(3), Threshold(7), Threshold(6)]),
            {"threshold": 2.0},
        ),
    ],
)
def test_what_is_to_be_ordered_and_why(state, needs):
    assert find_needs(state) == needs


copies = st.integers(0, 9).map(float)


@given(copies, copies, copies, copies, copies)
def test_what_was_ordered_is_not_needed_again(here, promised, on_order, marked, minimum):
    """The need ordered is a need satisfied; the shop then has what customers and shelves want."""
    state = TitleState({SHOP: here}, frozenset(), promised, on_order, marked, [Threshold(minimum)])
    needed = sum(find_needs(state).values())
    after = TitleState(
        {SHOP: here}, frozenset(), promised, on_order + needed, marked, [Threshold(minimum)]
    )
    assert find_needs(after) == {}
    assert here + on_order + marked + needed >= promised
    assert needed == 0 or here + on_order + marked + needed == promised + minimum or minimum == 0


def test_the_message_of_an_order():
    text = write_orders(
        "P0001+A", datetime(2026, 11, 29, 9, 5), "3010", "3020", [("9782070360024", 2, "7")]
    )
    assert text.splitlines() == [
        "UNA:+.? '",
        "UNB+UNOC:3+3010:14+3020:14+261129:0905+P0001?+A'",
        "UNH+1+ORDERS:D:96A:UN:EAN008'",
        "BGM+220+P0001?+A+9'",
        "DTM+137:202611290905:203'",
        "NAD+BY+3010::9'",
        "NAD+SU+3020::9'",
        "NAD+DP+3010::9'",
        "LIN+1++9782070360024:EN'",
        "QTY+21:2'",
        "RFF+LI:7'",
        "UNS+S'",
        "CNT+2:1'",
        "UNT+12+1'",
        "UNZ+1+P0001?+A'",
    ]


def test_answers_are_read_below_their_header():
    rows = [
        ["Réponse à la commande P1"],
        ["EAN", "Réponse", "Date de parution", "Remplacé par"],
        ["9782070360024", "Épuisé", "", "9782070251902"],
        ["", "rien", "", ""],
        ["9782070251902", "Noté"],
    ]
    found = read_answers(rows)
    assert not found.missing
    assert [(a.line, a.isbn, a.answer, a.date, a.replaced) for a in found.answers] == [
        (3, "9782070360024", "Épuisé", "", "9782070251902"),
        (5, "9782070251902", "Noté", "", ""),
    ]
    assert read_answers([["EAN", "Prix"]]).missing == ["answer"]
    assert read_answers([]).missing == ["isbn", "answer"]

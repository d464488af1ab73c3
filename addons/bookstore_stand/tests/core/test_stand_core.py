import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.bookstore_deposit.core.codes import is_ean13
from odoo.addons.bookstore_stand.core.codes import line_number, sheet_code
from odoo.addons.bookstore_stand.core.places import Home, Shop, bring_home, take_from
from odoo.addons.bookstore_stand.core.scans import settle

SHOP, RESERVE, CELLAR = 1, 2, 3

copies = st.integers(0, 9).map(float)
places = st.dictionaries(st.sampled_from([SHOP, RESERVE, CELLAR]), copies)


@given(st.integers(1, 2**31 - 1))
def test_a_code_is_an_ean13_and_leads_back_to_its_line(number):
    code = sheet_code(number)
    assert is_ean13(code) and code.startswith("29")
    assert line_number(f" {code[:2]}-{code[2:]} ") == number


@pytest.mark.parametrize("number", [0, -1, 2**31, 10**10])
def test_a_number_that_no_code_holds_is_refused(number):
    with pytest.raises(ValueError, match=str(number)):
        sheet_code(number)


@pytest.mark.parametrize(
    "text",
    [
        *(None, "", "29", "2900000000000", "9782070360024"),
        *("2100000000429", "2900000000422", "2999999999991"),
    ],
)
def test_other_codes_are_no_line(text):
    assert line_number(text) is None


def test_a_copy_taken_back_twice_from_one_place_is_taken_off_the_other():
    rows = [(1, SHOP, 1), (1, RESERVE, 2), (1, SHOP, -1), (1, SHOP, -1)]
    assert settle(rows) == {(1, RESERVE): 1.0}


def test_more_taken_back_than_taken_names_the_title():
    with pytest.raises(ValueError, match=r"^4$"):
        settle([(4, SHOP, 1), (4, RESERVE, -2)])


@given(
    st.lists(
        st.tuples(st.integers(1, 3), st.sampled_from([SHOP, RESERVE]), st.integers(-2, 4)),
        max_size=12,
    )
)
def test_settling_keeps_the_copies_of_each_title(rows):
    totals = {title: sum(n for t, _place, n in rows if t == title) for title in (1, 2, 3)}
    if min(totals.values()) < 0:
        with pytest.raises(ValueError, match=r"^[123]$"):
            settle(rows)
        return
    settled = settle(rows)
    assert all(number > 0 for number in settled.values())
    for title, total in totals.items():
        assert sum(n for (t, _place), n in settled.items() if t == title) == total


def test_the_place_said_comes_first_then_the_fullest():
    free = {SHOP: 1.0, RESERVE: 2.0, CELLAR: 4.0}
    assert take_from(6, free, SHOP, SHOP) == {SHOP: 1.0, CELLAR: 4.0, RESERVE: 1.0}
    assert take_from(1, free, None, SHOP) == {CELLAR: 1.0}
    assert take_from(2, {SHOP: 1.0}, RESERVE, SHOP) == {SHOP: 1.0, RESERVE: 1.0}


@given(st.integers(1, 12), places, st.sampled_from([None, SHOP, RESERVE]))
def test_all_copies_are_taken_from_somewhere(asked, free, preferred):
    taken = take_from(asked, free, preferred, CELLAR)
    assert sum(taken.values()) == asked
    beyond = CELLAR if preferred is None else preferred
    assert all(number <= free.get(p, 0) for p, number in taken.items() if p != beyond)


@pytest.mark.parametrize(
    ("number", "origins", "shop", "expected"),
    [
        (2, {RESERVE: 2}, Shop(have=1), [Home(RESERVE, 2, "origin")]),
        (
            2,
            {RESERVE: 2},
            Shop(have=0),
            [Home(SHOP, 1, "shop_empty"), Home(RESERVE, 1, "origin")],
        ),
        (
            4,
            {RESERVE: 3, SHOP: 1},
            Shop(have=1, least=3),
            [Home(SHOP, 2, "below_least"), Home(RESERVE, 2, "origin")],
        ),
        (1, {}, Shop(have=5), [Home(SHOP, 1, "unknown")]),
        (1, {}, Shop(have=-2, least=1), [Home(SHOP, 1, "shop_empty")]),
        (
            5,
            {RESERVE: 2, CELLAR: 2},
            Shop(have=1),
            [Home(RESERVE, 2, "origin"), Home(CELLAR, 2, "origin"), Home(SHOP, 1, "unknown")],
        ),
        (0, {RESERVE: 2}, Shop(), []),
    ],
)
def test_copies_come_home(number, origins, shop, expected):
    assert bring_home(number, origins, {SHOP: shop}, fallback=SHOP) == expected


@given(st.integers(0, 12), places, copies, st.integers(0, 4))
def test_every_copy_comes_home_once(number, origins, have, least):
    homes = bring_home(number, origins, {SHOP: Shop(have, least)}, fallback=SHOP)
    assert sum(home.copies for home in homes) == number
    to_shop = sum(h.copies for h in homes if h.why in ("shop_empty", "below_least"))
    assert to_shop == min(number, max(least - have, 0))
    for place, left in origins.items():
        own = sum(h.copies for h in homes if h.place == place and h.why == "origin")
        assert own <= left

import random
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.account_fec_import.core import entries, lettering, opening, proposals
from odoo.addons.account_fec_import.core.reader import FecLine

MARCH = date(2021, 3, 15)


def line(number=2, journal="VE", entry="1", day=MARCH, account="411000", balance=0):
    return FecLine(
        number, journal, "", entry, day, account, "", "", "", "", None, "", balance, "", "", 0
    )


def codes(problems):
    return [(problem.line, problem.code, problem.blocking) for problem in problems]


def test_a_number_used_in_two_journals_is_two_entries():
    found, problems = entries.group_entries(
        [
            line(2, "VE", balance=5),
            line(3, "AC", balance=7),
            line(4, "VE", balance=-5),
            line(5, "AC", balance=-7),
        ]
    )
    assert [(entry.key, entry.first_line) for entry in found] == [
        (("VE", "1", 0), 2),
        (("AC", "1", 0), 3),
    ]
    assert problems == []


def test_an_entry_that_is_off_by_a_cent_is_named_with_its_difference():
    _found, problems = entries.group_entries([line(2, balance=500), line(3, balance=-499)])
    assert codes(problems) == [(2, "unbalanced", True)]
    assert problems[0].values == {"entry": "1", "journal": "VE", "cents": 1}


def test_two_journals_do_not_pay_for_each_other():
    _found, problems = entries.group_entries([line(2, balance=5), line(3, "AC", balance=-5)])
    assert codes(problems) == [(2, "unbalanced", True), (3, "unbalanced", True)]


def test_a_number_used_again_another_day_is_another_entry():
    later = date(2021, 4, 1)
    found, problems = entries.group_entries(
        [
            line(2, balance=5),
            line(3, balance=-5),
            line(4, day=later, balance=1),
            line(5, day=later, balance=-1),
        ]
    )
    assert [(entry.day, entry.part, len(entry.lines)) for entry in found] == [
        (MARCH, 0, 2),
        (later, 1, 2),
    ]
    assert codes(problems) == [(2, "number_again", False)]


def test_one_entry_with_two_days_is_refused():
    _found, problems = entries.group_entries(
        [line(2, balance=5), line(3, day=date(2021, 4, 1), balance=-5)]
    )
    assert codes(problems) == [(2, "days_differ", True)]


@pytest.mark.parametrize(
    ("last", "closing", "year"),
    [
        (date(2021, 12, 31), (12, 31), (date(2021, 1, 1), date(2021, 12, 31))),
        (date(2021, 6, 1), (6, 30), (date(2020, 7, 1), date(2021, 6, 30))),
        (date(2021, 7, 1), (6, 30), (date(2021, 7, 1), date(2022, 6, 30))),
        (date(2020, 2, 29), (2, 28), (date(2019, 3, 1), date(2020, 2, 29))),
        (date(2021, 2, 28), (2, 29), (date(2020, 3, 1), date(2021, 2, 28))),
        (date(2021, 3, 16), (3, 15), (date(2021, 3, 16), date(2022, 3, 15))),
    ],
)
def test_the_year_of_a_file(last, closing, year):
    assert entries.find_year([line(day=last), line(day=date(2019, 3, 2))], *closing) == year


def entry_of(journal, day, *accounts):
    return entries.FecEntry(
        journal, "1", day, lines=[line(account=account) for account in accounts]
    )


def test_opening_entries():
    first = date(2021, 1, 1)
    assert entries.is_opening(entry_of("AN", first, "411000", "512000"), {"AN"}, first)
    assert not entries.is_opening(entry_of("OD", first, "411000", "512000"), {"AN"}, first)
    assert not entries.is_opening(entry_of("AN", MARCH, "411000", "512000"), {"AN"}, first)
    assert not entries.is_opening(entry_of("AN", first, "411000", "706000"), {"AN"}, first)
    assert not entries.is_opening(entry_of("AN", first, "411000", "606000"), {"AN"}, first)


@pytest.mark.parametrize(
    ("code", "name", "opens"),
    [
        ("an", "", True),
        ("X", "A nouveaux", True),
        ("X", "REPORT À NOUVEAU", True),
        ("R", "Ouverture", True),
        ("OUV", "Balance initiale", True),
        ("OD", "Opérations diverses", False),
    ],
)
def test_opening_journals(code, name, opens):
    assert entries.looks_like_opening(code, name) is opens


def test_closing_entries():
    last = date(2021, 12, 31)
    assert entries.is_closing(entry_of("OD", last, "707000", "607000", "120000"), last)
    assert not entries.is_closing(entry_of("OD", MARCH, "707000", "120000"), last)
    assert not entries.is_closing(entry_of("OD", last, "707000", "120000", "411000"), last)
    assert not entries.is_closing(entry_of("OD", last, "707000", "607000"), last)
    assert not entries.is_closing(entry_of("OD", last, "120000", "129000"), last)


# --- lettering ------------------------------------------------------------------------------


def lettered(*rows):
    return [lettering.Lettered(key, *row) for key, row in enumerate(rows)]


def keys(groups):
    return sorted(sorted(one.key for one in group) for group in groups)


def test_a_letter_used_again_in_another_account_or_for_another_partner_is_another_group():
    whole, opened = lettering.group_letters(
        lettered(
            (1, "a", "A", 5),
            (1, "a", "A", -5),
            (2, "a", "A", 7),
            (2, "a", "A", -7),
            (1, "b", "A", 9),
            (1, "b", "A", -9),
            (1, "b", "B", 3),
        )
    )
    assert keys(whole) == [[0, 1], [2, 3], [4, 5]]
    assert keys(opened) == [[6]]


def test_a_letter_across_partners_of_one_account_is_one_group():
    whole, opened = lettering.group_letters(
        lettered((1, "a", "A", 5), (1, "b", "A", -5), (1, "c", "A", 1), (1, "c", "A", -1))
    )
    assert keys(whole) == [[0, 1], [2, 3]]
    assert not opened


def test_a_single_line_of_nothing_is_no_group():
    whole, opened = lettering.group_letters(lettered((1, "a", "A", 0)))
    assert not whole
    assert keys(opened) == [[0]]


@given(st.lists(st.integers(-1000, 1000), min_size=1, max_size=12))
def test_a_balanced_group_is_paid_to_the_cent(amounts):
    amounts = [*amounts, -sum(amounts)]
    group = lettered(*((1, "a", "A", amount) for amount in amounts))
    left = dict(enumerate(amounts))
    matches = lettering.match(group)
    for match in matches:
        assert match.amount > 0
        left[match.debit] -= match.amount
        left[match.credit] += match.amount
    assert set(left.values()) == {0}
    assert len(matches) <= max(len([amount for amount in amounts if amount]) - 1, 0)


# --- opening --------------------------------------------------------------------------------


def test_what_the_books_carry_is_not_booked_again():
    found = opening.compare(
        {("512", None): 5, ("411", 7): 3, ("101", None): -8},
        {("512", None): 5, ("411", 7): 3, ("101", None): -8},
        {"120"},
        "999",
    )
    assert (found.entry, found.differences) == ({}, {})


def test_the_result_is_moved_where_the_file_shows_it():
    found = opening.compare(
        {("512", None): 100, ("120", None): -100}, {("512", None): 100}, {"120"}, "999"
    )
    assert found.entry == {("120", None): -100, ("999", None): 100}
    assert found.differences == {}


def test_a_difference_is_shown_and_nothing_is_booked():
    wanted, present = {("512", None): 100, ("120", None): -100}, {("512", None): 90}
    found = opening.compare(wanted, present, {"120"}, "999")
    assert found.entry == {}
    assert found.differences == {("512", None): (100, 90)}
    adjusted = opening.compare(wanted, present, {"120"}, "999", adjust=True)
    assert adjusted.entry == {("512", None): 10, ("120", None): -100, ("999", None): 90}
    assert adjusted.differences == {}


@given(st.randoms(use_true_random=False), st.booleans())
def test_after_the_opening_the_books_show_the_balances_of_the_file(chance: random.Random, adjust):
    """Independent model: books as a dict; the opening entry balances and leads to the file's."""
    accounts = ["101", "120", "129", "411", "512"]
    wanted = {(one, None): chance.randrange(-50, 50) for one in accounts if chance.random() < 0.8}
    present = dict(wanted)
    if adjust:
        present = {(one, None): chance.randrange(-50, 50) for one in accounts}
    present["120", None] = chance.randrange(-50, 50)
    present["999", None] = chance.randrange(-50, 50)
    found = opening.compare(wanted, present, {"120", "129"}, "999", adjust=adjust)
    assert sum(found.entry.values()) == 0
    assert not found.differences
    for key in {*wanted, *present} - {("999", None)}:
        assert present.get(key, 0) + found.entry.get(key, 0) == wanted.get(key, 0)


# --- proposals ------------------------------------------------------------------------------


def test_codes_of_other_lengths_find_their_account():
    chart = {"411000": 1, "512000": 2, "607000": 3}
    assert proposals.propose_accounts(
        ["411", "51200000", "607000", "44571", "512AB"], chart, 6
    ) == {
        "411": 1,
        "51200000": 2,
        "607000": 3,
        "44571": None,
        "512AB": None,
    }


def test_two_codes_never_get_one_account_by_themselves():
    chart = {"411000": 1}
    codes = ["411000", "41100000", "411"]
    assert proposals.propose_accounts(codes, chart, 6) == {
        "411000": 1,
        "41100000": None,
        "411": None,
    }
    assert proposals.new_codes(codes, {"411000": 1}, chart, 6) == {}
    assert proposals.propose_accounts(["411", "4110"], chart, 6) == {"411": None, "4110": None}


def test_codes_to_create():
    proposed = dict.fromkeys(["4111", "41110000", "62100", "12/9", "6"])
    assert proposals.new_codes(proposed, proposed, {"621000": 4}, 6) == {}
    assert proposals.new_codes(["44571", "4111000012"], {}, {}, 6) == {
        "44571": "445710",
        "4111000012": "4111000012",
    }


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("411500", "asset_receivable"),
        ("409800", "asset_current"),
        ("101300", "equity"),
        ("164100", "liability_non_current"),
        ("512300", "bank"),
        ("706100", "income"),
        ("801000", "off_balance"),
        ("445660", "asset_current"),
        ("X", "off_balance"),
    ],
)
def test_types_of_new_accounts(code, kind):
    assert proposals.guess_type(code, {"512000": "bank", "706000": "income"}) == kind


def test_journals():
    assert proposals.guess_kind("OD", "") == "general"
    assert proposals.guess_kind("T9", "Caisse Toulouse") == "cash"
    assert proposals.guess_kind("AC", "Achats") == "purchase"
    assert proposals.shorten_code("VE", set()) == "VE"
    assert proposals.shorten_code("VENTES", {"VENTE", "VENT1"}) == "VENT2"
    assert proposals.name_entry("VE", "V2021", 2021) == "V2021"


@given(
    st.lists(
        st.sampled_from(["411", "4110", "41100", "411000", "41100000", "512", "6"]), unique=True
    )
)
def test_proposed_and_new_accounts_are_all_different(codes):
    chart = {"411000": 1, "512000": 2}
    found = proposals.propose_accounts(codes, chart, 6)
    new = proposals.new_codes(codes, found, chart, 6)
    given_ids = [target for target in found.values() if target]
    assert len(set(given_ids)) == len(given_ids)
    assert not set(new.values()) & set(chart)
    assert len(set(new.values())) == len(new)


# --- places that a small change would break -----------------------------------------------------


@pytest.mark.parametrize(
    ("last", "closing", "year"),
    [
        (date(2021, 6, 28), (6, 28), (date(2020, 6, 29), date(2021, 6, 28))),
        (date(2021, 6, 29), (6, 28), (date(2021, 6, 29), date(2022, 6, 28))),
        (date(2021, 2, 15), (2, 15), (date(2020, 2, 16), date(2021, 2, 15))),
        (date(2021, 2, 16), (2, 15), (date(2021, 2, 16), date(2022, 2, 15))),
    ],
)
def test_years_that_close_within_a_month(last, closing, year):
    assert entries.find_year([line(day=last)], *closing) == year


@pytest.mark.parametrize("code", sorted(proposals.TYPE_OF_PREFIX))
def test_a_new_account_is_of_the_type_of_its_longest_prefix(code):
    wanted = proposals.TYPE_OF_PREFIX[code]
    assert proposals.guess_type(f"{code}000"[:6], {}) == wanted


def test_types_of_accounts_as_the_chart_has_them():
    known = {
        "401000": "liability_payable",
        "409100": "asset_current",
        "451000": "liability_current",
        "607000": "expense_direct_cost",
        "681000": "expense_depreciation",
        "761000": "income_other",
        "661000": "expense",
        "707000": "income",
        "801000": "off_balance",
        "901000": "off_balance",
    }
    assert {code: proposals.guess_type(code, {}) for code in known} == known


def test_an_opening_may_hold_accounts_of_no_class():
    entry = entries.FecEntry("AN", "1", MARCH, lines=[line(account="012000"), line()])
    assert entry.part == 0
    assert entries.is_opening(entry, {"AN"}, MARCH)
    entry.lines.append(line(account="706000"))
    assert not entries.is_opening(entry, {"AN"}, MARCH)


def test_the_oldest_credit_is_paid_first_and_nothing_pays_nothing():
    group = lettered((1, "a", "A", 100), (1, "a", "A", 0), (1, "a", "A", -30), (1, "a", "A", -70))
    assert [(one.debit, one.credit, one.amount) for one in lettering.match(group)] == [
        (0, 2, 30),
        (0, 3, 70),
    ]

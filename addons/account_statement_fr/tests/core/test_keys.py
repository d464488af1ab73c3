"""A movement comes into the books once, whoever else paid the same on that day."""

import hashlib
from datetime import date

import pytest

from odoo.addons.account_statement_fr.core.keys import find_fresh, get_candidates
from odoo.addons.account_statement_fr.core.statement import Movement

DAY = date(2026, 11, 2)


def paid(party, cents=5_000, text="VIR RECU", account=""):
    return Movement(1, DAY, DAY, cents, text, party=party, party_account=account)


def take(movements, stored, apart=False):
    """Read one file; what is fresh is in the books afterwards."""
    known = {key: stored[key] for key in get_candidates("FR76", movements) & set(stored)}
    fresh = find_fresh("FR76", movements, known, apart)
    assert not {key for key, _one in fresh} & set(stored), "no key twice"
    stored |= {key: one.party for key, one in fresh}
    return [one.party for _key, one in fresh]


def key_of_before(number, text="VIRRECU"):
    facts = f"FR76|2026-11-02|5000||{text}|{number}"
    return hashlib.sha256(facts.encode()).hexdigest()


A, B = paid("Dupré"), paid("Martin")


@pytest.mark.parametrize("second", [[A, B], [B, A]])
def test_two_who_pay_the_same(second):
    books = {}
    assert take([A], books) == ["Dupré"]
    assert take(second, books) == ["Martin"]
    assert take(second, books) == []
    assert take([B], books) == []


def test_the_account_of_the_payer_tells_too():
    books = {}
    first, second = paid("Martin", account="FR1"), paid("Martin", account="FR2")
    assert take([first], books) == ["Martin"]
    assert take([second], books) == ["Martin"]
    assert take([second, first], books) == []


def test_three_that_are_alike_are_three():
    books = {}
    assert len(take([A, A], books)) == 2
    assert len(take([A, A, A], books)) == 1
    assert take([A], books) == []


@pytest.mark.parametrize("second", [[A, B], [B, A], [A, A, B], [B]])
def test_keys_of_before_know_no_payer(second):
    books = {key_of_before(1): "DUPRE", key_of_before(2): "DUPRE"}
    assert take(second, books) == ["Martin"]
    assert take(second, books) == []


def test_one_of_before_that_is_alone_in_the_file():
    books = {key_of_before(1): "Dupré", key_of_before(2): "Martin"}
    assert take([B], books) == []
    assert take([A, A], books) == ["Dupré"]
    books = {key_of_before(1): ""}
    assert take([paid("")], books) == []


def test_nothing_overlaps():
    books = {key_of_before(1): "Dupré"}
    assert take([A], books, apart=True) == ["Dupré"]
    assert take([A, A], books, apart=True) == ["Dupré"] * 2
    assert len(books) == 4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.rental_booking.core.settlement import Document, settle

PARTY, OTHER = "Studio", "Producer"


def test_nothing_to_do_is_no_document():
    assert settle({PARTY: {"camera": 160.0}}, {PARTY: {"camera": 160.0}}) == {}
    assert settle({}, {}) == {}
    assert settle({PARTY: {"camera": 0.1 + 0.2}}, {PARTY: {"camera": 0.3}}) == {}


@pytest.mark.parametrize(
    ("agreed", "posted", "expected"),
    [
        (600, 0, Document(False, {"camera": 600})),
        (450, 600, Document(True, {"camera": 150})),
        (300, 600, Document(True, {"camera": 300})),
        (0, 600, Document(True, {"camera": 600})),
        (600.01, 600, Document(False, {"camera": pytest.approx(0.01)})),
    ],
)
def test_a_shorter_rental_is_a_credit_note_never_a_negative_invoice(agreed, posted, expected):
    found = settle({PARTY: {"camera": agreed}}, {PARTY: {"camera": posted}})
    assert found == {PARTY: expected}


def test_more_and_less_together_are_one_document_of_the_sign_of_the_sum():
    agreed = {PARTY: {"camera": 100.0, "late": 30.0}}
    assert settle(agreed, {PARTY: {"camera": 120.0}}) == {
        PARTY: Document(False, {"camera": -20.0, "late": 30.0})
    }
    assert settle(agreed, {PARTY: {"camera": 150.0}}) == {
        PARTY: Document(True, {"camera": 50.0, "late": -30.0})
    }


def test_equal_changes_of_two_goods_are_an_invoice_of_nothing_in_all():
    found = settle({PARTY: {"a": 10.0, "b": 5.0}}, {PARTY: {"a": 5.0, "b": 10.0}})
    assert found == {PARTY: Document(False, {"a": 5.0, "b": -5.0})}


def test_another_customer_gets_the_invoice_and_the_first_one_his_money_back():
    found = settle({PARTY: {"camera": 160.0}}, {OTHER: {"camera": 160.0}})
    assert list(found) == [PARTY, OTHER]
    assert found[PARTY] == Document(False, {"camera": 160.0})
    assert found[OTHER] == Document(True, {"camera": 160.0})


ENTRIES = st.dictionaries(
    st.sampled_from([PARTY, OTHER]),
    st.dictionaries(
        st.sampled_from("abc"), st.integers(-90_000, 90_000).map(lambda cents: cents / 100)
    ),
)


@given(ENTRIES, ENTRIES)
def test_posted_and_draft_are_what_is_agreed_and_no_draft_is_negative(agreed, posted):
    found = settle(agreed, posted)
    for party in {*agreed, *posted}:
        document = found.get(party, Document(False, {}))
        assert sum(document.amounts.values()) > -1e-6
        sign = -1 if document.is_refund else 1
        for key in "abc":
            drafted = sign * document.amounts.get(key, 0.0)
            total = posted.get(party, {}).get(key, 0.0) + drafted
            assert total == pytest.approx(agreed.get(party, {}).get(key, 0.0), abs=1e-6)


@given(ENTRIES, ENTRIES)
def test_settling_twice_asks_for_nothing_more(agreed, posted):
    found = settle(agreed, posted)
    done = {party: dict(entries) for party, entries in posted.items()}
    for party, document in found.items():
        sign = -1 if document.is_refund else 1
        for key, amount in document.amounts.items():
            entries = done.setdefault(party, {})
            entries[key] = round(entries.get(key, 0.0) + sign * amount, 2)
    assert settle(agreed, done) == {}


def test_lower_taxes_of_the_same_goods_are_a_credit_note():
    rates = {"at 20": 1.2, "at 10": 1.1}

    def gross(key, amount):
        return amount * rates[key]

    agreed, posted = {PARTY: {"at 10": 100.0}}, {PARTY: {"at 20": 100.0}}
    document = settle(agreed, posted, gross)[PARTY]
    assert document == Document(True, {"at 10": -100.0, "at 20": 100.0})
    assert settle(posted, agreed, gross)[PARTY].is_refund is False

"""What a movement pays: what a careful accountant would say, and nothing when he would ask."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.account_statement_fr.core.matching import Open, Proposal, fold, propose

LINES = [
    Open(1, 12_000, ("FAC/2026/00012",), 7),
    Open(2, 5_000, ("FAC/2026/00013",), 7),
    Open(3, 12_000, ("FAC/2026/00120", "CMD-55"), 8),
    Open(4, -3_000, ("AV/2026/00001",), 7),
    Open(5, 900, ("REM/2026/00004",), 0),
]


@pytest.mark.parametrize(
    ("amount", "text", "partner", "keys", "reason"),
    [
        (12_000, "VIR FAC 2026 00012", 0, (1,), "reference"),
        (17_000, "FAC/2026/00012 + FAC/2026/00013", 0, (1, 2), "reference"),
        (12_000, "FAC/2026/00012 FAC/2026/00013", 0, (1,), "reference"),
        (12_000, "FAC/2026/00120", 0, (3,), "reference"),
        (12_000, "commande cmd-55", 0, (3,), "reference"),
        (12_000, "VIR", 7, (1,), "party"),
        (17_000, "VIR", 7, (1, 2), "party"),
        (5_000, "VIR", 0, (2,), "amount"),
        (900, "REMISE LCR", 0, (5,), "amount"),
        (-3_000, "REMBOURSEMENT AV/2026/00001", 0, (4,), "reference"),
    ],
)
def test_clear(amount, text, partner, keys, reason):
    assert propose(amount, text, partner, LINES) == Proposal(keys, reason)


@pytest.mark.parametrize(
    ("amount", "text", "partner"),
    [
        (12_000, "VIR", 0),  # two of that amount
        (5_000, "VIR", 8),  # his invoice has another amount: somebody else's is not guessed
        (11_999, "FAC/2026/00012", 0),
        (-12_000, "FAC/2026/00012", 7),
        (3_000, "AV/2026/00001", 7),
        (12_000, "FAC/2026/0001", 0),  # the head of several numbers
    ],
)
def test_unclear(amount, text, partner):
    assert propose(amount, text, partner, LINES) is None


def test_short_names_and_words_are_no_reference():
    lines = [Open(1, 100, ("12", "MOTEUR"), 1), Open(2, 100, ("13",), 2)]
    assert propose(100, "12 MOTEUR", 0, lines) is None


@given(
    st.integers(-500, 500),
    st.text(max_size=30),
    st.integers(0, 3),
    st.lists(
        st.builds(Open, st.integers(1, 99), st.integers(-500, 500), st.tuples(st.text())),
        max_size=6,
    ),
)
def test_a_proposal_is_the_amount(amount, text, partner, lines):
    found = propose(amount, text, partner, lines)
    if found:
        by_key = {}
        for line in lines:
            by_key.setdefault(line.key, []).append(line.residual)
        if all(len(one) == 1 for one in by_key.values()):
            assert sum(by_key[key][0] for key in found.keys) == amount


def test_folding():
    assert fold("é A-1/b ß") == "EA1BSS"

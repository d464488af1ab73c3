"""What a movement pays: what a careful accountant would say, and nothing when he would ask."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.account_statement_fr.core import matching
from odoo.addons.account_statement_fr.core.matching import (
    Open,
    Proposal,
    fold,
    fold_names,
    propose,
)


def opened(key, residual, names=(), partner=0):
    return Open(key, residual, fold_names(names), partner)


LINES = [
    opened(1, 12_000, ("FAC/2026/00012",), 7),
    opened(2, 5_000, ("FAC/2026/00013",), 7),
    opened(3, 12_000, ("FAC/2026/00120", "CMD-55"), 8),
    opened(4, -3_000, ("AV/2026/00001",), 7),
    opened(5, 900, ("REM/2026/00004",), 0),
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
    lines = [opened(1, 100, ("12", "MOTEUR"), 1), opened(2, 100, ("13",), 2)]
    assert propose(100, "12 MOTEUR", 0, lines) is None


@given(
    st.integers(-500, 500),
    st.text(max_size=30),
    st.integers(0, 3),
    st.lists(
        st.builds(opened, st.integers(1, 99), st.integers(-500, 500), st.tuples(st.text())),
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


def test_names_are_folded_once_for_all_movements(monkeypatch):
    """A movement costs one folding, however many lines are open and names they have."""
    folded = []
    monkeypatch.setattr(matching, "fold", lambda text: folded.append(text) or fold(text))
    lines = [opened(n, 100 + n, [f"FAC/2026/{n:05d}", f"CMD-{n}", "Moteur"]) for n in range(500)]
    assert len(folded) == 1500
    folded.clear()
    for n in range(20):
        assert propose(100 + n, f"VIR FAC 2026 {n:05d}", 0, lines) == Proposal((n,), "reference")
    assert len(folded) == 20


def test_a_number_is_no_part_of_a_longer_one():
    lines = [opened(1, 100, ["2026-0012"]), opened(2, 100, ["ZZZ-99999"])]
    for text, named in (
        ("12026-0012 2026-00123", False),
        ("12026-0012 VIR 2026-0012 X", True),
        ("A2026-0012", True),
        ("2026-0012", True),
    ):
        assert propose(100, text, 0, lines) == (Proposal((1,), "reference") if named else None)


def test_folding():
    assert fold("é A-1/b ß") == "EA1BSS"

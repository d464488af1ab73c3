"""CFONB 120 against a writer of its own, and files that a bank or a hand has spoilt."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.account_statement_fr.core import cfonb120
from odoo.addons.account_statement_fr.core.statement import StatementError

SIGNS = "{ABCDEFGHI", "}JKLMNOPQR"


def put(*fields, width=120):
    """A record from ``(place counted from one, text)``, as the bank's own description counts."""
    record = [" "] * width
    for place, text in fields:
        record[place - 1 : place - 1 + len(text)] = text
    return "".join(record)


def amount(cents):
    digits = f"{abs(cents):014d}"
    return digits[:-1] + SIGNS[cents < 0][int(digits[-1])]


def head(kind):
    return [(1, kind), (3, "30004"), (12, "00821"), (17, "EUR2"), (22, "00001234567")]


def balance(kind, day, cents):
    return put(*head(kind), (35, day), (91, amount(cents)))


def movement(day, cents, label="VIR RECU", reference="", value=None):
    return put(
        *head("04"),
        (33, "05"),
        (35, day),
        (43, value or day),
        (49, label[:31]),
        (82, "0000001"),
        (91, amount(cents)),
        (105, reference),
    )


def detail(qualifier, text):
    return put(*head("05"), (33, "05"), (35, "021126"), (46, qualifier), (49, text))


FILE = [
    balance("01", "011126", 100_050),
    movement("021126", 120_000, "VIR SEPA DUPRE", "REF0001", value="031126"),
    detail("NPY", "ETABLISSEMENTS DUPRE ET FILS"),
    detail("LIB", "FACTURE FAC/2026/00012"),
    detail("MMO", "EUR200000000120000"),
    movement("031126", -4_590, "PRLV EDF"),
    detail("NBE", "EDF"),
    balance("07", "031126", 215_460),
]


def read(lines, end="\r\n"):
    return cfonb120.read(end.join(lines).encode("cp1252"))


@pytest.mark.parametrize("end", ["\r\n", "\n", ""])
def test_a_statement(end):
    [statement] = read(FILE, end)
    assert statement.account == "300040082100001234567"
    assert (statement.currency, statement.decimals) == ("EUR", 2)
    assert (statement.opening_day, statement.opening) == (date(2026, 11, 1), 100_050)
    assert (statement.closing_day, statement.closing) == (date(2026, 11, 3), 215_460)
    first, second = statement.movements
    assert (first.day, first.value_day) == (date(2026, 11, 2), date(2026, 11, 3))
    assert (first.amount, first.label, first.reference) == (120_000, "VIR SEPA DUPRE", "REF0001")
    assert first.party == "ETABLISSEMENTS DUPRE ET FILS"
    assert first.text == "VIR SEPA DUPRE FACTURE FAC/2026/00012"
    assert (second.amount, second.party, second.kind) == (-4_590, "EDF", "05")


def test_several_accounts_and_days():
    assert len(read(FILE + FILE)) == 2


@pytest.mark.parametrize(
    ("change", "line", "code"),
    [
        (lambda f: f[1:], 1, "place"),
        (lambda f: f[:-1], 0, "missing"),
        (lambda f: f[:1] + f[2:], 2, "place"),  # details of nothing
        (lambda f: [*f[:1], f[0], *f[1:]], 2, "place"),
        (lambda f: [*f[:-1], balance("07", "031126", 215_461)], 8, "balance"),
        (lambda f: [f[0], balance("07", "031126", 1)], 2, "balance"),
        (lambda f: [*f[:5], f[5] + "x" * 9, *f[6:]], 6, "length"),
        (lambda f: [*f[:5], f[5][:30], *f[6:]], 6, "length"),
        (lambda f: [*f[:5], "06" + f[5][2:], *f[6:]], 6, "record"),
        (lambda f: [*f[:5], f[5][:21] + "00009999999" + f[5][32:], *f[6:]], 6, "account"),
        (lambda f: [*f[:5], f[5][:34] + "310226" + f[5][40:], *f[6:]], 6, "day"),
        (lambda f: [*f[:5], f[5][:34] + "3102 6" + f[5][40:], *f[6:]], 6, "day"),
        (lambda f: [*f[:5], f[5][:103] + "5" + f[5][104:], *f[6:]], 6, "amount"),
        (lambda f: [*f[:5], f[5][:90] + "x" + f[5][91:], *f[6:]], 6, "amount"),
        (lambda f: [*f[:5], f[5][:19] + "3" + f[5][20:], *f[6:]], 6, "amount"),
        (lambda f: [*f[:5], f[5][:50] + "\x07" + f[5][51:], *f[6:]], 6, "control"),
        (lambda f: [], 0, "empty"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(change, line, code):
    with pytest.raises(StatementError) as caught:
        read(change(FILE))
    assert (caught.value.line, caught.value.code) == (line, code)


@given(
    st.integers(-(10**9), 10**9),
    st.lists(st.integers(-(10**9), 10**9), max_size=8),
)
def test_amounts_come_back(start, amounts):
    lines = [balance("01", "011126", start), *(movement("021126", one) for one in amounts)]
    [statement] = read([*lines, balance("07", "301126", start + sum(amounts))])
    assert [one.amount for one in statement.movements] == amounts
    with pytest.raises(StatementError) as caught:
        read([*lines, balance("07", "301126", start + sum(amounts) + 1)])
    assert caught.value.values["difference"] == -1


@given(st.binary(max_size=400))
def test_no_bytes_bring_the_reader_down(octets):
    with pytest.raises(StatementError):
        cfonb120.read(octets)
    cfonb120.looks_like(octets)


def test_old_years():
    [statement] = read([balance("01", "010199", 0), balance("07", "020199", 0)])
    assert statement.opening_day == date(1999, 1, 1)

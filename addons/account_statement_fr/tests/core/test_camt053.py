"""camt.053 in the shapes that banks send, and spoilt ones."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.account_statement_fr.core import camt053
from odoo.addons.account_statement_fr.core.statement import StatementError

HEAD = '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.%s"><BkToCstmrStmt><Stmt>'
ACCOUNT = "<Acct><Id><IBAN>FR76 3000 4000 0312 3456 7890 143</IBAN></Id><Ccy>EUR</Ccy></Acct>"
TAIL = "</Stmt></BkToCstmrStmt></Document>"


def balance(kind, day, amount, side="CRDT"):
    return (
        f"<Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp><Amt Ccy='EUR'>{amount}</Amt>"
        f"<CdtDbtInd>{side}</CdtDbtInd><Dt><Dt>{day}</Dt></Dt></Bal>"
    )


def entry(amount, side, details="", status="BOOK", currency="EUR"):
    return (
        f"<Ntry><Amt Ccy='{currency}'>{amount}</Amt><CdtDbtInd>{side}</CdtDbtInd>"
        f"<Sts>{status}</Sts><BookgDt><Dt>2026-11-02</Dt></BookgDt>"
        "<ValDt><DtTm>2026-11-03T00:00:00</DtTm></ValDt><AcctSvcrRef>BK1</AcctSvcrRef>"
        f"<NtryDtls>{details}</NtryDtls></Ntry>"
    )


def details(party, text, role="Dbtr", wrap="<Pty><Nm>%s</Nm></Pty>"):
    return (
        "<TxDtls><Refs><EndToEndId>E2E-1</EndToEndId></Refs>"
        f"<RltdPties><{role}>{wrap % party}</{role}><{role}Acct><Id><IBAN>FR1</IBAN></Id></{role}Acct>"
        f"</RltdPties><RmtInf><Ustrd>{text}</Ustrd></RmtInf></TxDtls>"
    )


def read(*parts, version="02", opening="100.00", closing="1254.10"):
    text = (
        HEAD % version
        + ACCOUNT
        + balance("OPBD", "2026-11-01", opening)
        + balance("CLBD", "2026-11-03", closing)
        + "".join(parts)
        + TAIL
    )
    return camt053.read(text.encode())


@pytest.mark.parametrize(
    ("version", "wrap"), [("02", "<Nm>%s</Nm>"), ("08", "<Pty><Nm>%s</Nm></Pty>")]
)
def test_a_statement(version, wrap):
    [statement] = read(
        entry("1200.00", "CRDT", details("Dupré", "FAC/2026/00012", wrap=wrap)),
        entry("45.90", "DBIT", details("EDF", "Contrat 7", "Cdtr", wrap=wrap)),
        entry("9.00", "DBIT", status="<Cd>PDNG</Cd>"),
        version=version,
    )
    assert statement.account == "FR7630004000031234567890143"
    assert (statement.opening, statement.closing) == (10_000, 125_410)
    assert (statement.opening_day, statement.closing_day) == (date(2026, 11, 1), date(2026, 11, 3))
    first, second = statement.movements
    assert (first.amount, first.party, first.party_account) == (120_000, "Dupré", "FR1")
    assert (first.day, first.value_day) == (date(2026, 11, 2), date(2026, 11, 3))
    assert first.text == "Dupré E2E-1 FAC/2026/00012"
    assert (second.amount, second.party, second.reference) == (-4_590, "EDF", "BK1")


def test_a_batch_has_no_single_payer():
    both = details("Un", "F1") + details("Deux", "F2")
    [statement] = read(entry("1154.10", "CRDT", both))
    assert statement.movements[0].party == ""
    assert statement.movements[0].details == ["E2E-1", "F1", "F2"]


@pytest.mark.parametrize(
    ("parts", "closing", "code"),
    [
        ((), "1254.10", "balance"),
        ((entry("x", "CRDT"),), "1254.10", "amount"),
        ((entry("1.005", "CRDT"),), "1254.10", "amount"),
        ((entry("Infinity", "CRDT"),), "1254.10", "amount"),
        ((entry("NaN", "CRDT"),), "1254.10", "amount"),
        ((entry("1E+9", "CRDT"),), "1254.10", "amount"),
        ((entry("1_154.10", "CRDT"),), "1254.10", "amount"),
        ((entry("-1154.10", "DBIT"),), "1254.10", "amount"),
        ((entry("1154.10", "CREDIT"),), "1254.10", "amount"),
        ((entry("1154.10", "CRDT", currency="USD"),), "1254.10", "amount"),
        ((entry("1154.10", "CRDT").replace("2026-11-02", "2026-02-30"),), "1254.10", "day"),
    ],
)
def test_what_is_wrong_is_named(parts, closing, code):
    with pytest.raises(StatementError) as caught:
        read(*parts, closing=closing)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "xml"),
        (b"<Document>", "xml"),
        (b"<Document/>", "empty"),
        (b"<!DOCTYPE a [<!ENTITY b 'c'>]><Document/>", "xml"),
        ((HEAD % "02" + TAIL).encode(), "missing"),
        ((HEAD % "02" + ACCOUNT + TAIL).encode(), "missing"),
    ],
)
def test_files_that_are_refused(content, code):
    with pytest.raises(StatementError) as caught:
        camt053.read(content)
    assert caught.value.code == code


def test_which_files_are_meant():
    assert camt053.looks_like(b"\xef\xbb\xbf<?xml?>") and not camt053.looks_like(b"0130004")


def show(cents):
    """An amount and its side, as banks write them."""
    return f"{abs(cents) // 100}.{abs(cents) % 100:02}", "DBIT" if cents < 0 else "CRDT"


def write(start, amounts, end):
    """A file with one record on each line."""
    return "\n".join(
        [
            HEAD % "02",
            ACCOUNT,
            balance("OPBD", "2026-11-01", *show(start)),
            balance("CLBD", "2026-11-03", *show(end)),
            *(entry(*show(one)) for one in amounts),
            TAIL,
        ]
    ).encode()


cents = st.integers(-(10**9), 10**9)


@given(cents, st.lists(cents, max_size=6))
def test_amounts_come_back(start, amounts):
    [statement] = camt053.read(write(start, amounts, start + sum(amounts)))
    assert [one.amount for one in statement.movements] == amounts
    assert [one.line for one in statement.movements] == list(range(5, 5 + len(amounts)))
    with pytest.raises(StatementError) as caught:
        camt053.read(write(start, amounts, start + sum(amounts) + 1))
    assert (caught.value.code, caught.value.values["difference"]) == ("balance", -1)


@given(st.integers(1, 5), st.sampled_from([b"BookgDt", b"CdtDbtInd", b"Amt"]))
def test_the_line_that_is_wrong_is_named(place, name):
    lines = write(0, [100] * 5, 500).split(b"\n")
    lines[3 + place] = lines[3 + place].replace(name, b"Other").replace(b"ValDt", b"Other")
    with pytest.raises(StatementError) as caught:
        camt053.read(b"\n".join(lines))
    assert caught.value.line == 4 + place


@given(st.data())
def test_a_file_that_was_cut_is_refused(data):
    content = write(0, [100, -250], -150)
    with pytest.raises(StatementError):
        camt053.read(content[: data.draw(st.integers(0, len(content) - 1))])


@given(st.binary(max_size=200), st.sampled_from([b"", b"<Document>", b"\xef\xbb\xbf<?xml"]))
def test_no_bytes_bring_the_reader_down(octets, head):
    with pytest.raises(StatementError):
        camt053.read(head + octets)

"""Both sides of each field and limit: places in a record, years, names that are no reference."""

from datetime import date

import pytest

from odoo.addons.account_statement_fr.core import camt053, cfonb120
from odoo.addons.account_statement_fr.core.matching import Open, Proposal, fold_names, propose
from odoo.addons.account_statement_fr.core.statement import Movement, Statement, StatementError


def refused(function, *args):
    with pytest.raises(StatementError) as caught:
        function(*args)
    return caught.value


# --- CFONB 120


def record(kind, *fields):
    text = list(f"{kind}30004    00821EUR2 00001234567".ljust(120))
    for place, value in fields:
        text[place : place + len(value)] = value
    return "".join(text)[:120]


OPENING = record("01", (34, "011126"), (90, "0000000000000{"))
CLOSING = record("07", (34, "301126"), (90, "0000000000123D"))


def movement(*fields):
    return record("04", (32, "05"), (34, "021126"), (90, "0000000000123D"), *fields)


def detail(qualifier, text):
    return record("05", (45, qualifier), (48, text))


def read(*lines):
    return cfonb120.read("\n".join([OPENING, *lines, CLOSING]).encode("cp1252"))


def read_one(*lines):
    [statement] = read(*lines)
    [found] = statement.movements
    return found


@pytest.mark.parametrize(
    ("content", "meant"),
    [
        (b"0130004", True),
        (b" \r\n0130004", True),
        (b"013000", False),
        (b"0430004", False),
        (b"01A0004", False),
        (b"<Document/>", False),
        (b"", False),
    ],
)
def test_which_files_are_meant(content, meant):
    assert cfonb120.looks_like(content) is meant


def test_each_field_of_a_movement_ends_where_it_ends():
    found = read_one(movement((42, "311226"), (48, "L" * 31), (79, "XXXXXXXXXXX"), (104, "R" * 16)))
    assert found.label == "L" * 31
    assert found.reference == "R" * 16
    assert (found.value_day, found.kind, found.amount) == (date(2026, 12, 31), "05", 1234)
    found = read_one(movement())
    assert (found.value_day, found.label, found.reference) == (date(2026, 11, 2), "", "")
    for value in ("     6", "3     ", "3112 6"):
        error = refused(read, movement((42, value)))
        assert (error.line, error.code, error.values) == (2, "day", {"text": value})


def test_details_fill_what_a_movement_does_not_say():
    long = "0123456789" * 7
    found = read_one(movement(), detail("NPY", long + "XX"), detail("NPY", "OTHER"))
    assert found.party == long
    assert found.details == []
    found = read_one(movement(), detail("RCN", long), detail("RCN", "second"))
    assert (found.reference, found.details) == (long[:35], [long, "second"])
    found = read_one(movement((104, "OWN")), detail("RCN", "theirs"), detail("LIB", ""))
    assert (found.reference, found.details) == ("OWN", ["theirs"])
    names = ("LIB", "LCC", "LC2", "LCS", "REF", "MMO", "   ")
    found = read_one(
        movement((48, "LABEL")), *(detail(name, name.strip() or "x") for name in names)
    )
    assert found.text == "LABEL LIB LCC LC2 LCS REF"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("311279", date(2079, 12, 31)),
        ("010180", date(1980, 1, 1)),
        ("010100", date(2000, 1, 1)),
        ("290224", date(2024, 2, 29)),
        ("290226", None),
        ("000126", None),
        ("²10126", None),
    ],
)
def test_years_are_of_this_century_until_eighty(text, day):
    if day:
        assert cfonb120._read_day(1, text) == day
    else:
        assert refused(cfonb120._read_day, 7, text).line == 7


@pytest.mark.parametrize("length", [39, 40, 120, 121])
def test_a_record_has_forty_to_a_hundred_and_twenty_signs(length):
    line = (record("05", (34, "021126"), (45, "LIB")) + "x" * 9)[:length].ljust(length, "x")
    if length in (40, 120):
        read(movement(), line)
    else:
        error = refused(read, movement(), line)
        assert (error.line, error.code, error.values) == (3, "length", {"length": length})


def test_a_file_without_line_ends_is_cut_in_records():
    text = OPENING + movement() + CLOSING
    assert len(cfonb120.read(text.encode())[0].movements) == 1
    assert refused(cfonb120.read, OPENING.encode()).code == "missing"
    assert refused(cfonb120.read, b"\n\n").code == "empty"
    assert len(cfonb120.read((text + "\x1a\r\n").encode())) == 1


@pytest.mark.parametrize(
    ("decimals", "currency", "told"),
    [
        ("2", "EUR", ("EUR", 2)),
        ("0", "JPY", ("JPY", 0)),
        (" ", "   ", ("EUR", 2)),
        ("3", "TND", ("TND", 3)),
    ],
)
def test_currencies_and_their_decimals(decimals, currency, told):
    change = (16, currency), (19, decimals)
    opening = record("01", (34, "011126"), (90, "0000000000000{"), *change)
    closing = record("07", (34, "301126"), (90, "0000000000123D"), *change)
    text = "\n".join([opening, movement(*change), closing])
    [statement] = cfonb120.read(text.encode())
    assert (statement.currency, statement.decimals) == told
    other = movement((16, currency), (19, "9"))
    error = refused(cfonb120.read, "\n".join([opening, other, closing]).encode())
    assert (error.line, error.code, error.values) == (2, "amount", {"text": "9"})


# --- camt.053

BALANCE = (
    "<Bal><Tp><CdOrPrtry><Cd>%s</Cd></CdOrPrtry></Tp><Amt Ccy='EUR'>%s</Amt>"
    "<CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-11-01</Dt></Dt></Bal>"
)


def camt(entry="", account="<IBAN>FR1</IBAN>", opening="OPBD", amount="0"):
    text = (
        f"<D><BkToCstmrStmt><Stmt><Acct><Id>{account}</Id></Acct>{BALANCE % (opening, '0')}\n"
        f"{BALANCE % ('CLBD', amount)}{entry}</Stmt></BkToCstmrStmt></D>"
    )
    [statement] = camt053.read(text.encode())
    return statement


def entry(*parts, amount="12.5", side="CRDT"):
    inside = "".join(parts)
    return f"<Ntry><Amt Ccy='EUR'>{amount}</Amt><CdtDbtInd>{side}</CdtDbtInd>{inside}</Ntry>"


BOOKED, VALUED = "<BookgDt><Dt>2026-11-02</Dt></BookgDt>", "<ValDt><Dt>2026-11-03</Dt></ValDt>"


@pytest.mark.parametrize(
    ("parts", "days"),
    [((BOOKED, VALUED), (2, 3)), ((BOOKED,), (2, 2)), ((VALUED,), (3, 3)), ((), None)],
)
def test_one_of_two_days_is_enough(parts, days):
    if days:
        [movement] = camt(entry(*parts), amount="12.50").movements
        assert (movement.day.day, movement.value_day.day) == days
    else:
        error = refused(camt, entry())
        assert (error.line, error.code, error.values) == (2, "missing", {"kind": "BookgDt"})


def test_a_file_that_is_no_document_says_where():
    assert (refused(camt053.read, b"").line, refused(camt053.read, b"").code) == (1, "xml")
    assert refused(camt053.read, b"<a>\n\n</b>").line == 3
    deep = b"<a>" * 300 + b"</a>" * 300
    assert refused(camt053.read, deep).code == "xml"
    assert refused(camt053.read, b"<a>" * 100 + b"</a>" * 100).code == "empty"


def test_an_account_has_an_iban_or_another_number():
    assert camt(account="<IBAN>FR 1 2</IBAN>").account == "FR12"
    assert camt(account="<Othr><Id>X 9</Id></Othr>").account == "X9"
    assert refused(camt, "", "").values == {"kind": "Acct/Id"}
    assert camt(opening="PRCD").opening == 0
    assert refused(camt, "", "<IBAN>F</IBAN>", "XXXX").values == {"kind": "Bal OPBD"}


@pytest.mark.parametrize(
    ("amount", "side", "cents"),
    [
        ("12", "CRDT", 1200),
        ("0.01", "DBIT", -1),
        ("1.10000", "CRDT", 110),
        ("123456789012345.67", "CRDT", 12345678901234567),
    ]
    + [
        (text, "CRDT", None)
        for text in ("1234567890123456", "1.100000", "1.001", ".5", "5.", "+1", "")
    ],
)
def test_amounts_are_in_cents(amount, side, cents):
    if cents is None:
        assert refused(camt, entry(BOOKED, amount=amount, side=side)).code == "amount"
        return
    error = refused(camt, entry(BOOKED, amount=amount, side=side), "<IBAN>F</IBAN>", "OPBD", "0")
    assert error.values == {"account": "F", "difference": cents}


@pytest.mark.parametrize(
    ("parts", "label", "kind", "reference"),
    [
        ("", "/", "", ""),
        ("<AddtlNtryInf> a  b </AddtlNtryInf>", "a b", "", ""),
        ("<NtryRef>N</NtryRef>", "/", "", "N"),
        ("<NtryRef>N</NtryRef><AcctSvcrRef>S</AcctSvcrRef>", "/", "", "S"),
        ("<BkTxCd><Prtry><Cd>05</Cd></Prtry></BkTxCd>", "/", "05", ""),
        ("<BkTxCd><Domn><Fmly><Cd>RCDT</Cd></Fmly></Domn></BkTxCd>", "/", "RCDT", ""),
        (
            "<NtryDtls><TxDtls><RltdPties><Dbtr><Nm>P</Nm></Dbtr></RltdPties></TxDtls></NtryDtls>",
            "P",
            "",
            "",
        ),
    ],
)
def test_what_an_entry_says(parts, label, kind, reference):
    [movement] = camt(entry(BOOKED, parts), amount="12.50").movements
    assert (movement.label, movement.kind, movement.reference) == (label, kind, reference)


def test_details_are_told_once_and_no_reference_is_none():
    texts = (
        "<Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs><RmtInf><Ustrd>A</Ustrd><Ustrd>A</Ustrd>"
        "<Strd><CdtrRefInf><Ref>B</Ref></CdtrRefInf></Strd></RmtInf><AddtlTxInf>C</AddtlTxInf>"
    )
    found = entry(BOOKED, f"<NtryDtls><TxDtls>{texts}</TxDtls></NtryDtls>")
    assert camt(found, amount="12.50").movements[0].details == ["A", "B", "C"]


@pytest.mark.parametrize(
    ("status", "taken"),
    [("", 1), ("<Sts>BOOK</Sts>", 1), ("<Sts><Cd>BOOK</Cd></Sts>", 1), ("<Sts>PDNG</Sts>", 0)],
)
def test_only_what_is_booked_is_taken(status, taken):
    statement = camt(entry(BOOKED, status), amount="12.50" if taken else "0")
    assert len(statement.movements) == taken


# --- statements and matching


def test_a_statement_of_nothing_leads_from_nothing_to_nothing():
    statement = Statement("A", "EUR", 2, None, 0)
    statement.check(1)
    day = date(2026, 1, 1)
    statement.movements.append(Movement(1, day, day, 5, "label", details=["", "a"]))
    assert refused(statement.check, 9).values == {"account": "A", "difference": 5}
    assert statement.movements[0].text == "label a"


@pytest.mark.parametrize(
    ("name", "text", "named"),
    [
        ("12", "12", False),
        ("123", "123", False),
        ("1234", "1234", True),
        ("MOTEUR", "MOTEUR", False),
        ("MOT1", "le mot 1", True),
        ("FAC-13", "nothing", False),
        ("1234", "01234", False),
        ("1234", "A1234B", True),
        ("FAC12", "2FAC12", True),
        ("FAC12", "FAC123", False),
        ("1.34", "1A34", False),
    ],
)
def test_what_names_an_invoice(name, text, named):
    """A second invoice of the same amount: only a name can tell them apart."""
    lines = [Open(1, 100, fold_names([name])), Open(2, 100, fold_names(["ZZZ-99999"]))]
    assert propose(100, text, 0, lines) == (Proposal((1,), "reference") if named else None)

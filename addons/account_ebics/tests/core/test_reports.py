"""What banks say about orders, and what is no such report."""

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.account_ebics.core import reports
from odoo.addons.account_ebics.core.errors import EbicsError
from odoo.addons.account_lcr_fr.core import cfonb160

REPORT = """<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.03"><CstmrPmtStsRpt>
<OrgnlGrpInfAndSts><OrgnlMsgId>VIR-1</OrgnlMsgId>%s</OrgnlGrpInfAndSts>%s
</CstmrPmtStsRpt></Document>"""
GROUP = "<GrpSts>%s</GrpSts>"
LOT = "<OrgnlPmtInfAndSts><PmtInfSts>%s</PmtInfSts>%s</OrgnlPmtInfAndSts>"
ONE = "<TxInfAndSts><TxSts>%s</TxSts><StsRsnInf><Rsn><Cd>%s</Cd></Rsn></StsRsnInf></TxInfAndSts>"


@pytest.mark.parametrize(
    ("group", "rest", "outcome", "status"),
    [
        (GROUP % "ACSC", "", "accepted", "ACSC"),
        (GROUP % "RJCT", "", "rejected", "RJCT"),
        (GROUP % "PART", LOT % ("PART", ONE % ("RJCT", "AC04")), "partly", "PART"),
        (GROUP % "ACSP", LOT % ("ACSP", ONE % ("RJCT", "AM04")), "partly", "ACSP"),
        (GROUP % "RCVD", "", "partly", "RCVD"),
        (GROUP % "PDNG", "", "partly", "PDNG"),
        ("", LOT % ("ACCP", ONE % ("ACSP", "")), "accepted", "ACCP, ACSP"),
        ("", LOT % ("RJCT", ONE % ("RJCT", "AC04")), "rejected", "RJCT"),
        ("", "", "partly", ""),
    ],
)
def test_what_a_bank_says(group, rest, outcome, status):
    [report] = reports.read_reports((REPORT % (group, rest)).encode())
    assert (report.message, report.outcome, report.status) == ("VIR-1", outcome, status)


def test_reasons_are_told_once():
    rest = LOT % ("RJCT", ONE % ("RJCT", "AC04") + ONE % ("RJCT", "AC04") + ONE % ("RJCT", "AM05"))
    [report] = reports.read_reports((REPORT % ("", rest)).encode())
    assert report.reasons == ("AC04", "AM05")


@given(st.binary(max_size=200), st.sampled_from([b"", b"<Document>", b"<?xml version='1.0'?>"]))
def test_what_is_no_report_is_told(octets, head):
    with pytest.raises(EbicsError):
        reports.read_reports(head + octets)
    assert reports.read_message_name(head + octets) == ""
    assert reports.find_kind(b"<" + octets) == ""


PAID = b"<Amt><InstdAmt Ccy='EUR'>%s</InstdAmt></Amt>"


@given(st.lists(st.decimals("0.01", "99999.99", places=2), max_size=5))
def test_payments_are_counted_and_not_believed(amounts):
    head = b"<GrpHdr><NbOfTxs>1</NbOfTxs><CtrlSum>1</CtrlSum></GrpHdr>"
    body = b"".join(PAID % str(amount).encode() for amount in amounts)
    found = reports.read_amounts(b"<Document>" + head + body + b"</Document>")
    assert found == [("EUR", amount) for amount in amounts]


def test_bills_of_a_file_are_counted():
    data = Path(cfonb160.__file__).parents[1] / "tests/data"
    content = (data / "oca_collection.txt").read_bytes()
    cents = [int(record["cents"]) for record in cfonb160.read(content)[1:-1]]
    assert cents
    assert reports.read_amounts(content) == [("EUR", Decimal(one) / 100) for one in cents]


@pytest.mark.parametrize("content", [b"0360", b"", b"<Document>", PAID % b"x", b"\x00\xff"])
def test_a_file_that_cannot_be_counted_counts_nothing(content):
    assert reports.read_amounts(content) == []


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"<Document><CstmrCdtTrfInitn/></Document>", "transfer"),
        (b"<?xml version='1.0'?><!-- x --><Document><CstmrDrctDbtInitn/></Document>", "debit"),
        (b"036000000001", "lcr"),
        (b"<Document><Other/></Document>", ""),
        (b"0120", ""),
    ],
)
def test_what_a_file_orders(content, kind):
    assert reports.find_kind(content) == kind

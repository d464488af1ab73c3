"""Reads what an order says of itself, and what a bank says about it (pain.002)."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from lxml import etree

from odoo.addons.account_lcr_fr.core import cfonb160

from .content import find_text, parse
from .errors import EbicsError

_ACCEPTED = {"ACTC", "ACCP", "ACSP", "ACSC", "ACWC", "ACFC"}
_REJECTED = {"RJCT"}


@dataclass(frozen=True)
class Report:
    """What a bank says about one message.

    :param outcome: ``accepted``, ``rejected`` or ``partly`` (also what says nothing yet)
    """

    message: str
    status: str
    outcome: str
    reasons: tuple[str, ...]


def read_message_name(octets: bytes) -> str:
    """The MsgId of an ISO 20022 file; empty for other files.

    >>> read_message_name(b"<Document><X><GrpHdr><MsgId>SCT-1</MsgId></GrpHdr></X></Document>")
    'SCT-1'
    """
    if not octets.lstrip().startswith(b"<"):
        return ""
    try:
        root = parse(octets)
    except EbicsError:
        return ""
    found = root.xpath("./*/*[local-name()='GrpHdr']/*[local-name()='MsgId']")
    return (found[0].text or "").strip() if found else ""


def find_kind(octets: bytes) -> str:
    """What a file orders: ``transfer``, ``debit`` or ``lcr``; empty for other files.

    >>> find_kind(b"<Document><CstmrDrctDbtInitn/></Document>"), find_kind(b"0360" + b"0" * 156)
    ('debit', 'lcr')
    """
    if octets.startswith(b"0360"):
        return "lcr"
    if not octets.lstrip().startswith(b"<"):
        return ""
    try:
        root = parse(octets)
    except EbicsError:
        return ""
    names = [etree.QName(one).localname for one in root if isinstance(one.tag, str)]
    kinds = {"CstmrCdtTrfInitn": "transfer", "CstmrDrctDbtInitn": "debit"}
    return next((kinds[name] for name in names if name in kinds), "")


def read_amounts(octets: bytes) -> list[tuple[str, Decimal]]:
    """Each payment of a file, as ``(currency, amount)``: counted, whatever its head claims.

    >>> read_amounts(b"<Document><InstdAmt Ccy='EUR'>12.50</InstdAmt></Document>")
    [('EUR', Decimal('12.50'))]
    """
    try:
        if octets.startswith(b"0360"):
            records = cfonb160.read(octets)[1:-1]
            return [("EUR", Decimal(record["cents"]) / 100) for record in records]
        found = _each(parse(octets), "InstdAmt")
        return [(one.get("Ccy", ""), Decimal(_text(one))) for one in found]
    except (EbicsError, cfonb160.BillError, InvalidOperation):
        return []


def read_reports(octets: bytes) -> list[Report]:
    """The reports of a pain.002.

    :raises EbicsError: it is none
    """
    root = parse(octets)
    found = list(_each(root, "CstmrPmtStsRpt"))
    if not found:
        raise EbicsError("document")
    return [_read(report) for report in found]


def _read(report: etree._Element) -> Report:
    group = ("OrgnlGrpInfAndSts",)
    status = find_text(report, *group, "GrpSts")
    below = {_text(one) for name in ("PmtInfSts", "TxSts") for one in _each(report, name)}
    known = {status, *below} - {""}
    if known and known <= _ACCEPTED:
        outcome = "accepted"
    elif known and known <= _REJECTED:
        outcome = "rejected"
    else:
        outcome = "partly"
    reasons = [_text(one) for name in ("Cd", "AddtlInf") for one in _each(report, name)]
    return Report(
        message=find_text(report, *group, "OrgnlMsgId"),
        status=status or ", ".join(sorted(below)),
        outcome=outcome,
        reasons=tuple(dict.fromkeys(filter(None, reasons))),
    )


def _each(root: etree._Element, name: str) -> Iterator[etree._Element]:
    return iter(root.xpath(f".//*[local-name()='{name}']"))


def _text(element: etree._Element) -> str:
    return (element.text or "").strip()

"""Reads statements in ISO 20022 camt.053, of any version."""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from lxml import etree

from .statement import Movement, Statement, StatementError

_DECIMALS = 2
_AMOUNT = re.compile(r"\d{1,15}(\.\d{1,5})?", re.ASCII)
"""Decimal reads more than the standard writes: infinity, exponents, underscores."""


def looks_like(content: bytes) -> bool:
    """
    >>> looks_like(b"<?xml version='1.0'?><Document xmlns='urn:camt.053.001.02'/>")
    True
    """
    return content.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<")


def read(content: bytes) -> list[Statement]:
    """Read every statement of a file.

    :raises StatementError: with the line that is wrong; nothing is taken then
    """
    root = _parse(content)
    found = list(_each(root, "BkToCstmrStmt", "Stmt"))
    if not found:
        raise StatementError(0, "empty")
    return [_read_statement(node) for node in found]


def _parse(content: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(content.strip(), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        place = getattr(error, "lineno", 0) or 0
        raise StatementError(place, "xml") from None
    if root.getroottree().docinfo.doctype:
        raise StatementError(0, "xml")
    return root


def _read_statement(node: etree._Element) -> Statement:
    account = _text(node, "Acct", "Id", "IBAN") or _text(node, "Acct", "Id", "Othr", "Id")
    if not account:
        raise StatementError(node.sourceline, "missing", kind="Acct/Id")
    opening = _read_balance(node, ("OPBD", "PRCD"))
    closing = _read_balance(node, ("CLBD",))
    if opening is None or closing is None:
        kind = "Bal OPBD" if opening is None else "Bal CLBD"
        raise StatementError(node.sourceline, "missing", kind=kind)
    currency = _text(node, "Acct", "Ccy") or opening[2]
    statement = Statement(
        account.replace(" ", ""),
        currency,
        _DECIMALS,
        opening_day=opening[0],
        opening=opening[1],
        closing_day=closing[0],
        closing=closing[1],
    )
    for entry in _each(node, "Ntry"):
        status = _text(entry, "Sts", "Cd") or _text(entry, "Sts")
        if status in ("", "BOOK"):
            statement.movements.append(_read_entry(entry, currency))
    statement.check(node.sourceline)
    return statement


def _read_balance(node: etree._Element, kinds: tuple[str, ...]) -> tuple[date, int, str] | None:
    for balance in _each(node, "Bal"):
        if _text(balance, "Tp", "CdOrPrtry", "Cd") in kinds:
            amount, currency = _read_amount(balance)
            return _read_day(balance, "Dt"), amount, currency
    return None


def _read_entry(entry: etree._Element, currency: str) -> Movement:
    amount, own = _read_amount(entry)
    if own != currency:
        raise StatementError(entry.sourceline, "amount", text=own)
    day = _read_day(entry, "BookgDt") if _text_of_day(entry, "BookgDt") else None
    value_day = _read_day(entry, "ValDt") if _text_of_day(entry, "ValDt") else None
    if not (day or value_day):
        raise StatementError(entry.sourceline, "missing", kind="BookgDt")
    transactions = list(_each(entry, "NtryDtls", "TxDtls"))
    movement = Movement(
        line=entry.sourceline,
        day=day or value_day or date.min,
        value_day=value_day or day or date.min,
        amount=amount,
        label=_text(entry, "AddtlNtryInf"),
        reference=_text(entry, "AcctSvcrRef") or _text(entry, "NtryRef"),
        kind=_text(entry, "BkTxCd", "Prtry", "Cd") or _text(entry, "BkTxCd", "Domn", "Fmly", "Cd"),
    )
    for transaction in transactions:
        _add_transaction(movement, transaction, alone=len(transactions) == 1)
    movement.label = movement.label or movement.party or "/"
    return movement


def _add_transaction(movement: Movement, node: etree._Element, alone: bool) -> None:
    role = "Dbtr" if movement.amount > 0 else "Cdtr"
    name = _text(node, "RltdPties", role, "Pty", "Nm") or _text(node, "RltdPties", role, "Nm")
    if alone:
        movement.party = name
        account = ("RltdPties", f"{role}Acct", "Id", "IBAN")
        movement.party_account = _text(node, *account).replace(" ", "")
    end_to_end = _text(node, "Refs", "EndToEndId")
    texts = [
        "" if end_to_end == "NOTPROVIDED" else end_to_end,
        *(_own(one) for one in _each(node, "RmtInf", "Ustrd")),
        *(_own(one) for one in _each(node, "RmtInf", "Strd", "CdtrRefInf", "Ref")),
        _text(node, "AddtlTxInf"),
    ]
    for text in texts:
        if text and text not in movement.details:
            movement.details.append(text)


def _read_amount(node: etree._Element) -> tuple[int, str]:
    """The amount of an entry or balance in cents, with its sign, and its currency."""
    found = next(_each(node, "Amt"), None)
    text = _own(found) if found is not None else ""
    side = _text(node, "CdtDbtInd")
    if not _AMOUNT.fullmatch(text):
        raise StatementError(node.sourceline, "amount", text=text)
    amount = Decimal(text).scaleb(_DECIMALS)
    if found is None or side not in ("CRDT", "DBIT") or amount != amount.to_integral_value():
        raise StatementError(node.sourceline, "amount", text=f"{text} {side}")
    return int(amount) * (1 if side == "CRDT" else -1), found.get("Ccy", "")


def _text_of_day(node: etree._Element, name: str) -> str:
    return _text(node, name, "Dt") or _text(node, name, "DtTm")


def _read_day(node: etree._Element, name: str) -> date:
    text = _text_of_day(node, name)
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        raise StatementError(node.sourceline, "day", text=text) from None


def _each(node: etree._Element, *path: str) -> Iterator[etree._Element]:
    steps = "/".join(f"*[local-name()='{name}']" for name in path)
    return iter(node.xpath(f"./{steps}"))


def _text(node: etree._Element, *path: str) -> str:
    found = next(_each(node, *path), None)
    return "" if found is None else _own(found)


def _own(node: etree._Element) -> str:
    return " ".join((node.text or "").split())

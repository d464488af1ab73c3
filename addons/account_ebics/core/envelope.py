"""The messages themselves: written, signed, and the bank's answers read and checked."""

import base64
import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timezone

from lxml import etree

from . import codes
from .content import DS, H005, add, decode, find_text, parse, serialize
from .errors import BankRefusal, EbicsError
from .keys import SIGNATURE, Key
from .service import Service

_C14N = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
_RSA = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
_SHA = "http://www.w3.org/2001/04/xmlenc#sha256"
_SIGNED = "//*[@authenticate='true']"
_MEDIUM = "0000"
PRODUCT = "odoo-suite"

Fill = Callable[[etree._Element], object]


@dataclass(frozen=True)
class Access:
    """Who speaks to which bank."""

    host: str
    partner: str
    user: str


@dataclass(frozen=True)
class Ring:
    """The keys of a conversation: our own X002 and E002, and those of the bank."""

    authentication: Key
    encryption: Key
    bank_authentication: Key
    bank_encryption: Key

    def check_valid(self) -> None:
        for key in (
            self.authentication,
            self.encryption,
            self.bank_authentication,
            self.bank_encryption,
        ):
            key.check_valid()


# --- initialisation of a subscriber -------------------------------------------------------------


def write_unsecured(access: Access, order_type: str, order_data: str) -> bytes:
    """INI or HIA: nothing signs it, the letter on paper does."""
    root = _make_root("ebicsUnsecuredRequest")
    static = _add_static(root, access)
    add(add(static, "OrderDetails"), "AdminOrderType", order_type)
    add(static, "SecurityMedium", _MEDIUM)
    add(root[0], "mutable")
    add(add(add(root, "body"), "DataTransfer"), "OrderData", order_data)
    return serialize(root)


def write_bank_keys_request(access: Access, authentication: Key) -> bytes:
    """HPB: signed, but the keys of the bank are not known yet."""
    root = _make_root("ebicsNoPubKeyDigestsRequest")
    static = _add_static(root, access, fresh=True)
    add(add(static, "OrderDetails"), "AdminOrderType", "HPB")
    add(static, "SecurityMedium", _MEDIUM)
    add(root[0], "mutable")
    add(root, "body")
    return _sign(root, authentication)


# --- transactions -------------------------------------------------------------------------------


def write_upload(
    access: Access,
    ring: Ring,
    service: Service,
    *,
    digest: bytes,
    signatures: str,
    transaction_key: bytes,
    segments: int,
    filename: str = "",
    release: bool = True,
) -> bytes:
    """BTU: what will come, who signed it, and the key to open it.

    :param release: the signatures release the order (profile TS); without, somebody confirms it
        to the bank by another way (profile T)
    """

    def fill_params(details: etree._Element) -> None:
        named = {"fileName": filename} if filename else {}
        params = add(details, "BTUOrderParams", **named)
        _add_service(params, service)
        if release:
            add(params, "SignatureFlag")

    def fill_body(body: etree._Element) -> None:
        transfer = add(body, "DataTransfer")
        info = add(transfer, "DataEncryptionInfo", authenticate="true")
        _add_digest(info, "EncryptionPubKeyDigest", ring.bank_encryption)
        wrapped = ring.bank_encryption.wrap(transaction_key)
        add(info, "TransactionKey", base64.b64encode(wrapped).decode())
        add(transfer, "SignatureData", signatures, authenticate="true")
        text = base64.b64encode(digest).decode()
        add(transfer, "DataDigest", text, SignatureVersion=SIGNATURE)

    return _write_first(access, ring, "BTU", fill_params, fill_body, segments)


def write_download(
    access: Access,
    ring: Ring,
    service: Service,
    first: date | None = None,
    last: date | None = None,
) -> bytes:
    """BTD: ask for what the bank has; with days, also for what was fetched before."""

    def fill_params(details: etree._Element) -> None:
        params = add(details, "BTDOrderParams")
        _add_service(params, service)
        if first and last:
            days = add(params, "DateRange")
            add(days, "Start", first.isoformat())
            add(days, "End", last.isoformat())

    return _write_first(access, ring, "BTD", fill_params)


def write_admin_download(access: Access, ring: Ring, order_type: str) -> bytes:
    """HAC (what became of orders), HTD (what this subscriber may do), …"""
    return _write_first(
        access, ring, order_type, lambda details: add(details, "StandardOrderParams")
    )


def write_transfer(
    access: Access, ring: Ring, transaction: str, number: int, last: bool, data: str | None = None
) -> bytes:
    """Send a segment, or ask for one."""

    def fill(root: etree._Element, mutable: etree._Element) -> None:
        add(mutable, "SegmentNumber", str(number), lastSegment=str(last).lower())
        body = add(root, "body")
        if data is not None:
            add(add(body, "DataTransfer"), "OrderData", data)

    return _write_next(access, ring, transaction, "Transfer", fill)


def write_receipt(access: Access, ring: Ring, transaction: str, good: bool) -> bytes:
    """Tell the bank that we have it, or that it shall be offered again."""

    def fill(root: etree._Element, mutable: etree._Element) -> None:
        receipt = add(add(root, "body"), "TransferReceipt", authenticate="true")
        add(receipt, "ReceiptCode", "0" if good else "1")

    return _write_next(access, ring, transaction, "Receipt", fill)


def _write_first(
    access: Access,
    ring: Ring,
    order_type: str,
    fill_params: Fill,
    fill_body: Fill | None = None,
    segments: int = 0,
) -> bytes:
    root = _make_root("ebicsRequest")
    static = _add_static(root, access, fresh=True)
    details = add(static, "OrderDetails")
    add(details, "AdminOrderType", order_type)
    fill_params(details)
    digests = add(static, "BankPubKeyDigests")
    _add_digest(digests, "Authentication", ring.bank_authentication)
    _add_digest(digests, "Encryption", ring.bank_encryption)
    add(static, "SecurityMedium", _MEDIUM)
    if segments:
        add(static, "NumSegments", str(segments))
    add(add(root[0], "mutable"), "TransactionPhase", "Initialisation")
    body = add(root, "body")
    if fill_body:
        fill_body(body)
    return _sign(root, ring.authentication)


def _write_next(
    access: Access,
    ring: Ring,
    transaction: str,
    phase: str,
    fill: Callable[[etree._Element, etree._Element], None],
) -> bytes:
    root = _make_root("ebicsRequest")
    static = add(add(root, "header", authenticate="true"), "static")
    add(static, "HostID", access.host)
    add(static, "TransactionID", transaction)
    mutable = add(root[0], "mutable")
    add(mutable, "TransactionPhase", phase)
    fill(root, mutable)
    return _sign(root, ring.authentication)


def _make_root(name: str) -> etree._Element:
    root = etree.Element(etree.QName(H005, name), nsmap={None: H005, "ds": DS})
    root.set("Version", "H005")
    root.set("Revision", "1")
    return root


def _add_static(root: etree._Element, access: Access, fresh: bool = False) -> etree._Element:
    static = add(add(root, "header", authenticate="true"), "static")
    add(static, "HostID", access.host)
    if fresh:
        now = datetime.now(timezone.utc)
        add(static, "Nonce", secrets.token_hex(16).upper())
        add(
            static,
            "Timestamp",
            now.strftime("%Y-%m-%dT%H:%M:%S.") + f"{now.microsecond // 1000:03}Z",
        )
    add(static, "PartnerID", access.partner)
    add(static, "UserID", access.user)
    add(static, "Product", PRODUCT, Language="fr")
    return static


def _add_service(params: etree._Element, service: Service) -> None:
    element = add(params, "Service")
    add(element, "ServiceName", service.name)
    if service.scope:
        add(element, "Scope", service.scope)
    if service.option:
        add(element, "ServiceOption", service.option)
    if service.container:
        add(element, "Container", containerType=service.container)
    parts = {"variant": service.variant, "version": service.version, "format": service.format}
    add(element, "MsgName", service.message, **{name: text for name, text in parts.items() if text})


def _add_digest(parent: etree._Element, name: str, key: Key) -> None:
    text = base64.b64encode(key.digest).decode()
    add(parent, name, text, Version=key.version, Algorithm=_SHA)


# --- signatures of messages ---------------------------------------------------------------------


def _canonical(element: etree._Element) -> bytes:
    """The element as it is canonically written (inclusive C14N 1.0), with what is in scope there.

    It is read anew as a document of its own: libxml2 undeclares the default namespace on the
    grandchildren of an element that is canonised within its document.
    """
    alone = etree.fromstring(etree.tostring(element, with_tail=False))
    octets: bytes = etree.tostring(alone, method="c14n")
    return octets


def _digest(root: etree._Element) -> str:
    """SHA-256 of every part that a message says to be authentic, as it is canonically written."""
    octets = b"".join(_canonical(element) for element in root.xpath(_SIGNED))
    return base64.b64encode(hashlib.sha256(octets).digest()).decode()


def _sign(root: etree._Element, key: Key) -> bytes:
    signature = etree.Element(etree.QName(H005, "AuthSignature"))
    root.insert(1, signature)
    info = etree.SubElement(signature, etree.QName(DS, "SignedInfo"))
    add(info, "CanonicalizationMethod", Algorithm=_C14N)
    add(info, "SignatureMethod", Algorithm=_RSA)
    reference = add(info, "Reference", URI=f"#xpointer({_SIGNED})")
    add(add(reference, "Transforms"), "Transform", Algorithm=_C14N)
    add(reference, "DigestMethod", Algorithm=_SHA)
    add(reference, "DigestValue", _digest(root))
    value = etree.SubElement(signature, etree.QName(DS, "SignatureValue"))
    value.text = base64.b64encode(key.sign_message(_canonical(info))).decode()
    return serialize(root)


def verify(root: etree._Element, key: Key) -> bool:
    """Whether a message is signed by this key, all of it that has to be."""
    infos = root.xpath("./*[local-name()='AuthSignature']/*[local-name()='SignedInfo']")
    headers = root.xpath("./*[local-name()='header']")
    codes_of_order = root.xpath("./*[local-name()='body']/*[local-name()='ReturnCode']")
    # what we act on has to be among what is signed: a message may not say that nothing is
    needed = [*headers, *codes_of_order]
    if len(infos) != 1 or len(headers) != 1 or len(codes_of_order) > 1:
        return False
    if any(element.get("authenticate") != "true" for element in needed):
        return False
    if find_text(infos[0], "Reference", "DigestValue") != _digest(root):
        return False
    signature = decode(find_text(root, "AuthSignature", "SignatureValue"))
    return key.verify_message(_canonical(infos[0]), signature)


# --- answers ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Answer:
    """One answer of the bank.

    :param number: the return code that counts: of the message, else of the order
    """

    number: str
    text: str
    transaction: str
    segments: int
    segment: int
    last: bool
    order: str
    data: str
    wrapped_key: str
    encryption_digest: str

    @property
    def meaning(self) -> str:
        return codes.find_meaning(self.number)

    def check(self) -> "Answer":
        """Raise what the bank refuses."""
        if self.meaning in (codes.REFUSED, codes.AGAIN):
            raise BankRefusal(self.number, codes.find_name(self.number), self.text)
        return self


def read_answer(octets: bytes, bank: Key | None) -> Answer:
    """Read an answer.

    :param bank: the bank's X002, whose signature is asked for; None for the exchange of keys
    :raises EbicsError: it is no answer, or not signed by this bank
    """
    root = parse(octets)
    names = ("ebicsResponse",) if bank else ("ebicsKeyManagementResponse",)
    if etree.QName(root).localname not in names:
        raise EbicsError("document")
    if bank and not verify(root, bank):
        raise EbicsError("bank_signature")
    header = find_text(root, "header", "mutable", "ReturnCode")
    body = find_text(root, "body", "ReturnCode")
    if not header:
        raise EbicsError("document")
    transfer = ("body", "DataTransfer")
    place = root.xpath("./*[local-name()='header']/*/*[local-name()='SegmentNumber']")
    return Answer(
        number=header if codes.find_meaning(header) != codes.OK or not body else body,
        text=find_text(root, "header", "mutable", "ReportText"),
        transaction=find_text(root, "header", "static", "TransactionID"),
        segments=_read_count(find_text(root, "header", "static", "NumSegments")),
        segment=_read_count(find_text(root, "header", "mutable", "SegmentNumber")),
        last=bool(place) and place[0].get("lastSegment") == "true",
        order=find_text(root, "header", "mutable", "OrderID"),
        data=find_text(root, *transfer, "OrderData"),
        wrapped_key=find_text(root, *transfer, "DataEncryptionInfo", "TransactionKey"),
        encryption_digest=find_text(
            root, *transfer, "DataEncryptionInfo", "EncryptionPubKeyDigest"
        ),
    )


def _read_count(text: str) -> int:
    if text and not (text.isascii() and text.isdigit() and len(text) < 10):
        raise EbicsError("document")
    return int(text or 0)

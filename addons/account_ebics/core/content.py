"""What travels inside the messages: keys, orders and their signatures, compressed and encrypted."""

import base64
import hashlib
import secrets
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from lxml import etree

from .errors import EbicsError
from .keys import AUTHENTICATION, ENCRYPTION, SIGNATURE, Key, read_certificate

H005 = "urn:org:ebics:H005"
S002 = "http://www.ebics.org/S002"
DS = "http://www.w3.org/2000/09/xmldsig#"
SEGMENT = 1024 * 1024
LARGEST = 256 * 1024 * 1024
_BLOCK = 16
_ZERO = bytes(_BLOCK)


def parse(octets: bytes) -> etree._Element:
    """Read a document of the outside: no entities, no network.

    :raises EbicsError: it is no XML, or has a document type
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True)
    try:
        root = etree.fromstring(octets, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise EbicsError("document") from None
    if root.getroottree().docinfo.doctype:
        raise EbicsError("document")
    return root


def find_text(root: etree._Element, *path: str) -> str:
    """The text at a path of local names below the root; empty when there is none."""
    steps = "/".join(f"*[local-name()='{name}']" for name in path)
    found = root.xpath(f"./{steps}")
    return (found[0].text or "").strip() if found else ""


def add(
    parent: etree._Element, name: str, text: str | None = None, **attributes: str
) -> etree._Element:
    """Append an element of the parent's namespace."""
    element = etree.SubElement(parent, etree.QName(etree.QName(parent).namespace, name))
    element.text = text
    for key, value in attributes.items():
        element.set(key, value)
    return element


# --- keys -------------------------------------------------------------------------------------


def write_signature_key(key: Key, partner: str, user: str) -> bytes:
    """The order data of INI: the key that signs orders."""
    root = etree.Element(
        etree.QName(S002, "SignaturePubKeyOrderData"), nsmap={None: S002, "ds": DS}
    )
    info = add(root, "SignaturePubKeyInfo")
    _add_certificate(info, key)
    add(info, "SignatureVersion", SIGNATURE)
    return _finish(root, partner, user)


def write_transport_keys(authentication: Key, encryption: Key, partner: str, user: str) -> bytes:
    """The order data of HIA: the keys that sign messages and open answers."""
    root = etree.Element(etree.QName(H005, "HIARequestOrderData"), nsmap={None: H005, "ds": DS})
    info = add(root, "AuthenticationPubKeyInfo")
    _add_certificate(info, authentication)
    add(info, "AuthenticationVersion", AUTHENTICATION)
    info = add(root, "EncryptionPubKeyInfo")
    _add_certificate(info, encryption)
    add(info, "EncryptionVersion", ENCRYPTION)
    return _finish(root, partner, user)


def _add_certificate(parent: etree._Element, key: Key) -> None:
    data = etree.SubElement(parent, etree.QName(DS, "X509Data"))
    serial = add(data, "X509IssuerSerial")
    add(serial, "X509IssuerName", key.certificate.issuer.rfc4514_string())
    add(serial, "X509SerialNumber", str(key.certificate.serial_number))
    add(data, "X509Certificate", base64.b64encode(key.der).decode())


def _finish(root: etree._Element, partner: str, user: str) -> bytes:
    add(root, "PartnerID", partner)
    add(root, "UserID", user)
    return serialize(root)


def read_bank_keys(octets: bytes, host: str) -> tuple[Key, Key]:
    """The keys X002 and E002 of the bank, from the order data of HPB. They are not proved yet."""
    root = parse(octets)
    if etree.QName(root).localname != "HPBResponseOrderData":
        raise EbicsError("document")
    if find_text(root, "HostID") not in ("", host):
        raise EbicsError("host", found=find_text(root, "HostID"), expected=host)
    return (
        _read_key(root, "Authentication", AUTHENTICATION),
        _read_key(root, "Encryption", ENCRYPTION),
    )


def _read_key(root: etree._Element, role: str, version: str) -> Key:
    info = f"{role}PubKeyInfo"
    if find_text(root, info, f"{role}Version") != version:
        raise EbicsError("certificate", version=version)
    text = find_text(root, info, "X509Data", "X509Certificate")
    return read_certificate(version, decode(text))


# --- orders -----------------------------------------------------------------------------------


def digest_order(order: bytes) -> bytes:
    """SHA-256 of an order, exactly as it is sent: what its signers sign."""
    return hashlib.sha256(order).digest()


@dataclass(frozen=True)
class OrderSignature:
    """The signature of one person under an order."""

    partner: str
    user: str
    value: str


def sign_order(key: Key, digest: bytes, partner: str, user: str) -> OrderSignature:
    return OrderSignature(partner, user, base64.b64encode(key.sign_order(digest)).decode())


def write_signatures(signatures: Sequence[OrderSignature]) -> bytes:
    """The document of all signatures of an order."""
    root = etree.Element(etree.QName(S002, "UserSignatureData"), nsmap={None: S002})
    for one in signatures:
        data = add(root, "OrderSignatureData")
        add(data, "SignatureVersion", SIGNATURE)
        add(data, "SignatureValue", one.value)
        add(data, "PartnerID", one.partner)
        add(data, "UserID", one.user)
    return serialize(root)


# --- compressed and encrypted ------------------------------------------------------------------


def make_transaction_key() -> bytes:
    return secrets.token_bytes(_BLOCK)


def pack(octets: bytes) -> str:
    """Compress and encode, as INI and HIA do."""
    return base64.b64encode(zlib.compress(octets)).decode()


def encrypt(octets: bytes, key: bytes) -> str:
    """Compress, encrypt (AES-128-CBC, padding of ANSI X9.23) and encode."""
    data = zlib.compress(octets)
    missing = _BLOCK - len(data) % _BLOCK
    data += bytes(missing - 1) + bytes([missing])
    work = Cipher(algorithms.AES(key), modes.CBC(_ZERO)).encryptor()
    return base64.b64encode(work.update(data) + work.finalize()).decode()


def decrypt(text: str, key: bytes) -> bytes:
    """The reverse of :func:`encrypt`.

    :raises EbicsError: ``content`` when something is missing or was changed
    """
    data = decode(text)
    if len(key) != _BLOCK or not data or len(data) % _BLOCK:
        raise EbicsError("content")
    work = Cipher(algorithms.AES(key), modes.CBC(_ZERO)).decryptor()
    clear = work.update(data) + work.finalize()
    if not 1 <= clear[-1] <= _BLOCK:
        raise EbicsError("content")
    return decompress(clear[: -clear[-1]])


def decompress(data: bytes) -> bytes:
    """Inflate, up to a size that no statement has."""
    work = zlib.decompressobj()
    try:
        clear = work.decompress(data, LARGEST)
    except zlib.error:
        raise EbicsError("content") from None
    if not work.eof or work.unconsumed_tail:
        raise EbicsError("content")
    return clear


def decode(text: str) -> bytes:
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except ValueError:
        raise EbicsError("content") from None


def cut(text: str, size: int = SEGMENT) -> list[str]:
    """Segments of encoded content.

    >>> cut("AAAABBBBCC==", 8)
    ['AAAABBBB', 'CC==']
    """
    return [text[place : place + size] for place in range(0, len(text), size)]


def serialize(root: etree._Element) -> bytes:
    octets: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return octets

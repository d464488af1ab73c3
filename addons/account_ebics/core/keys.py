"""Keys of EBICS: made, sealed under a secret, told apart by their fingerprints.

A subscriber has three: A006 signs orders (RSASSA-PSS), X002 signs messages, E002 opens what the
bank sends. Each travels in a certificate that it signed itself; whom it belongs to is proved on
paper, by the fingerprint.
"""

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from cryptography.x509.oid import NameOID

from .errors import EbicsError

SIGNATURE, AUTHENTICATION, ENCRYPTION = "A006", "X002", "E002"
VERSIONS = (SIGNATURE, AUTHENTICATION, ENCRYPTION)
BITS = 2048
YEARS = 5
_COST = 2**15
_SEAL = "scrypt1"


@dataclass(frozen=True)
class Key:
    """One key; without its private half it is somebody else's, or only to be shown."""

    version: str
    certificate: x509.Certificate
    private: rsa.RSAPrivateKey | None = None

    @property
    def public(self) -> rsa.RSAPublicKey:
        key = self.certificate.public_key()
        if not isinstance(key, rsa.RSAPublicKey):
            raise EbicsError("certificate", version=self.version)
        return key

    @property
    def der(self) -> bytes:
        octets: bytes = self.certificate.public_bytes(serialization.Encoding.DER)
        return octets

    @property
    def digest(self) -> bytes:
        """What EBICS 3.0 calls the hash of a key: SHA-256 of its certificate."""
        return hashlib.sha256(self.der).digest()

    @property
    def fingerprint(self) -> str:
        return self.digest.hex()

    @property
    def expires(self) -> datetime:
        moment: datetime = self.certificate.not_valid_after_utc
        return moment

    def check_valid(self, now: datetime | None = None) -> None:
        """Raise when the certificate is not valid at this moment."""
        now = now or datetime.now(timezone.utc)
        if now > self.expires:
            raise EbicsError("expired", version=self.version, day=self.expires.date())
        if now < self.certificate.not_valid_before_utc:
            day = self.certificate.not_valid_before_utc.date()
            raise EbicsError("early", version=self.version, day=day)

    def _own(self) -> rsa.RSAPrivateKey:
        if self.private is None:
            raise EbicsError("passphrase")
        return self.private

    def sign_message(self, octets: bytes) -> bytes:
        """The signature of X002: RSA-SHA256, PKCS#1 v1.5."""
        signature: bytes = self._own().sign(octets, padding.PKCS1v15(), hashes.SHA256())
        return signature

    def verify_message(self, octets: bytes, signature: bytes) -> bool:
        try:
            self.public.verify(signature, octets, padding.PKCS1v15(), hashes.SHA256())
        except InvalidSignature:
            return False
        return True

    def sign_order(self, digest: bytes) -> bytes:
        """The signature of A006 under an order, given its SHA-256: PSS, which hashes once more."""
        signature: bytes = self._own().sign(digest, _pss(), hashes.SHA256())
        return signature

    def verify_order(self, digest: bytes, signature: bytes) -> bool:
        try:
            self.public.verify(signature, digest, _pss(), hashes.SHA256())
        except InvalidSignature:
            return False
        return True

    def wrap(self, transaction_key: bytes) -> bytes:
        """Encrypt a transaction key for the owner of this key."""
        wrapped: bytes = self.public.encrypt(transaction_key, padding.PKCS1v15())
        return wrapped

    def unwrap(self, wrapped: bytes) -> bytes:
        try:
            key: bytes = self._own().decrypt(wrapped, padding.PKCS1v15())
        except ValueError:
            raise EbicsError("content") from None
        return key


def _pss() -> padding.PSS:
    return padding.PSS(mgf=padding.MGF1(hashes.SHA256()), salt_length=32)


# --- making -----------------------------------------------------------------------------------


def make_key(
    version: str, owner: str, company: str, country: str = "FR", now: datetime | None = None
) -> Key:
    """Make a key in a certificate of its own.

    :param owner: the user's number at the bank; names are cut to what a certificate holds
    """
    private = rsa.generate_private_key(public_exponent=65537, key_size=BITS)
    now = now or datetime.now(timezone.utc)
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.COMMON_NAME, owner[:64]),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, company[:64]),
            x509.NameAttribute(NameOID.COUNTRY_NAME, country),
        ]
    )
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private.public_key())
        .serial_number(secrets.randbits(100) + 1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=365 * YEARS))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_get_usage(version), critical=True)
    )
    return Key(version, builder.sign(private, hashes.SHA256()), private)


def _get_usage(version: str) -> x509.KeyUsage:
    """One usage each: the bank tells X002 and E002 apart by it."""
    return x509.KeyUsage(
        digital_signature=version == AUTHENTICATION,
        content_commitment=version == SIGNATURE,
        key_encipherment=version == ENCRYPTION,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )


def read_certificate(version: str, der: bytes) -> Key:
    """The public half of a key, from its certificate."""
    try:
        key = Key(version, x509.load_der_x509_certificate(der))
    except ValueError:
        raise EbicsError("certificate", version=version) from None
    if key.public.key_size < BITS:
        raise EbicsError("certificate", version=version)
    return key


# --- keeping ----------------------------------------------------------------------------------


def seal(key: Key, secret: str) -> str:
    """The private half of a key as a text that only the secret opens."""
    octets = key._own().private_bytes(
        serialization.Encoding.DER,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    salt = secrets.token_bytes(16)
    token = Fernet(_derive(secret, salt)).encrypt(octets)
    return "$".join((_SEAL, base64.b64encode(salt).decode(), token.decode()))


def unseal(version: str, der: bytes, sealed: str, secret: str) -> Key:
    """The whole key again.

    :raises EbicsError: ``passphrase`` when the secret does not open it
    """
    name, _mark, rest = sealed.partition("$")
    salt, _mark, token = rest.partition("$")
    if name != _SEAL or not token:
        raise EbicsError("seal")
    try:
        octets = Fernet(_derive(secret, base64.b64decode(salt))).decrypt(token.encode())
    except InvalidToken:
        raise EbicsError("passphrase") from None
    private = serialization.load_der_private_key(octets, None)
    public = read_certificate(version, der)
    if not isinstance(private, rsa.RSAPrivateKey) or private.public_key() != public.public:
        raise EbicsError("seal")
    return Key(version, public.certificate, private)


def _derive(secret: str, salt: bytes) -> bytes:
    octets = Scrypt(salt=salt, length=32, n=_COST, r=8, p=1).derive(secret.encode())
    return base64.urlsafe_b64encode(octets)


# --- fingerprints -----------------------------------------------------------------------------


def show_fingerprint(fingerprint: str) -> str:
    """As banks print it: two lines of sixteen pairs.

    >>> show_fingerprint("0a" * 32).splitlines()[1]
    '0A 0A 0A 0A 0A 0A 0A 0A 0A 0A 0A 0A 0A 0A 0A 0A'
    """
    pairs = [fingerprint[place : place + 2].upper() for place in range(0, len(fingerprint), 2)]
    return "\n".join(" ".join(pairs[place : place + 16]) for place in range(0, len(pairs), 16))


def read_fingerprint(text: str) -> str:
    """What a person typed from the bank's letter, as 64 figures.

    >>> read_fingerprint("0A:0b " * 16) == "0a0b" * 16
    True
    """
    found = "".join(text.split()).replace(":", "").replace("-", "").lower()
    if len(found) != 64 or set(found) - set("0123456789abcdef"):
        raise EbicsError("fingerprint_form", count=len(found))
    return found


def check_fingerprint(key: Key, typed: str) -> None:
    """Raise when the key is not the one of the letter: the only proof there is of the bank."""
    if not hmac.compare_digest(read_fingerprint(typed), key.fingerprint):
        raise EbicsError("fingerprint", version=key.version)

"""A secret as it lies in the database: sealed with a word that only the server knows."""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken

from .errors import ConfigError

MARK = "sealed:"


def seal(secret: str, word: str) -> str:
    """Without a word of the server's the secret stays as it is; names of variables hide nothing.

    >>> seal("KEY", ""), seal("env:KEY", "word"), seal("KEY", "word").startswith(MARK)
    ('KEY', 'env:KEY', True)
    """
    if not word or not secret or secret.startswith(("env:", MARK)):
        return secret
    return f"{MARK}{_box(word).encrypt(secret.encode()).decode()}"


def unseal(stored: str, word: str) -> str:
    """:raises ConfigError: it was sealed with another word, or by another server

    >>> unseal(seal("KEY", "word"), "word"), unseal("KEY", "word")
    ('KEY', 'KEY')
    """
    if not stored.startswith(MARK):
        return stored
    try:
        return str(_box(word).decrypt(stored.removeprefix(MARK).encode()), "utf-8")
    except InvalidToken as error:
        raise ConfigError("sealed_elsewhere") from error


def lies_open(stored: str) -> bool:
    """Whether a copy of the database tells the secret.

    >>> lies_open("KEY"), lies_open("env:KEY"), lies_open(seal("KEY", "word")), lies_open("")
    (True, False, False, False)
    """
    return bool(stored) and not stored.startswith(("env:", MARK))


def _box(word: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(word.encode()).digest()))

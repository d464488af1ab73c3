"""Requests signed instead of carrying the secret: OAuth 1.0a with one leg (RFC 5849), which
WooCommerce asks for where an address begins with http://."""

import hashlib
import hmac
from base64 import b64encode
from collections.abc import Mapping
from urllib.parse import quote

METHOD = "HMAC-SHA256"


def encode(text: str) -> str:
    """Percent-encoded as RFC 3986 has it.

    >>> encode("a b,é~")
    'a%20b%2C%C3%A9~'
    """
    return quote(text, safe="~")


def base_string(method: str, url: str, params: Mapping[str, str]) -> str:
    """What is signed (RFC 5849 §3.4.1): method, address and sorted parameters.

    >>> base_string("get", "http://h/wp-json/", {"b": "2 3", "a": "1"})
    'GET&http%3A%2F%2Fh%2Fwp-json%2F&a%3D1%26b%3D2%25203'
    """
    pairs = sorted((encode(name), encode(value)) for name, value in params.items())
    joined = "&".join(f"{name}={value}" for name, value in pairs)
    return "&".join((method.upper(), encode(url), encode(joined)))


def signature(method: str, url: str, params: Mapping[str, str], secret: str) -> str:
    text = base_string(method, url, params).encode()
    return b64encode(hmac.new(f"{secret}&".encode(), text, hashlib.sha256).digest()).decode()


def signed(
    method: str,
    url: str,
    params: Mapping[str, str],
    key: tuple[str, str],
    *,
    moment: int,
    nonce: str,
) -> dict[str, str]:
    """The parameters of a request, with those that prove who asks.

    :param key: consumer key and consumer secret
    :param moment: seconds; a shop takes a quarter of an hour to either side
    :param nonce: never used before
    """
    whole = {
        **params,
        "oauth_consumer_key": key[0],
        "oauth_nonce": nonce,
        "oauth_signature_method": METHOD,
        "oauth_timestamp": str(moment),
    }
    return {**whole, "oauth_signature": signature(method, url, whole, key[1])}

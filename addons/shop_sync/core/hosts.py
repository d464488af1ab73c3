"""Where a key may travel: to the host it was entered for, and never inside this server's own network."""

import ipaddress
import socket
from collections.abc import Callable, Iterable
from urllib.parse import urlsplit

from .errors import ConfigError, TransientError

PORTS = {"http": 80, "https": 443}
Resolve = Callable[[str], Iterable[str]]


def origin(url: str | None) -> str:
    """Scheme, host and port of an address; empty when it names none.

    >>> origin("https://Shop.example/api"), origin("http://shop.example:8080"), origin("shop")
    ('https://shop.example:443', 'http://shop.example:8080', '')
    """
    try:
        parts = urlsplit((url or "").strip())
        port = parts.port or PORTS.get(parts.scheme)
    except ValueError:
        return ""
    if parts.scheme not in PORTS or not parts.hostname:
        return ""
    return f"{parts.scheme}://{parts.hostname.lower()}:{port}"


def resolve(host: str) -> set[str]:
    """Addresses of a host, as this server would reach it."""
    return {str(entry[4][0]) for entry in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)}


def refuse_internal(url: str, allowed: Iterable[str] = (), resolver: Resolve = resolve) -> None:
    """:param allowed: hosts, or host:port, that an administrator allows in spite of it
    :raises ConfigError: the address leads into this server's own network
    :raises TransientError: nobody knows the host now
    """
    parts = urlsplit(url.strip())
    host = (parts.hostname or "").lower()
    names = {host, f"{host}:{parts.port or PORTS.get(parts.scheme)}"}
    if not host or names & set(allowed):
        return
    try:
        addresses = set(resolver(host))
    except OSError as error:
        raise TransientError("unreachable", host=url) from error
    if any(is_internal(address) for address in addresses):
        raise ConfigError("internal_host", host=url)


def is_internal(address: str) -> bool:
    """Loopback, link-local, private and whatever else is no public address.

    >>> [is_internal(a) for a in ("127.0.0.1", "169.254.169.254", "10.1.2.3", "::1", "8.8.8.8")]
    [True, True, True, True, False]
    """
    try:
        parsed = ipaddress.ip_address(address.split("%", maxsplit=1)[0])
    except ValueError:
        return True
    mapped = getattr(parsed, "ipv4_mapped", None)
    return not (mapped or parsed).is_global

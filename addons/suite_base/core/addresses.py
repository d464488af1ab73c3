"""Which addresses the server may call: ordinary ones of the Internet, checked on what is really used.

Somebody types the URL, but the host behind a name can change between the check and the call
(rebinding), redirect elsewhere, or be a private address in disguise. So a name is resolved once,
every address it gives must be public, and the connection goes to the checked address.
"""

import ipaddress
import socket
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

Resolver = Callable[..., Any]

PORTS = {"http": 80, "https": 443, "sftp": 22, "ftps": 21}
# Services that speak no HTTP but may be made to do something by what a call sends.
_FORBIDDEN_PORTS = frozenset({23, 25, 53, 110, 111, 135, 139, 143, 389, 445, 465, 587, 993, 995,
                              1433, 1521, 3306, 3389, 5432, 6379, 8072, 9200, 11211, 27017})  # fmt: skip
# Ranges that carry an IPv4 address inside an IPv6 one.
_MAPPED = ipaddress.ip_network("::ffff:0:0/96")
_COMPATIBLE = ipaddress.ip_network("::/96")
_NAT64 = (ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("64:ff9b:1::/48"))
_REFUSED = tuple(
    ipaddress.ip_network(network)
    for network in (
        "0.0.0.0/8",
        "100.64.0.0/10",
        "169.254.0.0/16",
        "192.0.0.0/24",
        "192.88.99.0/24",
        "198.18.0.0/15",
        "224.0.0.0/3",
        "fc00::/7",
        "fe80::/10",
        "fec0::/10",
        "ff00::/8",
        "100::/64",
        "2001::/32",
    )
)


class OutgoingError(Exception):
    """A call to the outside that did not succeed.

    :param code: what went wrong, see the subclasses; ``suite.outgoing`` has the sentence of each
    :param host: name of the other side, fit for a message (never an address with its secrets)
    """

    def __init__(self, code: str, host: str = "", **details: object) -> None:
        super().__init__(f"{code}: {host}" if host else code)
        self.code = code
        self.host = host
        self.details = details


class UnsafeUrl(OutgoingError):
    """The address is refused, and will be until it is changed or an administrator allows it:
    ``scheme``, ``host``, ``port``, ``credentials``, ``control``, ``address``, ``unknown_host``,
    ``redirect`` (to a host that is not allowed).
    """


@dataclass(frozen=True)
class Target:
    """A checked address: connect to ``address``, call it ``host``."""

    scheme: str
    host: str
    port: int
    path: str
    address: str = ""
    username: str = ""
    password: str = ""


def is_public_address(text: str) -> bool:
    """Whether ``text`` (an IP address) is an ordinary address of the Internet.

    >>> [is_public_address(a) for a in ("8.8.8.8", "127.0.0.1", "::ffff:10.0.0.1", "fe80::1")]
    [True, False, False, False]
    """
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return False
    inner = _embedded_ipv4(address)
    if inner is not None:
        return is_public_address(str(inner))
    if any(address in network for network in _REFUSED if network.version == address.version):
        return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def _embedded_ipv4(
    address: ipaddress.IPv4Address | ipaddress.IPv6Address,
) -> ipaddress.IPv4Address | None:
    if isinstance(address, ipaddress.IPv4Address):
        return None
    if address in _MAPPED or address in _COMPATIBLE or any(address in net for net in _NAT64):
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.sixtofour or None


def parse_url(url: str, schemes: Iterable[str] = ("https", "http")) -> Target:
    """Target without address; the syntax alone is checked.

    :raises UnsafeUrl: scheme, port, control characters, user name in an http address
    """
    if any(char <= " " or char == "\\" or char == "\x7f" for char in url):
        raise UnsafeUrl("control")
    try:
        parts = urlsplit(url)
        port = parts.port or PORTS.get(parts.scheme, 0)
        host = (parts.hostname or "").rstrip(".").encode("idna").decode("ascii")
    except (ValueError, UnicodeError) as error:
        raise UnsafeUrl("host") from error
    if parts.scheme not in tuple(schemes):
        raise UnsafeUrl("scheme", host, scheme=parts.scheme)
    if not host or len(host) > 253:
        raise UnsafeUrl("host")
    if port in _FORBIDDEN_PORTS:
        raise UnsafeUrl("port", host, port=port)
    if (parts.username or parts.password) and parts.scheme in ("http", "https"):
        raise UnsafeUrl("credentials", host)
    path = parts.path or "/"
    if parts.query:
        path += "?" + parts.query
    username, password = unquote(parts.username or ""), unquote(parts.password or "")
    return Target(parts.scheme, host, port, path, username=username, password=password)


def resolve(
    target: Target, allowed_hosts: Iterable[str] = (), resolver: Resolver | None = None
) -> Target:
    """The target with the one address to connect to.

    :param allowed_hosts: names (or ``name:port``) that an administrator trusts although they are
        private, such as an ERP on the local network
    :param resolver: ``socket.getaddrinfo`` or a stand-in
    :raises UnsafeUrl: ``unknown_host``, or ``address`` when one of its addresses is not public
    """
    try:
        answers = (resolver or socket.getaddrinfo)(
            target.host, target.port, type=socket.SOCK_STREAM
        )
    except (OSError, UnicodeError) as error:
        raise UnsafeUrl("unknown_host", target.host) from error
    addresses = list(dict.fromkeys(str(answer[4][0]) for answer in answers))
    if not addresses:
        raise UnsafeUrl("unknown_host", target.host)
    trusted = {target.host, f"{target.host}:{target.port}"} & set(allowed_hosts)
    if not trusted and not all(map(is_public_address, addresses)):
        raise UnsafeUrl("address", target.host)
    # IPv4 first: many servers of small providers answer on it only.
    addresses.sort(key=lambda address: ":" in address)
    return replace(target, address=addresses[0])


def follow(target: Target, location: str) -> str:
    """URL of a redirection, absolute; a step down from https to http is refused."""
    port = "" if target.port == PORTS.get(target.scheme) else f":{target.port}"
    host = f"[{target.host}]" if ":" in target.host else target.host
    try:
        url = urljoin(f"{target.scheme}://{host}{port}{target.path}", location)
    except ValueError as error:
        raise UnsafeUrl("host") from error
    if target.scheme == "https" and not url.lower().startswith("https:"):
        raise UnsafeUrl("scheme", target.host, scheme="https → http")
    return url


def parse_allowed_hosts(text: str | None) -> tuple[str, ...]:
    """Names of a system parameter, separated by commas or blanks.

    >>> parse_allowed_hosts("ERP.lan, 10.0.0.5:8080")
    ('erp.lan', '10.0.0.5:8080')
    """
    return tuple(part.lower() for part in (text or "").replace(",", " ").split())


def mask_url(url: str) -> str:
    """An address fit for logs and reports: no query, no user name, no password.

    >>> mask_url("https://u:p@host:8443/a?token=s3cret")
    'https://host:8443/a?…'
    """
    try:
        parts = urlsplit(url)
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return "?"
    query = "?…" if parts.query else ""
    return f"{parts.scheme}://{parts.hostname or '?'}{port}{parts.path}{query}"

"""One HTTP call to a checked address: bounded in time, in size and in redirections.

``requests`` resolves the name again by itself, so the call is made with the standard library on a
connection pinned to the checked address; TLS still verifies the name of the host.
"""

import http.client
import socket
import ssl
import time
from dataclasses import dataclass

from .outgoing_url import follow, parse_url, resolve

MEGABYTE = 1024 * 1024
_CHUNK = 64 * 1024
_REDIRECTS = (301, 302, 303, 307, 308)
_SECRET_HEADERS = ("authorization", "x-signature", "cookie")


class CallFailed(Exception):
    """A call or its answer cannot be used.

    :param code: ``unreachable``, ``timeout``, ``too_big`` … (``outgoing_messages`` tells them)
    :param details: values for the message
    """

    def __init__(self, code, **details):
        super().__init__(code)
        self.code = code
        self.details = details

    def __str__(self):
        return f"{self.code} {self.details or ''}".strip()


@dataclass(frozen=True)
class CallPolicy:
    """Seconds and bytes of one call; ``allowed_hosts`` as in ``outgoing_url.resolve``."""

    timeout: float = 10
    total_time: float = 120
    max_bytes: int = 60 * MEGABYTE
    max_redirects: int = 3
    allowed_hosts: tuple = ()
    resolver: object = socket.getaddrinfo


@dataclass(frozen=True)
class Answer:
    """Status, headers (lower-case names) and body of a response; ``url`` really read."""

    status: int
    headers: dict
    body: bytes
    url: str


class _PinnedConnection(http.client.HTTPConnection):
    def __init__(self, target, timeout):
        super().__init__(target.host, target.port, timeout=timeout)
        self._target = target

    def connect(self):
        self.sock = socket.create_connection(
            (self._target.address, self._target.port), timeout=self.timeout
        )
        if self._target.scheme == "https":
            context = ssl.create_default_context()
            self.sock = context.wrap_socket(self.sock, server_hostname=self._target.host)


def call(url, *, method="GET", headers=None, body=None, policy=None):
    """Send one request and read the whole answer.

    :param body: bytes or None
    :return: Answer, whatever its status
    :raises UnsafeUrl: a refused address, also after a redirection
    :raises CallFailed: ``unreachable``, ``timeout``, ``too_big``, ``too_many_redirects``
    """
    policy = policy or CallPolicy()
    deadline = time.monotonic() + policy.total_time
    headers = dict(headers or {})
    for _hop in range(policy.max_redirects + 1):
        target = resolve(parse_url(url), policy.allowed_hosts, policy.resolver)
        answer = _call_once(target, url, method, headers, body, policy, deadline)
        location = answer.headers.get("location")
        if answer.status not in _REDIRECTS or not location:
            return answer
        url = follow(target, location)
        if method != "GET":
            # A redirected POST would be sent elsewhere with its content: never.
            raise CallFailed("redirected", status=answer.status)
        if parse_url(url).host != target.host:
            headers = {
                name: value
                for name, value in headers.items()
                if name.lower() not in _SECRET_HEADERS
            }
    raise CallFailed("too_many_redirects", count=policy.max_redirects)


def _call_once(target, url, method, headers, body, policy, deadline):
    connection = _PinnedConnection(target, policy.timeout)
    try:
        sent = {"User-Agent": "transport-order", "Accept-Encoding": "identity"} | headers
        connection.request(method, target.path, body=body, headers=sent)
        response = connection.getresponse()
        names = {name.lower(): value for name, value in response.getheaders()}
        content = _read_body(response, connection, names, policy, deadline)
        return Answer(response.status, names, content, url)
    except TimeoutError as error:
        raise CallFailed("timeout", host=target.host) from error
    except ssl.SSLError as error:
        raise CallFailed("certificate", host=target.host, reason=error.reason or "") from error
    except (OSError, http.client.HTTPException) as error:
        raise CallFailed("unreachable", host=target.host, reason=type(error).__name__) from error
    finally:
        connection.close()


def _read_body(response, connection, headers, policy, deadline):
    announced = headers.get("content-length", "")
    if announced.isdigit() and int(announced) > policy.max_bytes:
        raise _too_big(int(announced), policy)
    chunks, size = [], 0
    while chunk := response.read1(_CHUNK):
        size += len(chunk)
        if size > policy.max_bytes:
            raise _too_big(size, policy)
        if time.monotonic() > deadline:
            raise CallFailed("timeout", host=connection.host)
        chunks.append(chunk)
    if announced.isdigit() and size < int(announced):
        raise CallFailed("truncated_download", received=size, announced=int(announced))
    return b"".join(chunks)


def _too_big(size, policy):
    return CallFailed("too_big", size=size // MEGABYTE, limit=policy.max_bytes // MEGABYTE)


def download(url, *, headers=None, policy=None):
    """Body of a GET; anything but 200 is refused with its status."""
    answer = call(url, headers=headers, policy=policy)
    if answer.status != 200:
        raise CallFailed("http_status", status=answer.status)
    return answer.body

"""One HTTP call to a checked address: bounded in time, in size and in redirections.

Libraries resolve the name again by themselves, so the connection is made here, to the address that
was checked; TLS still verifies the name of the host. ``call`` is for single calls;
``sessions.open_session`` gives the same safety to a client that keeps its connection.

Errors, all ``OutgoingError``: ``UnsafeUrl`` (change the address or have it allowed), ``CallFailed``
(try again later), ``AnswerRefused`` (the other side answers what we do not take).
"""

import contextlib
import http.client
import socket
import ssl
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass

from .addresses import (
    OutgoingError,
    Resolver,
    Target,
    UnsafeUrl,
    follow,
    parse_url,
    resolve,
)

MEGABYTE = 1024 * 1024
ANYWHERE = "*"
_CHUNK = 64 * 1024
_REDIRECTS = (301, 302, 303, 307, 308)
_PLAIN_HEADERS = frozenset({"accept", "accept-language", "user-agent", "content-type"})


class CallFailed(OutgoingError):
    """Nothing was read, it may work later: ``unreachable``, ``timeout``, ``certificate``."""


class AnswerRefused(OutgoingError):
    """The answer is not taken: ``too_big``, ``truncated``, ``too_many_redirects``, ``redirected``
    (what is not a GET is never sent on), ``http_status`` (of ``download``).
    """


@dataclass(frozen=True)
class CallPolicy:
    """What one call may cost and where it may lead.

    :param timeout: seconds without an answer, ``total_time`` seconds of the whole call
    :param allowed_hosts: private hosts that an administrator trusts, see ``addresses.resolve``
    :param redirect_hosts: other hosts to which a redirection may lead, ``ANYWHERE`` for every
        public one; nothing of the caller but what every browser sends goes there
    :param cafile: certificate authority of a server that has its own
    """

    timeout: float = 10
    total_time: float = 120
    max_bytes: int = 60 * MEGABYTE
    max_redirects: int = 3
    allowed_hosts: tuple[str, ...] = ()
    redirect_hosts: tuple[str, ...] = ()
    user_agent: str = "odoo-suite"
    cafile: str | None = None
    resolver: Resolver | None = None

    def resolve(self, url: str) -> Target:
        """The checked target of an http(s) address."""
        return resolve(parse_url(url), self.allowed_hosts, self.resolver)


@dataclass(frozen=True)
class Answer:
    """Status, headers (lower-case names) and body of a response; ``url`` really read."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    url: str


def call(
    url: str,
    *,
    method: str = "GET",
    headers: Mapping[str, str] | None = None,
    body: bytes | None = None,
    policy: CallPolicy | None = None,
) -> Answer:
    """Send one request and read the whole answer, whatever its status.

    :raises OutgoingError: see the head of the module
    """
    policy = policy or CallPolicy()
    deadline = time.monotonic() + policy.total_time
    sent = dict(headers or {})
    target = policy.resolve(url)
    for _hop in range(policy.max_redirects + 1):
        answer = _call_once(target, url, method, sent, body, policy, deadline)
        location = answer.headers.get("location")
        if answer.status not in _REDIRECTS or not location:
            return answer
        if method not in ("GET", "HEAD"):
            raise AnswerRefused("redirected", target.host, status=answer.status)
        url = follow(target, location)
        following = parse_url(url)
        if not _is_same_place(target, following):
            _check_redirect(target, following, policy)
            sent = {name: text for name, text in sent.items() if name.lower() in _PLAIN_HEADERS}
        target = policy.resolve(url)
    raise AnswerRefused("too_many_redirects", target.host, count=policy.max_redirects)


def _is_same_place(target: Target, following: Target) -> bool:
    """The same service, also when it asks to be called by https on the usual port."""
    if following.host != target.host:
        return False
    return following.port == target.port or (following.scheme, following.port) == ("https", 443)


def _check_redirect(target: Target, following: Target, policy: CallPolicy) -> None:
    if not {following.host, ANYWHERE} & set(policy.redirect_hosts):
        raise UnsafeUrl("redirect", following.host, origin=target.host)


def download(
    url: str, *, headers: Mapping[str, str] | None = None, policy: CallPolicy | None = None
) -> bytes:
    """Body of a GET; anything but 200 is refused with its status."""
    answer = call(url, headers=headers, policy=policy)
    if answer.status != 200:
        raise AnswerRefused("http_status", parse_url(url).host, status=answer.status)
    return answer.body


class _PinnedConnection(http.client.HTTPConnection):
    def __init__(self, target: Target, policy: CallPolicy) -> None:
        super().__init__(target.host, target.port, timeout=policy.timeout)
        self._target = target
        self._cafile = policy.cafile

    def connect(self) -> None:
        self.sock = connect(self._target, float(self.timeout or 0))
        if self._target.scheme == "https":
            context = ssl.create_default_context(cafile=self._cafile)
            self.sock = context.wrap_socket(self.sock, server_hostname=self._target.host)


def connect(target: Target, timeout: float) -> socket.socket:
    """A socket to the checked address; protocols other than HTTP start here too."""
    return socket.create_connection((target.address, target.port), timeout=timeout)


def _call_once(
    target: Target,
    url: str,
    method: str,
    headers: Mapping[str, str],
    body: bytes | None,
    policy: CallPolicy,
    deadline: float,
) -> Answer:
    connection = _PinnedConnection(target, policy)
    sent = {"User-Agent": policy.user_agent, "Accept-Encoding": "identity"} | dict(headers)
    # A server that sends one byte at a time never runs into the socket's own limit.
    watch = threading.Timer(max(0.0, deadline - time.monotonic()), _cut, (connection,))
    watch.daemon = True
    watch.start()
    try:
        connection.request(method, target.path, body=body, headers=sent)
        response = connection.getresponse()
        names = {name.lower(): text for name, text in response.getheaders()}
        content = b"" if method == "HEAD" else _read_body(response, names, target, policy, deadline)
        return Answer(response.status, names, content, url)
    except ssl.SSLError as error:
        raise CallFailed("certificate", target.host, reason=error.reason or "") from error
    except (OSError, http.client.HTTPException) as error:
        late = isinstance(error, TimeoutError) or time.monotonic() >= deadline
        code = "timeout" if late else "unreachable"
        raise CallFailed(code, target.host, reason=type(error).__name__) from error
    finally:
        watch.cancel()
        connection.close()


def _cut(connection: http.client.HTTPConnection) -> None:
    if connection.sock is not None:
        with contextlib.suppress(OSError):
            connection.sock.shutdown(socket.SHUT_RDWR)


def _read_body(
    response: http.client.HTTPResponse,
    headers: Mapping[str, str],
    target: Target,
    policy: CallPolicy,
    deadline: float,
) -> bytes:
    announced = headers.get("content-length", "")
    check_size(int(announced) if announced.isdigit() else 0, target, policy)
    chunks, size = [], 0
    while chunk := response.read1(_CHUNK):
        size += len(chunk)
        check_size(size, target, policy)
        if time.monotonic() > deadline:
            raise CallFailed("timeout", target.host)
        chunks.append(chunk)
    if time.monotonic() > deadline:
        raise CallFailed("timeout", target.host)
    if announced.isdigit() and size < int(announced):
        raise AnswerRefused("truncated", target.host, received=size, announced=int(announced))
    return b"".join(chunks)


def check_size(size: int, target: Target, policy: CallPolicy) -> None:
    if size > policy.max_bytes:
        limit = policy.max_bytes // MEGABYTE
        raise AnswerRefused("too_big", target.host, size=size // MEGABYTE, limit=limit)

"""Fetching a file over SFTP, FTPS or SOAP, on a connection to a checked address."""

import base64
import ftplib
import hashlib
import io
import json
import socket
import ssl
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from odoo.addons.suite_base.core.addresses import Target, parse_url, resolve
from odoo.addons.suite_base.core.outgoing import Answer, CallPolicy, call

from .feed_bytes import MEGABYTE
from .feed_errors import FeedError

_CHUNK = 64 * 1024


def _append(chunks: list[bytes], chunk: bytes, total: int, policy: CallPolicy) -> int:
    total += len(chunk)
    if total > policy.max_bytes:
        raise FeedError("too_big", size=total // MEGABYTE, limit=policy.max_bytes // MEGABYTE)
    chunks.append(chunk)
    return total


def _open(url: str, schemes: tuple[str, ...], policy: CallPolicy) -> tuple[Target, socket.socket]:
    target = resolve(parse_url(url, schemes), policy.allowed_hosts, policy.resolver)
    try:
        return target, socket.create_connection((target.address, target.port), policy.timeout)
    except OSError as error:
        raise FeedError("unreachable", host=target.host, reason=type(error).__name__) from error


# --- SFTP ---------------------------------------------------------------------------------------


def host_fingerprint(key: Any) -> str:
    """``SHA256:…`` as ``ssh-keygen -lf`` prints it."""
    digest = hashlib.sha256(key.asbytes()).digest()
    return "SHA256:" + base64.b64encode(digest).decode("ascii").rstrip("=")


def fetch_sftp(
    url: str,
    *,
    username: str,
    password: str | None = None,
    private_key: str | None = None,
    fingerprint: str | None = None,
    policy: CallPolicy | None = None,
) -> bytes:
    """Content of ``sftp://host/path/file.csv``.

    :param fingerprint: of the server's key; without it nothing is sent and ``FeedError``
        ``unknown_server`` tells the one that was seen, for the manager to confirm
    """
    import paramiko

    policy = policy or CallPolicy()
    target, sock = _open(url, ("sftp",), policy)
    transport = None
    try:
        transport = paramiko.Transport(sock)
        transport.banner_timeout = transport.auth_timeout = policy.timeout
        transport.start_client(timeout=policy.timeout)
        seen = host_fingerprint(transport.get_remote_server_key())
        if seen != fingerprint:
            code = "changed_server" if fingerprint else "unknown_server"
            raise FeedError(code, host=target.host, fingerprint=seen)
        if private_key:
            key = _read_private_key(paramiko, private_key, password)
            transport.auth_publickey(username, key)
        else:
            transport.auth_password(username, password or "")
        return _read_sftp(paramiko, transport, target, policy)
    except paramiko.AuthenticationException as error:
        raise FeedError("refused_login", host=target.host) from error
    except FileNotFoundError as error:
        raise FeedError("no_file", path=target.path) from error
    except (paramiko.SSHException, EOFError, OSError, ValueError) as error:
        raise FeedError("unreachable", host=target.host, reason=type(error).__name__) from error
    finally:
        if transport is not None:
            transport.close()
        sock.close()


def _read_private_key(paramiko: Any, text: str, password: str | None) -> Any:
    for kind in (paramiko.Ed25519Key, paramiko.ECDSAKey, paramiko.RSAKey):
        try:
            return kind.from_private_key(io.StringIO(text.strip() + "\n"), password or None)
        except (paramiko.SSHException, ValueError, IndexError, TypeError):
            continue  # another kind of key, or none at all
    raise FeedError("bad_key")


def _read_sftp(paramiko: Any, transport: Any, target: Target, policy: CallPolicy) -> bytes:
    client = paramiko.SFTPClient.from_transport(transport)
    client.get_channel().settimeout(policy.timeout)
    chunks: list[bytes] = []
    total = 0
    with client.open(target.path) as stream:
        stream.prefetch(min(stream.stat().st_size or 0, policy.max_bytes))
        while chunk := stream.read(_CHUNK):
            total = _append(chunks, chunk, total, policy)
    return b"".join(chunks)


# --- FTPS ---------------------------------------------------------------------------------------


class _PinnedFtps(ftplib.FTP_TLS):
    """FTP over TLS on a checked address. Data connections stay on that address: the standard
    library takes the peer's own (``trust_server_pasv_ipv4_address`` is False)."""

    def open_checked(self, sock: socket.socket, host: str, timeout: float) -> None:
        self.timeout = timeout
        self.host = host  # the name that TLS verifies
        self.sock = sock
        self.af = sock.family
        self.file = sock.makefile("r", encoding=self.encoding)
        self.welcome = self.getresp()


def fetch_ftps(
    url: str,
    *,
    username: str,
    password: str | None,
    policy: CallPolicy | None = None,
    cafile: Path | str | None = None,
) -> bytes:
    """Content of ``ftps://host/path/file.csv`` (explicit TLS, data channel protected).

    :param cafile: certificate authority of a server that has its own
    """
    policy = policy or CallPolicy()
    target, sock = _open(url, ("ftps",), policy)
    client = _PinnedFtps(context=ssl.create_default_context(cafile=cafile))
    chunks: list[bytes] = []
    total = 0
    try:
        client.open_checked(sock, target.host, policy.timeout)
        client.login(username, password or "")
        client.prot_p()
        client.voidcmd("TYPE I")
        with client.transfercmd(f"RETR {target.path}") as connection:
            while chunk := connection.recv(_CHUNK):
                total = _append(chunks, chunk, total, policy)
        client.voidresp()
    except ssl.SSLError as error:
        raise FeedError("certificate", host=target.host, reason=error.reason or "") from error
    except ftplib.error_perm as error:
        code = "refused_login" if str(error).startswith("530") else "no_file"
        raise FeedError(code, host=target.host, path=target.path) from error
    except ftplib.all_errors as error:  # OSError and EOFError are among them
        raise FeedError("unreachable", host=target.host, reason=type(error).__name__) from error
    finally:
        client.close()
        sock.close()
    return b"".join(chunks)


# --- SOAP ---------------------------------------------------------------------------------------


def fetch_soap(
    url: str,
    *,
    operation: str,
    arguments: Mapping[str, str] | None = None,
    username: str | None = None,
    password: str | None = None,
    policy: CallPolicy | None = None,
) -> bytes:
    """Answer of a SOAP operation as JSON bytes, read afterwards like any JSON feed.

    Every document (WSDL, imported schema) and every call goes through the checked connection.

    :param arguments: ``{name: value}`` of the operation
    """
    import zeep
    from zeep.helpers import serialize_object

    policy = policy or CallPolicy()
    transport = _soap_transport(zeep, policy, username, password)
    settings = zeep.Settings(forbid_dtd=True, forbid_entities=True)
    try:
        client = zeep.Client(url, transport=transport, settings=settings)
        if operation not in client.service._operations:
            raise FeedError("no_operation", operation=operation)
        answer = client.service[operation](**(arguments or {}))
    except zeep.exceptions.Fault as error:
        raise FeedError("soap_fault", reason=str(error.message)[:200]) from error
    except (zeep.exceptions.Error, TypeError, ValueError) as error:
        raise FeedError("soap", reason=type(error).__name__) from error
    if isinstance(answer, (str, bytes)):
        # Many services wrap a whole CSV or XML document in one string.
        return answer if isinstance(answer, bytes) else answer.encode()
    content = serialize_object(answer, dict)
    return json.dumps(content, default=str, ensure_ascii=False).encode()


def _soap_transport(
    zeep: Any, policy: CallPolicy, username: str | None, password: str | None
) -> Any:
    headers = {}
    if username:
        token = base64.b64encode(f"{username}:{password or ''}".encode()).decode("ascii")
        headers["Authorization"] = f"Basic {token}"

    class CheckedTransport(zeep.transports.Transport):  # type: ignore[misc]
        def load(self, url: str) -> bytes:
            # Never a local path: a WSDL may name one as the place of a schema.
            answer = call(url, headers=headers, policy=policy)
            if answer.status != 200:
                raise FeedError("http_status", status=answer.status)
            return answer.body

        def post(
            self, address: str, message: bytes, headers_sent: Mapping[str, str]
        ) -> _SoapAnswer:
            sent = {**headers, **headers_sent}
            answer = call(address, method="POST", headers=sent, body=message, policy=policy)
            return _SoapAnswer(answer)

        def get(self, address: str, params: Any, headers_sent: Mapping[str, str]) -> Any:
            raise FeedError("soap", reason="GET binding")

    return CheckedTransport()


class _SoapAnswer:
    """What zeep reads of a ``requests`` response."""

    def __init__(self, answer: Answer) -> None:
        self.status_code = answer.status
        self.headers = {"Content-Type": answer.headers.get("content-type", "text/xml")}
        self.content = answer.body
        self.text = answer.body.decode("utf-8", "replace")
        self.encoding = "utf-8"

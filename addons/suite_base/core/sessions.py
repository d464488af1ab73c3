"""Clients that keep their connection (``requests``), each connection to a checked address."""
# mypy: disable-error-code="misc"
# (the classes of requests and urllib3 that are extended here have no types)

import socket
import time
from typing import TYPE_CHECKING, Any

from .addresses import Target, parse_url
from .outgoing import AnswerRefused, CallFailed, CallPolicy, check_size, connect

if TYPE_CHECKING:
    import requests

_CHUNK = 64 * 1024


def open_session(policy: CallPolicy | None = None) -> "requests.Session":
    """A ``requests`` session whose every connection goes to a checked address.

    It follows no redirection and no proxy of the environment, and reads no more than the policy
    allows; it raises ``OutgoingError`` for that and the errors of ``requests`` for the rest.
    """
    import requests

    policy = policy or CallPolicy()

    class Session(requests.Session):
        def get_redirect_target(self, resp: Any) -> None:
            """The caller sees the redirection itself."""

    session = Session()
    session.trust_env = False
    session.verify = policy.cafile or True
    session.headers["User-Agent"] = policy.user_agent
    adapter = _make_adapter(policy)
    session.mount("http://", adapter)
    session.mount("https://", adapter)
    return session


def _make_adapter(policy: CallPolicy) -> Any:
    from requests.adapters import HTTPAdapter

    class Adapter(HTTPAdapter):
        def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
            super().init_poolmanager(*args, **kwargs)
            self.poolmanager.pool_classes_by_scheme = _make_pools(policy)

        def send(self, request: Any, *args: Any, **kwargs: Any) -> Any:
            deadline = time.monotonic() + policy.total_time
            kwargs["stream"] = True
            response = super().send(request, *args, **kwargs)
            response._content = _read_stream(response, parse_url(request.url), policy, deadline)
            response._content_consumed = True
            return response

    return Adapter()


def _make_pools(policy: CallPolicy) -> dict[str, Any]:
    from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
    from urllib3.connection import HTTPConnection, HTTPSConnection
    from urllib3.exceptions import ConnectTimeoutError, NewConnectionError

    class Pinned:
        def _new_conn(self: Any) -> socket.socket:
            host = f"[{self.host}]" if ":" in self.host else self.host
            target = policy.resolve(f"https://{host}:{self.port}/")  # only names an address
            try:
                return connect(target, policy.timeout)
            except TimeoutError as error:
                raise ConnectTimeoutError(self, f"{target.host} does not answer") from error
            except OSError as error:
                raise NewConnectionError(self, type(error).__name__) from error

    class PinnedHttp(Pinned, HTTPConnection):
        pass

    class PinnedHttps(Pinned, HTTPSConnection):
        pass

    class HttpPool(HTTPConnectionPool):
        ConnectionCls = PinnedHttp

    class HttpsPool(HTTPSConnectionPool):
        ConnectionCls = PinnedHttps

    return {"http": HttpPool, "https": HttpsPool}


def _read_stream(response: Any, target: Target, policy: CallPolicy, deadline: float) -> bytes:
    chunks, size = [], 0
    for chunk in response.iter_content(_CHUNK):
        size += len(chunk)
        try:
            check_size(size, target, policy)
        except AnswerRefused:
            response.close()
            raise
        if time.monotonic() > deadline:
            response.close()
            raise CallFailed("timeout", target.host)
        chunks.append(chunk)
    return b"".join(chunks)

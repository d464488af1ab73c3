"""HTTP to one PrestaShop web service: polite, bounded in time, and never repeating a write."""

import logging
import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote

import requests

from odoo.addons.suite_base.core.addresses import OutgoingError, UnsafeUrl

from . import parser
from .errors import ConfigError, ShopError, TransientError
from .ratelimit import backoff
from .xmlwriter import write_rows

Row = dict[str, Any]

TIMEOUT = 60
MAX_URL = 4000
READ_TRIES = 3
FIRST_WAIT = 1.0
LONGEST_WAIT = 20.0


class PrestaShopClient:
    """:param url: address of the shop, with or without ``/api``
    :param key: web service key; travels as Basic user, never in a log
    :param limiter: has ``acquire()``; called before every request
    :param session: calls nothing inside the server's own network, see ``suite_base.core.sessions``
    """

    def __init__(
        self,
        url: str,
        key: str,
        limiter: Any,
        session: Any = None,
        sleep: Any = time.sleep,
        timeout: Any = TIMEOUT,
    ) -> None:
        self.base = normalise_url(url)
        self._key = key
        self._limiter = limiter
        self._session = session or requests.Session()
        self._sleep = sleep
        self._timeout = timeout
        self._key_in_url = False
        # Parameters of every request, e.g. the shop among several in one PrestaShop.
        self.defaults: dict[str, Any] = {}
        self.requests = 0
        self.writes = 0
        self.version = ""
        self.access_time: int | None = None

    # -- reading --------------------------------------------------------------------------------

    def rows(self, resource: str, **params: Any) -> Any:
        """Rows of a list, asked in JSON."""
        answer = self._read(resource, {**params, "output_format": "JSON"}, resource)
        return parser.parse_list(answer.content, resource) if answer.content.strip() else []

    def xml(self, path: str, **params: Any) -> Any:
        """A raw XML answer (bytes); empty when the shop does not know the record."""
        return self._read(path, params, path.split("/", maxsplit=1)[0]).content

    def _read(self, path: str, params: Row, resource: str) -> Any:
        return patiently(lambda: self._request("GET", path, params, None, resource), self._sleep)

    # -- writing --------------------------------------------------------------------------------

    def send_rows(
        self, method: str, resource: str, node: str, rows: list[Row], **params: Any
    ) -> Any:
        """Send many entities in one body; the echoed rows as ``[{field: text}]``.

        Sent once: after a failure the caller looks before it repeats.
        """
        return self.write_body(method, resource, node, write_rows(node, rows), **params)

    def write_body(self, method: str, path: str, node: str, body: Any, **params: Any) -> Any:
        self.writes += 1
        answer = self._request(method, path, params, body, path.split("/", maxsplit=1)[0])
        return parser.parse_rows(answer.content, node)

    def upload(self, path: str, name: str, content: bytes) -> Any:
        """A picture; the web service takes it as a form only.

        :return: the XML answer, or empty
        """
        self.writes += 1
        answer = self._request("POST", path, {}, None, "images", {"image": (name, content)})
        return answer.content

    def delete(self, path: str, **params: Any) -> None:
        self.writes += 1
        self._request("DELETE", path, params, None, path.split("/", maxsplit=1)[0])

    # -- one request ----------------------------------------------------------------------------

    def _request(
        self, method: str, path: str, params: Row, body: Any, resource: str, files: Any = None
    ) -> Any:
        answer = self._send(method, path, params, body, files)
        if answer.status_code == 401 and not self._key_in_url and _not_from_prestashop(answer):
            # Apache with PHP-CGI drops the Authorization header: the key goes into the address.
            self._key_in_url = True
            keep_addresses_out_of_logs()
            answer = self._send(method, path, params, body, files)
        headers = {name.lower(): value for name, value in answer.headers.items()}
        version = headers.get("psws-version", "")
        self.version = version if version not in ("", "0") else self.version
        if headers.get("access-time", "").isdigit():
            self.access_time = int(headers["access-time"])
        parser.check_status(answer.status_code, headers, answer.content, resource, method)
        return answer

    def _send(self, method: str, path: str, params: Row, body: Any, files: Any = None) -> Any:
        self._limiter.acquire()
        self.requests += 1
        params = {**self.defaults, **params}
        if self._key_in_url:
            params["ws_key"] = self._key
        return call(
            self._session,
            method,
            f"{self.base}/{path}{query(params)}",
            self.base,
            data=body,
            files=files,
            headers={"Content-Type": "text/xml;charset=utf-8"} if body else {},
            auth=(self._key, ""),
            timeout=self._timeout,
        )


def patiently(ask: Callable[[], Any], sleep: Callable[[float], None]) -> Any:
    """What a shop answers to a reading, asked again after a fault that passes; never a write."""
    for attempt in range(1, READ_TRIES + 1):
        try:
            return ask()
        except TransientError as error:
            delay = backoff(attempt, error.retry_after, base=FIRST_WAIT)
            if attempt == READ_TRIES or delay > LONGEST_WAIT:
                raise
            sleep(delay)
    raise AssertionError("unreachable")


def call(session: Any, method: str, url: str, host: str, **options: Any) -> Any:
    """One request of whatever shop engine; follows no redirection.

    :param host: what an error names
    :raises ShopError: no answer, and why
    """
    try:
        return session.request(method, url, allow_redirects=False, **options)
    except OutgoingError as error:
        raise _refusal(error, host) from error
    except requests.exceptions.SSLError as error:
        plain = "WRONG_VERSION_NUMBER" in str(error) or "record layer" in str(error)
        raise ConfigError("no_tls" if plain else "tls", host=host) from error
    except requests.exceptions.Timeout as error:
        raise TransientError("timeout", host=host) from error
    except (requests.exceptions.InvalidURL, requests.exceptions.InvalidSchema) as error:
        raise ConfigError("bad_url", host=host) from error
    except requests.exceptions.RequestException as error:
        raise TransientError("unreachable", host=host) from error


def _refusal(error: OutgoingError, host: str) -> ShopError:
    """A name that nobody knows now, and a slow answer, pass; an address that is refused does not."""
    if error.code in ("unknown_host", "unreachable"):
        return TransientError("unreachable", host=host)
    if error.code == "timeout":
        return TransientError("timeout", host=host)
    if isinstance(error, UnsafeUrl):
        return ConfigError("internal_host" if error.code == "address" else "bad_url", host=host)
    return TransientError("too_big", host=host)


def keep_addresses_out_of_logs() -> None:
    """urllib3 writes whole addresses, and the key now travels in them, when debug logs are on."""
    logger = logging.getLogger("urllib3.connectionpool")
    logger.setLevel(max(logger.level, logging.INFO))


def _not_from_prestashop(answer: Any) -> Any:
    return b"<errors" not in answer.content and b'"errors"' not in answer.content


def normalise_url(url: str) -> Any:
    """The address of the web service.

    >>> normalise_url(" https://boutique.example/ "), normalise_url("http://h/shop/api/")
    ('https://boutique.example/api', 'http://h/shop/api')
    """
    url = (url or "").strip().rstrip("/")
    if not url.startswith(("http://", "https://")):
        raise ConfigError("bad_url", host=url)
    return url if url.endswith("/api") else f"{url}/api"


def query(params: Row) -> Any:
    """``?a=b&…``, with the brackets of PrestaShop's filters left readable.

    >>> query({"filter[id]": "[1|2]", "limit": 3})
    '?filter[id]=[1%7C2]&limit=3'
    """
    if not params:
        return ""
    return "?" + "&".join(
        f"{quote(str(name), safe='[]')}={quote(str(value), safe='[],:')}"
        for name, value in params.items()
    )


def any_of(values: Any, limit: int = 2600) -> Iterator[Any]:
    """OR filters ``[a|b|c]`` for these values, each short enough for an address of 4 kB.

    >>> list(any_of([3, 1], limit=9)), list(any_of(["a", "b"], limit=4))
    (['[3|1]'], ['[a]', '[b]'])
    """
    chunk: list[str] = []
    size = 0
    for value in map(str, values):
        cost = len(quote(value, safe="")) + 3
        if chunk and size + cost > limit:
            yield f"[{'|'.join(chunk)}]"
            chunk, size = [], 0
        chunk.append(value)
        size += cost
    if chunk:
        yield f"[{'|'.join(chunk)}]"

"""HTTP to one WooCommerce: polite, bounded in time, and never repeating a write."""

import json
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlencode, urlsplit

from odoo.addons.shop_sync.core.client import (
    TIMEOUT,
    call,
    keep_addresses_out_of_logs,
    patiently,
)
from odoo.addons.shop_sync.core.errors import ConfigError

from . import answers, oauth

Row = dict[str, Any]

API = "wc/v3"


@dataclass(frozen=True)
class Page:
    """A list's rows, and how many there are in all, also of those that its pages leave out."""

    rows: list[Row]
    total: int


class WooClient:
    """:param site: address of the shop, without ``/wp-json``
    :param key: consumer key and consumer secret
    :param limiter: has ``acquire()``; called before every request
    :param session: calls nothing inside the server's own network, see ``suite_base.core.sessions``
    """

    def __init__(
        self,
        site: str,
        key: tuple[str, str],
        limiter: Any,
        session: Any,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.site = site
        self._key = key
        self._limiter = limiter
        self._session = session
        self._sleep = sleep
        self._signs = site.startswith("http://")
        self.key_in_url = False
        self.requests = 0
        self.writes = 0
        self.shop_time: int | None = None

    # -- reading --------------------------------------------------------------------------------

    def get(self, path: str, **params: Any) -> Any:
        """What the shop answers: a dict, or a list."""
        return self._patiently(path, params)[0]

    def page(self, path: str, **params: Any) -> Page:
        rows, headers = self._patiently(path, params)
        found = answers.rows_of(rows)
        total = headers.get("x-wp-total", "")
        return Page(found, int(total) if total.isdigit() else _at_least(found, params))

    def index(self, path: str = "/wp-json/") -> Row:
        """WordPress's own list of what it offers; needs no key."""
        answer, _headers = self._request("GET", path, {}, None, signed=False)
        return answers.dict_of(answer)

    def _patiently(self, path: str, params: Row) -> tuple[Any, dict[str, str]]:
        answer: tuple[Any, dict[str, str]] = patiently(
            lambda: self._request("GET", f"/wp-json/{API}/{path}", params, None), self._sleep
        )
        return answer

    # -- writing --------------------------------------------------------------------------------

    def send(self, method: str, path: str, body: Row, *, writes: bool = True) -> Any:
        """Sent once: after a failure the caller looks before it repeats.

        :param writes: False for a request that asks for a right and changes nothing
        """
        self.writes += writes
        return self._request(method, f"/wp-json/{API}/{path}", {}, body)[0]

    # -- one request ----------------------------------------------------------------------------

    def _request(
        self, method: str, path: str, params: Row, body: Row | None, *, signed: bool = True
    ) -> tuple[Any, dict[str, str]]:
        answer = self._send(method, path, params, body, signed)
        if signed and self._was_not_heard(answer):
            # A server that drops the Authorization header: the key goes into the address.
            self.key_in_url = True
            keep_addresses_out_of_logs()
            answer = self._send(method, path, params, body, signed)
            self.key_in_url = answer.status_code < 400
        headers = {name.lower(): value for name, value in answer.headers.items()}
        self.shop_time = _seconds(headers.get("date", "")) or self.shop_time
        resource = path.removeprefix(f"/wp-json/{API}/").split("/", maxsplit=1)[0]
        content = self._without_key(answer.content)
        return answers.read(answer.status_code, headers, content, resource, method), headers

    def _without_key(self, body: bytes) -> bytes:
        """A page may repeat the address that was asked for, and the key may stand in it."""
        for part in self._key:
            body = body.replace(part.encode(), b"***")
        return body

    def _was_not_heard(self, answer: Any) -> bool:
        """WooCommerce refuses as it refuses a visitor: no key reached it, or one it never gave."""
        return (
            answer.status_code == 401
            and not (self._signs or self.key_in_url)
            and answers.code_of(answer.content) != answers.BAD_KEY
        )

    def _send(self, method: str, path: str, params: Row, body: Row | None, signed: bool) -> Any:
        self._limiter.acquire()
        self.requests += 1
        url = f"{self.site}{path.split('?', maxsplit=1)[0]}"
        query = {name: _spell(value) for name, value in params.items()}
        options: dict[str, Any] = {"timeout": TIMEOUT}
        if signed and self._signs:
            query = oauth.signed(
                method, url, query, self._key, moment=int(time.time()), nonce=secrets.token_hex(16)
            )
        elif signed and self.key_in_url:
            query |= {"consumer_key": self._key[0], "consumer_secret": self._key[1]}
        elif signed:
            options["auth"] = self._key
        if body is not None:
            options["data"] = json.dumps(body).encode()
            options["headers"] = {"Content-Type": "application/json"}
        whole = urlencode(query) or path.partition("?")[2]
        return call(self._session, method, f"{url}?{whole}" if whole else url, self.site, **options)


def _spell(value: Any) -> str:
    """
    >>> _spell(True), _spell([3, 1]), _spell(7)
    ('true', '3,1', '7')
    """
    if isinstance(value, bool):
        return str(value).lower()
    return ",".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)


def _at_least(rows: list[Row], params: Row) -> int:
    """How many there are where the shop does not say: behind a full page comes another one.

    >>> _at_least([{}] * 100, {"per_page": 100, "page": 2}), _at_least([{}], {"offset": 99})
    (201, 100)
    """
    size = int(params.get("per_page", 10))
    before = int(params.get("offset", (int(params.get("page", 1)) - 1) * size))
    return before + len(rows) + (len(rows) == size)


def _seconds(date: str) -> int | None:
    try:
        return int(parsedate_to_datetime(date).timestamp())
    except (TypeError, ValueError):
        return None


def site_of(url: str, trusted: tuple[str, ...] = ()) -> str:
    """The address of a shop. Customers' data never travel in clear: http:// is for hosts that an
    administrator trusts only.

    >>> site_of(" https://boutique.example/wp-json/wc/v3/ "), site_of("http://h:81/a/", ("h",))
    ('https://boutique.example', 'http://h:81/a')

    :raises ConfigError: it is none, or not safe
    """
    url = (url or "").strip().partition("/wp-json")[0].rstrip("/")
    try:
        parts = urlsplit(url)
        host, place = parts.hostname or "", f"{parts.hostname}:{parts.port or 80}"
    except ValueError:
        host = ""
    if not host or parts.scheme not in ("http", "https"):
        raise ConfigError("bad_url", host=url)
    if parts.scheme == "http" and host not in trusted and place not in trusted:
        raise ConfigError("woo_needs_https", host=host)
    return url


def key_of(text: str) -> tuple[str, str]:
    """
    >>> key_of(" ck_1:cs_2 ")
    ('ck_1', 'cs_2')

    :raises ConfigError: no consumer key with its secret
    """
    key, _colon, secret = (text or "").strip().partition(":")
    if not key.startswith("ck_") or not secret.startswith("cs_"):
        raise ConfigError("woo_key_form")
    return key.strip(), secret.strip()

"""What WordPress answers, and what an answer that is no data means."""

import itertools
import json
import re
from typing import Any

from odoo.addons.shop_sync.core.errors import ConfigError, DataError, TransientError
from odoo.addons.shop_sync.core.parser import excerpt, retry_after

Row = dict[str, Any]
Headers = dict[str, str]

# The code with which WooCommerce refuses a key: unknown, wrong secret, or without this right
# (class-wc-rest-authentication.php).
BAD_KEY = "woocommerce_rest_authentication_error"
# Brackets in what is printed before the data.
NOTICES = 40
NO_ROUTE = "rest_no_route"


def read(status: int, headers: Headers, body: bytes, resource: str, method: str) -> Any:
    """The data of an answer.

    :param headers: lower-case names
    :raises ShopError: it is none, and what that means
    """
    if status in (301, 302, 303, 307, 308):
        # Without what follows "?": the key may travel there.
        raise ConfigError("redirected", location=headers.get("location", "").split("?")[0])
    if status == 429:
        raise TransientError("too_many_requests", retry_after=retry_after(headers))
    data = load(body)
    if data is None:
        _raise_page(status, headers, body)
    if status >= 400:
        _raise_refusal(status, headers, data if isinstance(data, dict) else {}, resource, method)
    return data


def load(body: bytes) -> Any:
    """JSON, also when a plugin printed notices before it; None where there is none.

    >>> load(b"Notice: x in y<br />[]"), load(b"<html>Not found</html>")
    ([], None)
    """
    text = body.decode("utf-8", "replace").strip("\ufeff \t\r\n")
    for start in itertools.islice(re.finditer(r"[\[{]", text), NOTICES):
        try:
            return json.loads(text[start.start() :])
        except (ValueError, RecursionError):
            continue
    return None


def _raise_page(status: int, headers: Headers, body: bytes) -> None:
    """A web page where data should be."""
    if status in (502, 503, 504):
        raise TransientError("maintenance", retry_after=retry_after(headers), status=status)
    if status >= 500:
        raise TransientError("server_error", status=status)
    if status in (200, 404):
        raise ConfigError("woo_not_found", excerpt=excerpt(body))
    raise ConfigError("woo_page", status=status, excerpt=excerpt(body))


def _raise_refusal(status: int, headers: Headers, data: Row, resource: str, method: str) -> None:
    code, message = str(data.get("code") or ""), excerpt(str(data.get("message") or ""), 300)
    if status == 401 and code == BAD_KEY and method != "GET":
        raise ConfigError("woo_read_only")
    if status == 401:
        raise ConfigError("woo_wrong_key")
    if status == 403:
        raise ConfigError("woo_forbidden", resource=resource, message=message)
    if code == NO_ROUTE:
        raise ConfigError("woo_no_woocommerce")
    if status == 413:
        raise DataError("woo_batch_too_large")
    if status >= 500:
        raise TransientError("server_error", retry_after=retry_after(headers), status=status)
    raise DataError("refused", status=status, resource=resource, message=message or code)


def code_of(body: bytes) -> str:
    """The code of a refusal, empty where there is none."""
    try:
        data = json.loads(body)
    except ValueError:
        return ""
    return str(data.get("code") or "") if isinstance(data, dict) else ""


def rows_of(data: Any) -> list[Row]:
    """:raises DataError: no list of records"""
    if not isinstance(data, list) or not all(isinstance(row, dict) for row in data):
        raise DataError("bad_answer", excerpt=excerpt(json.dumps(data)))
    return data


def dict_of(data: Any) -> Row:
    """:raises DataError: no record"""
    if not isinstance(data, dict):
        raise DataError("bad_answer", excerpt=excerpt(json.dumps(data)))
    return data

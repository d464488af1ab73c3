"""Answers of the PrestaShop web service → plain Python, or the error they stand for."""

import json
import re
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime
from typing import Any

from lxml import etree

from .errors import ConfigError, DataError, TransientError

UTC = timezone.utc
# Lists that bear another name than their resource: that of the class behind it (seen on 1.6.1.23).
NODES = {
    "order_discounts": "order_cart_rules",
    "order_slip": "order_slips",
    "product_customization_fields": "customization_fields",
}
BLANKS = b"\xef\xbb\xbf \r\n\t"
# An empty list with notices before or after it.
EMPTY_LIST = re.compile(r"^\[\]|(?:^|\s)\[\]$")
PHP_NOISE = re.compile(r"^\[PHP (Notice|Warning|Deprecated|Unknown|Strict)")
# Error codes of PrestaShop's WebserviceRequest.php, seen on 8.1.2 (recordings 03, 04, 181–184).
KEY_CODES = {16, 17, 18, 19, 20, 21}
DISABLED_CODE = 22
METHOD_CODE = 25
RESOURCE_CODE = 26
UNKNOWN_RESOURCE_CODE = 27


def safe_parser() -> Any:
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=False)


def parse_xml(body: Any) -> Any:
    """The root element of an XML answer; entities are never resolved.

    :raises DataError: not XML, or an XML that declares a document type
    """
    raw = body.encode() if isinstance(body, str) else body
    raw = raw.lstrip(BLANKS)
    if b"<!DOCTYPE" in raw[:2000] or b"<!ENTITY" in raw:
        raise DataError("bad_answer", excerpt="DOCTYPE")
    try:
        return etree.fromstring(raw, safe_parser())
    except etree.XMLSyntaxError as error:
        raise DataError("bad_answer", excerpt=excerpt(raw)) from error


def excerpt(body: Any, length: Any = 160) -> Any:
    """The readable beginning of an answer, without tags."""
    text = body.decode("utf-8", "replace") if isinstance(body, bytes) else body
    return " ".join(re.sub(r"<[^>]*>", " ", text).split())[:length]


def load_json(text: Any) -> Any:
    """JSON, also when PHP printed notices or a byte order mark before or after it (PS#35742)."""
    text = text.strip("\ufeff \t\r\n")
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        found = _first_object(text)
    if found is not None:
        return found
    if EMPTY_LIST.search(text):
        return []
    raise DataError("bad_answer", excerpt=excerpt(text))


def _first_object(text: Any) -> Any:
    decoder = json.JSONDecoder()
    for start in re.finditer(r'\{\s*"', text):
        try:
            return decoder.raw_decode(text, start.start())[0]
        except (ValueError, RecursionError):
            continue
    return None


def parse_errors(body: Any) -> Any:
    """``[(code, message)]`` of an error answer in XML or JSON; empty when it holds none."""
    text = body.decode("utf-8", "replace") if isinstance(body, bytes) else body
    if text.lstrip("\ufeff \r\n\t").startswith("<"):
        return _xml_errors(text)
    try:
        data = load_json(text)
    except DataError:
        return []
    errors = data.get("errors") if isinstance(data, dict) else None
    if not isinstance(errors, list):
        return []
    return [
        (_code(error.get("code")), str(error.get("message") or ""))
        for error in errors
        if isinstance(error, dict)
    ]


def _code(value: Any) -> Any:
    digits = str(value or "").strip()
    return int(digits) if digits.isdigit() else 0


def _xml_errors(text: Any) -> Any:
    if "<errors" not in text:
        return []
    try:
        root = parse_xml(text)
    except DataError:
        return []
    return [
        (_code(error.findtext("code")), (error.findtext("message") or "").strip())
        for error in root.iter("error")
    ]


def is_html(headers: dict[str, str], body: Any) -> Any:
    start = body.lstrip(BLANKS)[:1]
    return _starts_html(body) or (
        "text/html" in headers.get("content-type", "") and start not in (b"{", b"[")
    )


def _starts_html(body: Any) -> Any:
    start = body.lstrip(BLANKS)[:20].lower()
    return start.startswith((b"<!doctype html", b"<html", b"<head", b"<body"))


def parse_list(body: Any, resource: str) -> Any:
    """Rows of a JSON list answer. ``[]`` is an empty list; numbers stay as the shop wrote them.

    :raises DataError: the answer holds no such list
    """
    data = load_json(body.decode("utf-8", "replace") if isinstance(body, bytes) else body)
    if data == []:
        return []
    rows = None
    if isinstance(data, dict):
        rows = data.get(resource, data.get(NODES.get(resource)))
    if isinstance(rows, dict):
        rows = [rows] if "id" in rows else list(rows.values())
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise DataError("bad_answer", excerpt=excerpt(json.dumps(data)))
    return rows


def parse_rows(body: Any, node: str) -> Any:
    """Rows of an XML answer to a write, as ``[{field: text}]`` (plain fields only)."""
    root = parse_xml(body)
    return [
        {field.tag: (field.text or "").strip() for field in row if not len(field)}
        for row in root.iter(node)
        if row.getparent() is root or row.getparent().getparent() is root
    ]


def parse_permissions(body: Any) -> Any:
    """``{resource: {methods}}`` and the shop's name, from ``GET /api/`` in XML."""
    root = parse_xml(body)
    api = root.find("api")
    if api is None:
        raise DataError("bad_answer", excerpt=excerpt(body))
    methods = ("get", "post", "put", "patch", "delete")
    return api.get("shopName") or "", {
        resource.tag: {method for method in methods if resource.get(method) == "true"}
        for resource in api
    }


def check_status(
    status: int, headers: dict[str, str], body: Any, resource: str, method: str
) -> None:
    """Raise what an answer means, unless it is usable.

    A 500 whose only errors are PHP notices beside the data is usable (PS#35742).

    :param headers: lower-case names
    """
    if status in (301, 302, 303, 307, 308):
        # Without what follows "?": the key may travel there.
        raise ConfigError("redirected", location=headers.get("location", "").split("?")[0])
    if status == 429:
        raise TransientError("too_many_requests", retry_after=retry_after(headers))
    errors = parse_errors(body)
    _raise_known(errors, resource, method)
    if status in (401, 403) and _starts_html(body):
        # A password or protection page before the shop, not the shop's own refusal.
        _raise_html(status, headers, body)
    if status == 401:
        raise ConfigError("wrong_key")
    if status == 403:
        raise ConfigError("forbidden", resource=resource or "api", method=method)
    if is_html(headers, body):
        _raise_html(status, headers, body)
    if 200 <= status < 300 or (status == 404 and not errors):
        return
    noise_only = bool(errors) and all(PHP_NOISE.match(message) for _code, message in errors)
    if method == "GET" and noise_only and _holds_data(body):
        return
    _raise_failed(status, headers, body, errors, resource)


def _holds_data(body: Any) -> Any:
    text = body.decode("utf-8", "replace").lstrip()
    if '{"' not in text:
        return False
    data = load_json(text)
    return isinstance(data, dict) and any(name != "errors" and rows for name, rows in data.items())


def _raise_known(errors: Any, resource: str, method: str) -> None:
    codes = {code for code, _message in errors}
    if codes & KEY_CODES:
        raise ConfigError("wrong_key")
    if DISABLED_CODE in codes:
        # Somebody may have switched it off for two minutes: told at once, and tried again.
        raise TransientError("service_disabled")
    if METHOD_CODE in codes or RESOURCE_CODE in codes:
        raise ConfigError("forbidden", resource=resource or "api", method=method)
    if UNKNOWN_RESOURCE_CODE in codes:
        raise ConfigError("unknown_resource", resource=resource)


def _raise_html(status: int, headers: dict[str, str], body: Any) -> None:
    if status in (502, 503, 504):
        raise TransientError(
            "maintenance", retry_after=retry_after(headers), status=status, excerpt=excerpt(body)
        )
    if status >= 500:
        raise TransientError("server_error", status=status, excerpt=excerpt(body))
    raise ConfigError("html_answer", status=status, excerpt=excerpt(body))


def _raise_failed(
    status: int, headers: dict[str, str], body: Any, errors: Any, resource: str
) -> None:
    messages = [message for _code, message in errors] or [excerpt(body)]
    real = [text for text in messages if not PHP_NOISE.match(text)] or messages
    if status in (502, 503, 504) or (status >= 500 and not errors):
        raise TransientError("server_error", retry_after=retry_after(headers), status=status)
    raise DataError(
        "refused",
        status=status,
        resource=resource,
        message=" · ".join(real)[:400],
        php_noise=all(PHP_NOISE.match(text) for text in messages),
    )


def retry_after(headers: dict[str, str]) -> Any:
    """Seconds that a Retry-After header asks for, else None. A date (RFC 9110 §10.2.3) is counted
    from the answer's own, so that the two clocks need not agree.

    >>> retry_after({"retry-after": "120"})
    120
    >>> retry_after({"retry-after": "Sun, 22 Nov 2026 10:01:30 GMT",
    ...              "date": "Sun, 22 Nov 2026 10:00:00 GMT"})
    90
    """
    value = headers.get("retry-after", "").strip()
    if value.isdigit():
        return int(value)
    until, now = _moment(value), _moment(headers.get("date", "")) or datetime.now(UTC)
    return max(0, round((until - now).total_seconds())) if until else None


def _moment(text: Any) -> Any:
    try:
        moment = parsedate_to_datetime(text)
    except (TypeError, ValueError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)

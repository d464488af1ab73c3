"""Keyset cursors: a page starts after the last record seen, so inserts never shift pages."""

import base64
import json

from .api_problem import ApiProblem

MAX_LIMIT = 200
DEFAULT_LIMIT = 50


def encode_cursor(kind: str, record_id: int) -> str:
    """Opaque text for the last record of a page; ``kind`` names the list it belongs to."""
    text = json.dumps([kind, record_id], separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode("ascii").rstrip("=")


def decode_cursor(kind: str, text: str | None) -> int:
    """Number of the last record seen; 0 without a cursor.

    :raises ApiProblem: a text that ``encode_cursor`` did not write for this list
    """
    if not text:
        return 0
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        found, record_id = json.loads(raw)
        if found != kind or type(record_id) is not int or not 0 < record_id < 2**31:
            raise ValueError(text)
        return int(record_id)
    except (ValueError, TypeError, RecursionError) as error:
        raise ApiProblem("bad-request", "The cursor is not one that this list gave.") from error


def parse_limit(text: str | None) -> int:
    """Records a page, 1 to MAX_LIMIT."""
    if not text:
        return DEFAULT_LIMIT
    if text.isascii() and text.isdigit() and len(text) < 5 and 1 <= int(text) <= MAX_LIMIT:
        return int(text)
    raise ApiProblem("bad-request", f"limit must be a number from 1 to {MAX_LIMIT}.")

"""Keyset cursors: a page starts after the last record seen, so inserts never shift pages."""

import base64
import binascii
import json
from datetime import datetime

from .api_problem import ApiProblem

MAX_LIMIT = 200
DEFAULT_LIMIT = 50


def encode_cursor(moment, record_id):
    """Opaque text for ``(datetime, id)`` of the last record of a page."""
    text = json.dumps([moment.isoformat(), record_id], separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode("ascii").rstrip("=")


def decode_cursor(text):
    """``(datetime, id)``.

    :raises ApiProblem: a text that ``encode_cursor`` did not write
    """
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        moment, record_id = json.loads(raw)
        if type(record_id) is not int or not 0 <= record_id < 2**31:
            raise ValueError(record_id)
        moment = datetime.fromisoformat(moment)
        if moment.tzinfo is not None:
            raise ValueError(moment)
        return moment, record_id
    except (ValueError, TypeError, binascii.Error, RecursionError, OverflowError) as error:
        raise ApiProblem("bad-request", "The cursor is not one that this API gave.") from error


def parse_limit(text):
    """Records a page, 1 to MAX_LIMIT."""
    if text in (None, ""):
        return DEFAULT_LIMIT
    if not (isinstance(text, str) and text.isascii() and text.isdigit() and len(text) < 5):
        raise ApiProblem("bad-request", f"limit must be a number from 1 to {MAX_LIMIT}.")
    if not 1 <= int(text) <= MAX_LIMIT:
        raise ApiProblem("bad-request", f"limit must be a number from 1 to {MAX_LIMIT}.")
    return int(text)

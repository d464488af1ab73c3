"""A context value that a remote caller cannot forge: it is compared by identity, not by content.

RPC contexts are rebuilt from JSON, so a string that comes over the wire is never this object; it
still serialises as a plain string when a context travels to the web client.
"""

from secrets import token_hex
from typing import Any

TOKEN_KEY, LATER_KEY = "rental_token", "rental_settled_later"


class _Token(str):
    __slots__ = ()


TOKEN = _Token(token_hex(16))


def trusted(record: Any) -> Any:
    """The record with the mark of code that has already passed the guards."""
    return record.with_context(**{TOKEN_KEY: TOKEN})


def settled_later(record: Any, later: bool = True) -> Any:
    """The record with the mark of code that brings the invoice up to date once, at its end."""
    return record.with_context(**{LATER_KEY: TOKEN if later else False})


def is_settled_later(record: Any) -> bool:
    return bool(record.env.context.get(LATER_KEY) is TOKEN)


def is_trusted(record: Any) -> bool:
    return bool(record.env.context.get(TOKEN_KEY) is TOKEN)

"""A context value that a remote caller cannot forge: it is compared by identity, not by content.

RPC contexts are rebuilt from JSON, so a string that comes over the wire is never this object; it
still serialises as a plain string when a context travels to the web client.
"""

from typing import Any

TOKEN_KEY = "rental_token"


class _Token(str):
    __slots__ = ()


TOKEN = _Token("rental")


def trusted(record: Any) -> Any:
    """The record with the mark of code that has already passed the guards."""
    return record.with_context(**{TOKEN_KEY: TOKEN})


def is_trusted(record: Any) -> bool:
    return bool(record.env.context.get(TOKEN_KEY) is TOKEN)

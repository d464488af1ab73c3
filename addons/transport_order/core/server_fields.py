"""Which fields the server alone writes, whoever may cause it."""

from typing import Protocol


class Field(Protocol):
    readonly: bool
    store: bool


def may_touch(field: Field, operation: str, is_server: bool) -> bool:
    """What is read-only on the screens is so over every door: by import and over RPC, too."""
    return is_server or operation != "write" or not (field.readonly and field.store)

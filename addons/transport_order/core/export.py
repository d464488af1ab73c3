"""Tables for French spreadsheets: decimal commas; nothing in them can run (``suite_base``)."""

from collections.abc import Iterable
from typing import Any

from odoo.addons.suite_base.core.tables import write_csv


def to_csv(header: Iterable[str], rows: Iterable[Iterable[Any]]) -> bytes:
    """A CSV with a head; an empty value of the ORM is an empty cell."""
    return write_csv([header, *([_spell(value) for value in row] for row in rows)])


def _spell(value: Any) -> Any:
    """
    >>> _spell(-12.5), _spell(False), _spell(3)
    ('-12,5', '', 3)
    """
    if value is False:
        return ""
    return str(value).replace(".", ",") if isinstance(value, float) else value

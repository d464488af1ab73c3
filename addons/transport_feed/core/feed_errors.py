"""What can be wrong with a stock file, as data: the models turn a code into a sentence."""

from typing import Any

from odoo.addons.suite_base.core.addresses import OutgoingError


class FeedError(OutgoingError):
    """The whole file is refused: nothing of the stock is touched.

    :param code: key of the message table of ``transport.feed`` (``html_page``, ``too_big`` …)
    :param line: line of the file where reading stopped, when one is known
    :param details: values for the message
    """

    def __init__(self, code: str, line: int | None = None, **details: Any) -> None:
        host = details.pop("host", "")
        super().__init__(code, host, **details)
        self.line = line

    def __str__(self) -> str:
        place = f" (line {self.line})" if self.line else ""
        return f"{self.code}{place} {self.details or ''}".strip()


class RowIssue:
    """One record of the file is refused or repaired, the others are read."""

    __slots__ = ("code", "details", "level", "line", "reference")

    def __init__(
        self,
        code: str,
        line: int | None = None,
        reference: str | None = None,
        level: str = "rejected",
        **details: Any,
    ) -> None:
        self.code = code
        self.line = line
        self.reference = reference
        self.level = level
        self.details = details

    def __repr__(self) -> str:
        return f"RowIssue({self.code!r}, line={self.line}, level={self.level!r})"

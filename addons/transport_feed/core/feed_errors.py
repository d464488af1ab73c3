"""What can be wrong with a stock file, as data: the models turn a code into a sentence."""

from odoo.addons.transport_order.core.outgoing import CallFailed


class FeedError(CallFailed):
    """The whole file is refused: nothing of the stock is touched.

    :param code: key of the message table of ``transport.feed`` (``html_page``, ``too_big`` …)
    :param line: line of the file where reading stopped, when one is known
    :param details: values for the message
    """

    def __init__(self, code, line=None, **details):
        super().__init__(code, **details)
        self.line = line

    def __str__(self):
        place = f" (line {self.line})" if self.line else ""
        return f"{self.code}{place} {self.details or ''}".strip()


class RowIssue:
    """One record of the file is refused or repaired, the others are read."""

    __slots__ = ("code", "details", "level", "line", "reference")

    def __init__(self, code, line=None, reference=None, level="rejected", **details):
        self.code = code
        self.line = line
        self.reference = reference
        self.level = level
        self.details = details

    def __repr__(self):
        return f"RowIssue({self.code!r}, line={self.line}, level={self.level!r})"

from odoo import models


class BookstoreUndoMixin(models.AbstractModel):
    """What a person did and takes back: by its own counter-operation, never by rewriting it.

    One window asks each document the same three things: what undoing it does, what was built
    upon it since, and how it is done (B169–B171).
    """

    _name = "bookstore.undo.mixin"
    _description = "What Can Be Undone"

    def action_ask_undo(self):
        """Say what undoing does and what depends on it, then do it."""
        self.ensure_one()
        self.check_access("write")
        return self.env["bookstore.undo"]._ask(self)

    def _bookstore_get_undo_text(self):
        """:return: what undoing does, or how this is corrected where it is not undone"""
        return ""

    def _bookstore_can_undo(self):
        """Whether there is a counter-operation at all in this state."""
        return True

    def _bookstore_get_dependents(self):
        """What was built upon it.

        :return: list of ``(record, what it means, whether it has to be undone first)``
        """
        return self._bookstore_get_own_dependents()

    def _bookstore_get_own_dependents(self):
        """The same, whatever other document made this one and answers for it."""
        return []

    def _bookstore_undo(self):
        """The counter-operation, the same as its button."""
        return self.action_undo()

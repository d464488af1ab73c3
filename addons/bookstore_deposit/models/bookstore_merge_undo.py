from odoo import models

from . import sql
from .stock_move_dependents import MOST


class BookstoreMerge(models.Model):
    """What stands in the way of separating titles again."""

    _inherit = "bookstore.merge"

    def _bookstore_get_undo_text(self):
        if self.state != "done":
            return self.env._("Nothing is merged: there is nothing to undo.")
        return self.env._("The records are apart again, each with what it had before.")

    def _bookstore_can_undo(self):
        return self.state == "done"

    def _bookstore_get_own_dependents(self):
        if self.state != "done":
            return []
        later = self.search(
            [("id", ">", self.id), ("state", "=", "done"), ("title_ids", "in", self.title_ids.ids)],
            order="id desc",
        )
        text = self.env._("Merged one of these records again: separate it first.")
        merges = [(merge, text, True) for merge in later]
        if sql.happened_to_titles(self.env, self.title_ids.ids) == self.fingerprint:
            return merges
        return [*merges, *self._get_happened()]

    def _get_happened(self):
        """What moved or was decided of these records since they were merged."""
        since = [("product_id", "in", self.title_ids.ids)]
        # sudo: what was built upon it is told by its name
        moves = self.env["stock.move"].sudo()
        moves = moves.search(
            [
                *since,
                ("state", "=", "done"),
                ("date", ">=", self.date),
                ("id", ">", max(self.move_ids.ids, default=0)),
                ("bookstore_kind", "!=", "ownership"),
            ],
            order="id desc",
        )
        entries = self.env["bookstore.allocation"].search(
            [*since, ("decided_at", ">=", self.date), ("decided_how", "=", "user")],
            order="id desc",
            limit=MOST,
        )
        moved = self.env._("Moved copies of these records since: they stay one.")
        decided = self.env._("Decided about copies of these records since: they stay one.")
        found = [
            *((document, moved, True) for document in moves._bookstore_get_documents()),
            *((entry, decided, True) for entry in entries),
        ]
        return found or [(self.kept_id, moved, True)]

    def _bookstore_undo(self):
        return self.action_separate()

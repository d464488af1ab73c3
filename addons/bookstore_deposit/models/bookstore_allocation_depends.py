from odoo import models

from .bookstore_allocation import EXIT_KINDS


class BookstoreAllocation(models.Model):
    """What stands in the way of undoing a decision."""

    _name = "bookstore.allocation"
    _inherit = ["bookstore.allocation", "bookstore.undo.mixin"]

    def _bookstore_get_undo_text(self):
        if not self._bookstore_can_undo():
            return self.env._("There is no decision to undo here.")
        return self.env._(
            "The copies wait for a decision again. What a closed statement told is taken back in"
            " the next one."
        )

    def _bookstore_can_undo(self):
        is_question = self.kind in EXIT_KINDS or self._is_found()
        return self.state == "decided" and self.quantity > 0 and is_question

    def _bookstore_get_own_dependents(self):
        entry = self.sudo()  # sudo: what was built upon it, for whoever undoes it
        back = self.env._("Took these copies back since: the decision stays.")
        told = self.env._("Told the distributor: it stays as it is, the next one takes it back.")
        corrections = entry.search([("reverse_of_id", "=", self.id)])
        documents = corrections.move_id._bookstore_get_documents()
        return [
            *((document, back, True) for document in documents),
            *((statement, told, False) for statement in entry.statement_id),
        ]

    def _bookstore_undo(self):
        return self.action_undo_decision()

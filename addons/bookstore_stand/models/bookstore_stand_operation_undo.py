from odoo import models

from .bookstore_stand_place import RUNNING


class BookstoreStandOperation(models.Model):
    """What stands in the way of undoing what was recorded at a stand."""

    _inherit = "bookstore.stand.operation"

    def _bookstore_get_undo_text(self):
        if self.state != "done":
            return self.env._("Nothing is recorded: there is nothing to undo.")
        if self.kind == "sale":
            return self.env._(
                "The copies come back to the stand, the sales order is cancelled and its takings"
                " are reversed today."
            )
        return self.env._("The copies go back where they came from, by counter-movements.")

    def _bookstore_can_undo(self):
        return self.state == "done"

    def _bookstore_get_own_dependents(self):
        if self.state != "done":
            return []
        closed = self.env._("Is over: a manager opens it again first.")
        stand = self.stand_id if self.stand_id.state not in RUNNING else self.stand_id.browse()
        return [
            *((one, closed, True) for one in stand),
            *self._get_movement_dependents(),
            *self.sheet_id._bookstore_get_own_dependents(),
        ]

    def _get_movement_dependents(self):
        return [
            one
            for movement in self.movement_ids
            for one in movement._bookstore_get_own_dependents()
        ]

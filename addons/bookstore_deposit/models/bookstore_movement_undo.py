from odoo import models

from ..core.ownership import EPSILON
from .bookstore_movement import ENTRIES


class BookstoreMovement(models.Model):
    """What stands in the way of undoing a movement."""

    _inherit = "bookstore.movement"

    def _bookstore_get_undo_text(self):
        if self.state != "done":
            return self.env._("Nothing was moved: there is nothing to undo.")
        if self.kind in ENTRIES:
            return self.env._(
                "The copies leave the stock again as they came, by counter-movements."
            )
        if self.kind == "transfer":
            return self.env._("The copies go back to the place they came from.")
        return self.env._("The copies come back into the stock of whoever they were.")

    def _bookstore_can_undo(self):
        return self.state == "done"

    def _bookstore_get_own_dependents(self):
        moves = self.move_ids.sudo()  # sudo: what was built upon them, for whoever undoes them
        if self.state != "done":
            return []
        return [*moves._bookstore_get_dependents(), *self._get_takers(moves)]

    def _get_takers(self, moves):
        if self.kind not in (*ENTRIES, "transfer"):
            return []
        _source, target = self._get_places()
        takers = moves._bookstore_get_takers(target, moves._bookstore_find_gone(target))
        decided = moves.allocation_ids.filtered(
            lambda entry: (
                entry._is_found()
                and entry.state == "decided"
                and entry.quantity - entry.reversed_quantity > EPSILON
            )
        )
        text = self.env._("Says whose the copies found are: undo the decision first.")
        return [*takers, *((entry, text, True) for entry in decided)]

from odoo import models


class BookstoreReturnRequest(models.Model):
    """A request sent back is undone by undoing its parcel; before, it is given up."""

    _inherit = "bookstore.return.request"

    def _bookstore_get_undo_text(self):
        if self.state == "cancelled":
            return self.env._("The request is prepared again.")
        if self.state == "sent":
            return self.env._(
                "Undo its parcel: the request is allowed again, and another parcel can be made."
            )
        return self.env._("The request is given up: nothing of it goes back.")

    def _bookstore_can_undo(self):
        return self.state != "sent"

    def _bookstore_get_own_dependents(self):
        if self.state != "sent":
            return []
        text = self.env._("Was made from the request: undo it first, or delete it.")
        return [(parcel, text, True) for parcel in self.parcel_id]

    def _bookstore_undo(self):
        return self.action_prepare_again() if self.state == "cancelled" else self.action_give_up()

from odoo import models

BACK = {
    "out": "action_undo_leave",
    "back": "action_go_on",
    "closed": "action_reopen",
    "cancelled": "action_prepare_again",
}


class BookstoreStand(models.Model):
    """Each step of a stand is taken back by the step before it."""

    _inherit = "bookstore.stand"

    def _bookstore_get_undo_text(self):
        texts = {
            "draft": self.env._(
                "Nothing left yet: give the stand up, or take titles off its list."
            ),
            "out": self.env._(
                "The copies go back to their places and the stand is prepared again, with its scans."
            ),
            "back": self.env._("The stand is out again: another day, more books."),
            "closed": self.env._(
                "The stand is open again, to be corrected. Only a manager of the bookshop does it."
            ),
            "cancelled": self.env._("The stand is prepared again."),
        }
        return texts[self.state]

    def _bookstore_can_undo(self):
        if self.state == "closed":
            return self.env.user.has_group("bookstore_deposit.group_bookstore_manager")
        return self.state in BACK

    def _bookstore_get_own_dependents(self):
        if self.state != "out":
            return []
        happened = self.operation_ids.filtered(
            lambda one: one.state == "done" and one.kind != "take"
        )
        taken = self.operation_ids.filtered(lambda one: one.state == "done" and one.kind == "take")
        first = self.env._("Recorded at the stand: undo it first.")
        # sudo: whether its till is open, no more
        session = self.sudo().till_id.current_session_id
        till = self.env._("The till of the stand is open: close its session first.")
        return [
            *((operation, first, True) for operation in happened),
            *((one, till, True) for one in session),
            *(one for operation in taken for one in operation._bookstore_get_dependents()),
        ]

    def _bookstore_undo(self):
        return getattr(self, BACK[self.state])()

from odoo import models


class BookstoreCount(models.Model):
    """An inventory is given up while it runs; afterwards its differences are undone one by one."""

    _inherit = "bookstore.count"

    def _bookstore_get_undo_text(self):
        if self.state in ("draft", "counting", "review"):
            return self.env._(
                "The place opens again and its stock stays as the software knew it. Scans are kept"
                " for the record; differences settled already stay settled."
            )
        if self.state == "closed":
            return self.env._(
                "The place is open again. Undo the differences that were answered wrongly one by"
                " one, in the list of this inventory: their copies come back by counter-movements."
            )
        return self.env._("The inventory was given up already.")

    def _bookstore_can_undo(self):
        return self.state in ("draft", "counting", "review")

    def _bookstore_get_own_dependents(self):
        text = self.env._("Settled: undo it first if it is wrong.")
        settled = self.line_ids.filtered(lambda line: line.state == "settled")
        return [(line, text, False) for line in settled]

    def _bookstore_undo(self):
        return self.action_cancel()

from odoo import models


class BookstoreDaySheet(models.Model):
    """What stands in the way of undoing a day sheet."""

    _inherit = "bookstore.day.sheet"

    def _bookstore_get_undo_text(self):
        if self.state != "done":
            return self.env._("Nothing is posted: there is nothing to undo.")
        return self.env._(
            "The copies come back, the sales order is cancelled and its takings are reversed today."
        )

    def _bookstore_can_undo(self):
        return self.state == "done"

    def _bookstore_get_own_dependents(self):
        if self.state != "done":
            return []
        sheet = self.sudo()  # sudo: what was built upon it, for whoever undoes it
        moves = sheet.order_id.picking_ids.move_ids.filtered(lambda move: move.state == "done")
        first = self.env._("Invoices these sales: make its credit note first.")
        reversed_text = self.env._("The takings: a credit note of today reverses them.")
        money = self.env._("The money received: it is taken out again today.")
        takings = sheet.invoice_id.filtered(
            lambda invoice: invoice.state == "posted" and not invoice._bookstore_is_undone()
        )
        return [
            *((invoice, first, True) for invoice in self._get_other_invoices()),
            *((invoice, reversed_text, False) for invoice in takings),
            *((payment, money, False) for payment in sheet.payment_id),
            *moves._bookstore_get_dependents(),
        ]

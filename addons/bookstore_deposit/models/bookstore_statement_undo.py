from odoo import models
from odoo.exceptions import UserError

from . import sql


class BookstoreStatement(models.Model):
    """A statement told a distributor something: its bill is taken back, what it told never is."""

    _inherit = "bookstore.statement"

    def _bookstore_get_undo_text(self):
        if self.state == "draft":
            return self.env._("Nothing was told yet: delete this statement, or refresh it.")
        if self.state == "billed":
            return self.env._(
                "Its draft bill is cancelled: the statement stays closed as it was told, and can be"
                " billed again."
            )
        return self.env._(
            "A closed statement stays as it was told. Undo what was wrong in it – a sale, a parcel,"
            " a decision: the next statement of this deposit takes it back."
        )

    def _bookstore_can_undo(self):
        return self.state == "billed"

    def _bookstore_get_own_dependents(self):
        statement = self.sudo()  # sudo: what was built upon it, for whoever undoes it
        bill = statement.bill_id
        posted = self.env._("Posted: its credit note takes it back, then it can be billed again.")
        cancelled = self.env._("A draft: it is cancelled.")
        stays = self.env._("Made from this statement: it stays, and is undone by itself.")
        later = self.search(
            [("previous_id", "=", self.id), ("state", "!=", "draft")], order="id", limit=1
        )
        text = self.env._("The statement after it: it told what was corrected since.")
        others = [
            record for record in (statement.purchase_order_id, statement.return_parcel_id) if record
        ]
        return [
            *(
                (one, posted if one.state == "posted" else cancelled, one.state == "posted")
                for one in bill
            ),
            *((one, stays, False) for one in others),
            *((one, text, False) for one in later),
        ]

    def _bookstore_undo(self):
        """Cancel the draft bill; a posted one has its credit note instead."""
        self.check_access("write")
        sql.guard_deposit(self.env, self.deposit_id)
        self.invalidate_recordset(["state", "bill_id"])
        bill = self.sudo().bill_id  # sudo: the draft the bookseller made is theirs to take back
        if self.state != "billed" or bill.state != "draft":
            raise UserError(
                self.env._(
                    "The bill of %s is no draft any more. Nothing was changed: reload the page to"
                    " see it.",
                    self.name,
                )
            )
        bill.button_cancel()
        return True

from odoo import api, fields, models


class AccountMove(models.Model):
    _inherit = "account.move"

    bookstore_statement_id = fields.Many2one(
        "bookstore.statement",
        "Deposit Statement",
        index="btree_not_null",
        readonly=True,
        copy=False,
    )

    def button_cancel(self):
        result = super().button_cancel()
        self._bookstore_lose_statement()
        return result

    def button_draft(self):
        self.check_access("write")
        for bill in self.sudo().filtered("bookstore_statement_id"):  # sudo: same reason
            bill.bookstore_statement_id._take_bill_back(bill)
        result = super().button_draft()
        # sudo: a credit note taken back leaves the bill it credited as it was
        for bill in self.sudo().reversed_entry_id.filtered("bookstore_statement_id"):
            if not bill._bookstore_is_undone():
                bill.bookstore_statement_id._take_bill_back(bill)
        return result

    def _post(self, soft=True):
        posted = super()._post(soft)
        # sudo: whoever posts a credit note may not write statements
        credited = posted.sudo().reversed_entry_id
        credited.filtered(lambda bill: bill._bookstore_is_undone())._bookstore_lose_statement()
        return posted

    @api.ondelete(at_uninstall=False)
    def _unlink_bookstore_bill(self):
        self._bookstore_lose_statement()

    def _bookstore_lose_statement(self):
        """A statement whose bill is cancelled, deleted or credited is to be billed again."""
        # sudo: accountants need no right on statements
        bills = self.sudo().filtered("bookstore_statement_id")
        bills.bookstore_statement_id._lose_bill(bills)

    def _bookstore_is_undone(self):
        """Cancelled, or taken back in full by credit notes: as if it had not been made."""
        self.ensure_one()
        if self.state == "cancel":
            return True
        credits = self.reversal_move_ids.filtered(lambda credit: credit.state == "posted")
        credited = sum(credits.mapped("amount_total"))
        return (
            self.state == "posted"
            and bool(credits)
            and self.currency_id.compare_amounts(credited, self.amount_total) >= 0
        )

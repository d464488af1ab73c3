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
        self._lose_bookstore_statement()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_bookstore_bill(self):
        self._lose_bookstore_statement()

    def _lose_bookstore_statement(self):
        """A statement whose bill is cancelled or deleted is to be billed again."""
        # sudo: accountants need no right on statements
        bills = self.sudo().filtered("bookstore_statement_id")
        bills.bookstore_statement_id._lose_bill(bills)

    def button_draft(self):
        self.check_access("write")
        for bill in self.sudo().filtered("bookstore_statement_id"):  # sudo: same reason
            bill.bookstore_statement_id._take_bill_back(bill)
        return super().button_draft()

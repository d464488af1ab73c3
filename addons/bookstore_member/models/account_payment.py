from odoo import models


class AccountPayment(models.Model):
    """Payments that have no entry of their own until the bank's statement says them."""

    _inherit = "account.payment"

    def action_post(self):
        result = super().action_post()
        self.invoice_ids._bookstore_member_settle()
        return result

    def action_draft(self):
        result = super().action_draft()
        self.invoice_ids._bookstore_member_settle()
        return result

    def action_cancel(self):
        result = super().action_cancel()
        self.invoice_ids._bookstore_member_settle()
        return result

    def action_reject(self):
        result = super().action_reject()
        self.invoice_ids._bookstore_member_settle()
        return result

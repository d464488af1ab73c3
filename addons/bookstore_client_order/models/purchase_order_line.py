from odoo import models


class PurchaseOrderLine(models.Model):
    _inherit = "purchase.order.line"

    def write(self, vals):
        result = super().write(vals)
        if vals.get("bookstore_answer_id") or "bookstore_answer_date" in vals:
            self.with_context(bookstore_client_answer=tuple(self.ids))._bookstore_client_follow()
        return result

    def _bookstore_give_up(self, reopen):
        result = super()._bookstore_give_up(reopen)
        self._bookstore_client_follow()
        return result

    def action_bookstore_expect_again(self):
        """Also the customers who wait for it."""
        result = super().action_bookstore_expect_again()
        self._bookstore_client_follow()
        return result

    def _bookstore_client_follow(self):
        """What becomes of the distributor's order reaches those who wait for the title."""
        orders = self.env["bookstore.client.order"].sudo()  # sudo: it follows, whoever orders
        for company, lines in self.grouped("company_id").items():
            found = orders._find_open(company, lines.product_id)
            if found:
                found._follow(company)

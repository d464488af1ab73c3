from odoo import models
from odoo.exceptions import UserError


class AccountMove(models.Model):
    _inherit = "account.move"

    def _post(self, soft=True):
        """A price typed on an invoice is lawful too; orders and till sales were looked at before."""
        for move in self:
            if move.move_type in ("out_invoice", "out_receipt"):
                move._fr_check_book_prices()
        return super()._post(soft=soft)

    def _fr_check_book_prices(self):
        prices = self.env["fr.book.price"]
        for line in self.invoice_line_ids.filtered(lambda line: line._fr_is_typed_book()):
            found = prices._get_limit(
                line.product_id, self.company_id, self.partner_id, self.invoice_date or self.date
            )
            if not found or not line.quantity:
                continue
            paid = prices._to_decimal(line.price_total)
            lowest, highest = (
                bound * prices._to_decimal(line.quantity) for bound in prices._get_bounds(found)
            )
            if not lowest <= paid <= highest:
                a_copy = prices._to_decimal(line.price_total / line.quantity)
                raise UserError(prices._get_message(line.product_id.name, a_copy, found))

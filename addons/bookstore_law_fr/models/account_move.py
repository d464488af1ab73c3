from odoo import fields, models
from odoo.exceptions import UserError

from ..core.lending import merge_titles


class AccountMove(models.Model):
    _inherit = "account.move"

    fr_lending_document_ids = fields.One2many(
        "bookstore.lending.document", "move_id", "Lending Right", groups="base.group_system"
    )

    def _post(self, soft=True):
        """A price typed on an invoice is lawful too; orders and till sales were looked at before."""
        for move in self:
            if move.move_type in ("out_invoice", "out_receipt"):
                move._fr_check_book_prices()
        posted = super()._post(soft=soft)
        posted._fr_keep_lent_books()
        return posted

    def button_draft(self):
        self._fr_leave_lending()
        return super().button_draft()

    def button_cancel(self):
        self._fr_leave_lending()
        return super().button_cancel()

    # -- prices ------------------------------------------------------------------------

    def _fr_check_book_prices(self):
        prices = self.env["fr.book.price"]
        for line in self.invoice_line_ids.filtered(lambda line: line._fr_is_typed_book()):
            found = prices._get_limit(
                line.product_id, self.company_id, self.partner_id, self.invoice_date or self.date
            )
            if not found or not line.quantity:
                continue
            copies, rate = line._fr_count_copies(), self.invoice_currency_rate or 1
            paid = prices._to_decimal(line.price_total / rate)
            slack = prices._get_slack(self.currency_id, rate, copies)
            lowest, highest = (
                bound * prices._to_decimal(copies) for bound in prices._get_bounds(found)
            )
            if not lowest - slack <= paid <= highest + slack:
                a_copy = prices._to_decimal(line.price_total / rate / copies)
                raise UserError(prices._get_message(line.product_id.name, a_copy, found))

    # -- lending right -----------------------------------------------------------------

    def _fr_keep_lent_books(self):
        """The books of invoices of lending organisations, at the public price of their sale: a price
        that changes later changes nothing of what is declared.
        """
        # sudo: whoever posts an invoice may not write declarations
        moves = self.sudo().filtered(lambda move: move._fr_is_of_lender())
        vals_list = [vals for move in moves if (vals := move._fr_prepare_lending_vals())]
        return moves.env["bookstore.lending.document"].create(vals_list)

    def _fr_is_of_lender(self):
        """Of an organisation that lends, or takes back what was declared."""
        return (
            self.move_type in ("out_invoice", "out_refund")
            and self.company_id._fr_has_book_law()
            and (
                self.commercial_partner_id.fr_book_lends
                or self.reversed_entry_id.fr_lending_document_ids._is_declared()
            )
        )

    def _fr_prepare_lending_vals(self):
        """Values of the document, with a line a title; None when it has no book to declare."""
        titles = merge_titles(
            copies
            for line in self.invoice_line_ids
            if (copies := line._fr_get_lent_copies()) is not None
        )
        if not titles:
            return None
        return self.env["bookstore.lending.document"]._prepare_document_vals(self, titles)

    def _fr_leave_lending(self):
        """What was declared is kept as it was; what is only prepared is taken out."""
        if self:
            self.check_access("write")
        # sudo: accountants may have no right on declarations
        documents = self.sudo().fr_lending_document_ids.filtered("is_current")
        declared = documents.filtered(lambda document: document._is_declared())
        if declared:
            raise UserError(
                self.env._(
                    "%(invoice)s is declared for the lending right in %(declaration)s and cannot be"
                    " changed any more. Make a credit note: it is declared in its own period.",
                    invoice=declared[0].number,
                    declaration=declared[0].declaration_id.name,
                )
            )
        documents.unlink()

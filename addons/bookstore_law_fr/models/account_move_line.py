from datetime import datetime, time
from decimal import Decimal

import pytz

from odoo import fields, models

from ..core.lending import BOOK_VAT, Copies, to_cents

LENT_KINDS = ("new", "school")
# Net prices of one copy differ by the rounding of their lines.
TOLERANCE = 0.011


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _fr_is_typed_book(self):
        """A book whose price was made on this invoice, not on its order or at the till."""
        return bool(
            self.display_type == "product"
            and self.product_id.fr_book_kind in ("new", "school")
            and self.quantity > 0
            and self.price_unit >= 0
            and not self._fr_is_as_ordered()
            and not self.move_id.pos_order_ids
        )

    def _fr_is_as_ordered(self):
        ordered = self.sale_line_ids.sudo()  # sudo: only whether it is the price looked at before
        return bool(ordered) and all(
            (line.price_unit, line.discount) == (self.price_unit, self.discount) for line in ordered
        )

    # -- lending right -----------------------------------------------------------------

    def _fr_get_lent_copies(self):
        """The copies that the lending right is declared of; None for what it is not owed on.

        A credit note takes back what was declared, at the price it was declared.
        """
        if self.display_type != "product" or not self.product_id or self._fr_is_price_cut():
            return None
        unit = self._fr_get_declared_price()
        if unit is None and self._fr_is_lent_book():
            unit = self._fr_get_price_of_sale()
        return self._fr_count_lent_copies(unit) if unit else None

    def _fr_is_price_cut(self):
        """Money that goes back for copies that stay there: not the price they were sold at."""
        original = self.move_id.reversed_entry_id.invoice_line_ids
        sold = original.filtered(lambda line: line.product_id == self.product_id and line.quantity)
        prices = [line.price_subtotal / line.quantity for line in sold]
        own = self.price_subtotal / self.quantity if self.quantity else 0.0
        return bool(prices) and all(abs(price - own) > TOLERANCE for price in prices)

    def _fr_get_declared_price(self):
        """Public price of the title in the document of the invoice that this one takes back."""
        documents = self.move_id.reversed_entry_id.fr_lending_document_ids
        lines = documents.filtered("is_current").line_ids
        line = lines.filtered(lambda line: line.product_id == self.product_id)[:1]
        return Decimal(repr(line.price_public)) if line else None

    def _fr_is_lent_book(self):
        """A new book at the VAT of books, not sold off (art. 5 of law 81-766)."""
        rates = self.tax_ids.flatten_taxes_hierarchy().filtered(
            lambda tax: tax.amount_type == "percent"
        )
        till_lines = self.move_id.pos_order_ids.lines.filtered(
            lambda line: line.product_id == self.product_id
        )
        reasons = [
            *self.sale_line_ids.mapped("fr_price_reason"),
            *till_lines.mapped("fr_price_reason"),
        ]
        return (
            self.product_id.fr_book_kind in LENT_KINDS
            and BOOK_VAT in [Decimal(repr(rate)) for rate in rates.mapped("amount")]
            and not any(reasons)
        )

    def _fr_get_price_of_sale(self):
        journal = self.env["bookstore.allocation"]
        _public, excluded = journal._get_public_prices(
            self.company_id, self.product_id, self._fr_get_moment_of_sale()
        )
        return to_cents(Decimal(repr(excluded)))

    def _fr_get_moment_of_sale(self):
        """When the buyer's order was confirmed or paid at the till; else the day of the invoice.

        :return: None for now
        """
        tills = self.move_id.pos_order_ids
        tills = tills.refunded_order_id or tills
        moments = [*self.sale_line_ids.order_id.mapped("date_order"), *tills.mapped("date_order")]
        if moments := list(filter(None, moments)):
            return min(moments)
        invoice = self.move_id.reversed_entry_id or self.move_id
        if invoice.invoice_date >= fields.Date.context_today(self):
            return None
        evening = self.env.tz.localize(datetime.combine(invoice.invoice_date, time.max))
        return evening.astimezone(pytz.utc).replace(tzinfo=None)

    def _fr_count_copies(self):
        return self.product_uom_id._compute_quantity(
            self.quantity, self.product_id.uom_id, round=False
        )

    def _fr_count_lent_copies(self, unit):
        move = self.move_id
        sign = 1 if move.move_type == "out_invoice" else -1
        copies = self._fr_count_copies()
        included = sign * self.price_total / (move.invoice_currency_rate or 1)
        return Copies(
            title=self.product_id.id,
            unit=unit,
            copies=sign * Decimal(repr(copies)),
            excluded=to_cents(Decimal(repr(-self.balance))),
            included=to_cents(Decimal(repr(included))),
        )

from decimal import Decimal

from odoo import models

from ..core.basket import Line, find_excess


class PosOrder(models.Model):
    """The till refuses an unlawful price before it is paid; a sale that arrives all the same, from a
    till without this rule or paid by a terminal, is recorded, and told.
    """

    _inherit = "pos.order"

    def action_pos_order_paid(self):
        result = super().action_pos_order_paid()
        for order in self.filtered(lambda order: order.company_id._fr_has_book_law()):
            order._fr_tell_unlawful_prices()
        return result

    def _fr_tell_unlawful_prices(self):
        # sudo: the cashier may neither read the journal nor write alerts
        order = self.sudo()
        alerts = order.env["bookstore.alert"]
        books = {}
        for line in order.lines.filtered(lambda line: line.qty > 0 and line.price_unit >= 0):
            found = line._fr_find_limit()
            if found:
                books[line] = found
        for line, found in books.items():
            message = line._fr_get_fault(found)
            if message:
                alerts._fr_tell_price(
                    order.company_id, line.product_id, order.pos_reference or order.name, message
                )
        order._fr_tell_excess(books)

    def _fr_tell_excess(self, books):
        lines = self.lines.filtered(
            lambda line: (
                not line.refunded_orderline_id
                and not line._fr_is_brought_back()
                and not line._fr_is_payment()
            )
        )
        if not books or not any(line.price_subtotal_incl < 0 for line in lines):
            return
        excess = find_excess(
            Line(
                amount=Decimal(repr(line.price_subtotal_incl)),
                floor=line._fr_get_floor_total(books[line]) if line in books else None,
                taxes=tuple(line.tax_ids.ids) or None,
            )
            for line in lines
        )
        if self.currency_id.compare_amounts(float(excess), 0) > 0:
            message = self.env._(
                "the discounts of the sale took its books %s below their lawful price.",
                self.currency_id.format(float(excess)),
            )
            self.env["bookstore.alert"]._fr_tell_price(
                self.company_id, next(iter(books)).product_id, self.pos_reference, message
            )

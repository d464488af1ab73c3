from odoo import api, models

from ..core.wallet import find_part, find_share, find_to_come, find_waiting

SIGNS = {"out_invoice": -1, "out_refund": 1}


class SaleOrderLine(models.Model):
    """A wallet pays each invoice as far as it goes: what an order takes is booked once, in one invoice
    or in many, also where Odoo turns an invoice into a credit note.
    """

    _inherit = "sale.order.line"

    def _bookstore_member_filter_wallets(self):
        """Those of these lines that a member's wallet pays."""
        # sudo: whoever sells need not read cards
        lines = self.sudo().filtered("coupon_id")
        wallets = lines.coupon_id._bookstore_get_wallets()
        return lines.filtered(lambda line: line.coupon_id in wallets)

    def _bookstore_member_list_charges(self, states=("posted",)):
        """What each invoice takes from the wallet; below zero what a credit note gives back."""
        return [
            SIGNS[line.move_id.move_type] * line.price_total
            for line in self.invoice_lines
            if line.parent_state in states and line.move_id.move_type in SIGNS
        ]

    def _bookstore_member_get_waiting(self):
        """What this line pays with a wallet and no invoice has booked yet: for copies that are not
        coming any more, once they are taken off the order, nothing.
        """
        if self.state != "sale":
            return 0.0
        goods = self.order_id.order_line.filtered(
            lambda line: not line.display_type and not line.is_downpayment
        )
        goods -= self._bookstore_member_get_payments()
        to_come = sum(line._bookstore_member_get_to_come() for line in goods)
        charges = self._bookstore_member_list_charges()
        return self.currency_id.round(find_waiting(-self.price_total, charges, to_come))

    def _bookstore_member_get_payments(self):
        """The lines of the order that the wallet of this line pays."""
        return self.order_id.order_line.filtered(lambda line: line.coupon_id == self.coupon_id)

    def _bookstore_member_get_to_come(self):
        posted = self.invoice_lines.filtered(lambda line: line.parent_state == "posted")
        invoiced = sum(
            max(-SIGNS.get(line.move_id.move_type, 0) * line.quantity, 0.0) for line in posted
        )
        return find_to_come(self.price_total, self.product_uom_qty, invoiced)

    def _bookstore_member_get_left(self):
        """What the next invoice may take; drafts have their part already."""
        charges = self._bookstore_member_list_charges(("draft", "posted"))
        return self.currency_id.round(-self.price_total - sum(charges))

    # -- quantities of Odoo: the part of the amount ----------------------------------------------

    @api.depends("invoice_lines.price_total")
    def _compute_qty_invoiced(self):
        return super()._compute_qty_invoiced()

    def _prepare_qty_invoiced(self):
        quantities = super()._prepare_qty_invoiced()
        for line in self._bookstore_member_filter_wallets():
            charges = line._bookstore_member_list_charges(("draft", "posted"))
            part = find_part(-line.price_total, sum(charges))
            quantities[line] = line.product_uom_qty * part
        return quantities

    @api.depends("invoice_lines.price_total")
    def _compute_qty_invoiced_posted(self):
        result = super()._compute_qty_invoiced_posted()
        for line in self._bookstore_member_filter_wallets():
            part = find_part(-line.price_total, sum(line._bookstore_member_list_charges()))
            line.qty_invoiced_posted = line.product_uom_qty * part
        return result

    def _prepare_invoice_line(self, **optional_values):
        vals = super()._prepare_invoice_line(**optional_values)
        if self._bookstore_member_filter_wallets():
            final = bool(self.env.context.get("bookstore_member_final"))
            vals |= {"quantity": 1, "price_unit": -self._bookstore_member_find_share(final)}
        return vals

    def _bookstore_member_find_share(self, final):
        """What the wallet pays of the order's next invoice."""
        order = self.order_id
        others = order._bookstore_member_list_goods(final)
        return find_share(self._bookstore_member_get_left(), order._bookstore_member_sum(others))

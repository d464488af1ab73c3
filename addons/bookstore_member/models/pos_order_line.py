from odoo import api, models

from .loyalty_card import VALUES

PAID = ("paid", "done")


class PosOrderLine(models.Model):
    """What a sale at the till paid with a wallet, or put on it, is that of the moment it was paid."""

    _inherit = "pos.order.line"

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._bookstore_member_check_paid()
        return lines

    def write(self, vals):
        if not VALUES.intersection(vals):
            return super().write(vals)
        self._bookstore_member_check_paid()
        result = super().write(vals)
        self._bookstore_member_check_paid()
        return result

    def _bookstore_member_check_paid(self):
        cards = self.env["loyalty.card"]
        if not cards._bookstore_may_move():
            lines = self.filtered(lambda line: line.order_id.state in PAID)
            cards._bookstore_check_lines(lines)

from collections import defaultdict

from odoo import api, models

from ..core.ownership import EPSILON


class PurchaseOrderLine(models.Model):
    _inherit = "purchase.order.line"

    @api.depends("order_id.is_deposit")
    def _compute_qty_invoiced(self):
        super()._compute_qty_invoiced()
        for line in self:
            if line.order_id.is_deposit:
                line.qty_to_invoice = 0.0

    def _bookstore_take_received(self, copies):
        """Copies that came in a parcel are no longer waited for."""
        waiting = self.move_ids.filtered(lambda move: move.state not in ("done", "cancel"))
        for move in waiting:
            taken = min(copies, move.product_qty)
            if taken <= EPSILON:
                break
            copies -= taken
            left = move.product_qty - taken
            if left > EPSILON:
                move._do_unreserve()
                unit = move.product_id.uom_id  # of a pack, some copies may come
                move.write({"product_uom": unit.id, "product_uom_qty": left})
                move._action_assign()
            else:
                move.bookstore_is_answered = True
                move._action_cancel()

    def _bookstore_count(self, quantity):
        """Copies in so many units of the line: half a pack is whole books."""
        unit, copy = self.product_uom_id, self.product_id.uom_id
        if not copy or unit == copy:  # a deposit paid on a bill has a unit and no article
            return quantity
        return float(round(quantity * unit.factor / copy.factor))

    def _bookstore_get_given_up(self):
        """``{line: copies}`` whose receipt someone cancelled: they never come (B48)."""
        groups = self.env["stock.move"]._read_group(
            [
                ("purchase_line_id", "in", self.ids),
                ("state", "=", "cancel"),
                ("location_id.usage", "=", "supplier"),
                ("bookstore_is_answered", "=", False),
            ],
            ["purchase_line_id"],
            ["product_qty:sum"],
        )
        return defaultdict(float, dict(groups))

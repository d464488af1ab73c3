from odoo import models


class StockMove(models.Model):
    _inherit = "stock.move"

    def _bookstore_get_returned_moves(self):
        moves = super()._bookstore_get_returned_moves()
        # sudo: whoever takes copies back, at the till or not, must find the sale it undoes
        refunded = self.picking_id.pos_order_id.sudo().refunded_order_id
        if refunded and not moves:
            moves = self._bookstore_pick_own(refunded.picking_ids.move_ids)
        return moves

    def _bookstore_prepare_sale_vals(self):
        vals = super()._bookstore_prepare_sale_vals()
        # sudo: the journal is kept for everyone who moves copies
        order = self.picking_id.pos_order_id.sudo()
        lines = self._bookstore_pick_own(order.lines)
        if lines:
            quantity = sum(lines.mapped("qty"))
            paid = sum(lines.mapped("price_subtotal_incl"))
            vals |= {
                "pos_order_line_id": lines[0].id,
                "price_sold": paid / quantity if quantity else 0.0,
                "customer_id": order.partner_id.id,
                "asked_price": lines[0].price_unit,
                "date": min(order.date_order or self.date, self.date),
            }
        return vals

    def _bookstore_pick_own(self, records):
        """Of a ticket what is of this title, also when it was sold as a record merged since."""
        own = records.filtered(lambda record: record.product_id == self.product_id)
        title = self._bookstore_get_title()
        return own or records.filtered(
            lambda record: record.product_id._bookstore_get_kept() == title
        )

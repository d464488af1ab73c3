from odoo import models


class StockMove(models.Model):
    _inherit = "stock.move"

    def _bookstore_get_returned_moves(self):
        moves = super()._bookstore_get_returned_moves()
        # sudo: whoever takes copies back, at the till or not, must find the sale it undoes
        refunded = self.picking_id.pos_order_id.sudo().refunded_order_id
        if refunded and not moves:
            moves = refunded.picking_ids.move_ids.filtered(
                lambda move: move.product_id == self.product_id
            )
        return moves

    def _bookstore_prepare_sale_vals(self):
        vals = super()._bookstore_prepare_sale_vals()
        # sudo: the journal is kept for everyone who moves copies
        order = self.picking_id.pos_order_id.sudo()
        lines = order.lines.filtered(lambda line: line.product_id == self.product_id)
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

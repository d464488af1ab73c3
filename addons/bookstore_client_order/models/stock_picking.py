from odoo import api, models


class StockPicking(models.Model):
    _inherit = "stock.picking"

    @api.model
    def _create_picking_from_pos_order_lines(
        self, location_dest_id, lines, picking_type, partner=False
    ):
        """What a customer picks up leaves from where it was set aside, one transfer an order."""
        pickings = self.browse()
        rest = lines
        # sudo: the cashier sells what the bookseller set aside
        for order, own, is_aside in lines.sudo()._bookstore_client_group():
            rest -= own
            here = self.with_context(
                bookstore_client_order=order.id, bookstore_client_aside=is_aside
            )
            pickings |= super(StockPicking, here)._create_picking_from_pos_order_lines(
                location_dest_id, own.with_env(lines.env), picking_type, partner=partner
            )
        nobodys = {"bookstore_client_order": False, "bookstore_client_aside": False}
        if rest:
            # whatever the caller's context says
            there = self.with_context(**nobodys)
            pickings |= super(StockPicking, there)._create_picking_from_pos_order_lines(
                location_dest_id, rest, picking_type, partner=partner
            )
        return pickings.with_context(**nobodys)

    def _create_move_from_pos_order_lines(self, lines):
        """Whose copies these are is written by the till, before they leave."""
        result = super()._create_move_from_pos_order_lines(lines)
        order = self._bookstore_client_get_order()
        # sudo: the cashier sells what the bookseller set aside
        if order and lines.sudo().sale_order_line_id == order.sale_line_id:
            moves = self.sudo().move_ids  # sudo: same reason
            moves.bookstore_client_order_id = order
        return result

    def _prepare_picking_vals(self, partner, picking_type, location_id, location_dest_id):
        vals = super()._prepare_picking_vals(partner, picking_type, location_id, location_dest_id)
        order = self._bookstore_client_get_order()
        if order and self.env.context.get("bookstore_client_aside"):
            vals["location_id"] = order.company_id.bookstore_client_location_id.id
        return vals

    def _send_confirmation_email(self):
        """He has the book in his hand: no mail and no text message about its delivery."""
        own = self.filtered(
            lambda picking: picking.picking_type_id == picking.company_id.bookstore_client_type_id
        )
        return super(StockPicking, self - own)._send_confirmation_email()

    def _bookstore_client_get_order(self):
        """The order being picked up at the till."""
        # sudo: the cashier sells what the bookseller set aside
        orders = self.env["bookstore.client.order"].sudo()
        return orders.browse(self.env.context.get("bookstore_client_order") or ())

from odoo import models


class AccountMove(models.Model):
    _inherit = "account.move"

    def _transport_get_ghg_orders(self):
        """:return: the transports of this invoice whose greenhouse gases are told on it"""
        self.ensure_one()
        if self.move_type != "out_invoice":
            return self.env["transport.order"]
        # sudo: whoever prints the invoice reads what it is about
        orders = self.sudo().invoice_line_ids.sale_line_ids.order_id.transport_order_id
        return orders.filtered(lambda order: order.ghg_text and order.state != "cancelled")

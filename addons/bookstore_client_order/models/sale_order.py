from odoo import models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _action_cancel(self):
        """Cancelled among the sales orders: the client order is over too."""
        result = super()._action_cancel()
        # sudo: whoever cancels the sales order cancels what stands on it
        orders = self.sudo().order_line.bookstore_client_order_ids
        cancelled = orders.filtered(lambda order: order.state not in ("draft", "cancelled", "done"))
        if cancelled:
            cancelled._cancel()
        return result

from odoo import models

from odoo.addons.bookstore_deposit.core.ownership import is_number_of_copies


class BookstoreClientOrder(models.Model):
    """An order that was over is open again: by its button, by the sales order, by the stock."""

    _inherit = "bookstore.client.order"

    def action_reopen(self):
        """He wants it after all."""
        self.check_access("write")
        for order in self:
            order._check_state(("cancelled",))
        for company, orders in self.grouped("company_id").items():
            company._bookstore_client_activate()
            orders.sudo()._reopen(company)  # sudo: the sales order and the stock follow
        return True

    def _reopen(self, company):
        for order in self:
            order._forget_end()
            if order.sale_id.state == "cancel":
                order.sale_id.action_draft()
                order.sale_id.action_confirm()
                order.sale_id.action_unlock()
            elif order.sale_line_id:
                order.sale_line_id.product_uom_qty = order.quantity
            else:
                order._create_sale()
        self._settle(company, self.product_id)

    def _forget_end(self):
        self.write(
            {
                "state": "to_order",
                "told_on": False,
                "keep_until": False,
                "deposit_choice": False,
            }
        )

    def _is_confirmed_again(self):
        """Whether the sales order still says what was ordered, and how many of it."""
        line = self.sale_line_id
        return (
            self.state == "cancelled"
            and line.product_id == self.product_id
            and is_number_of_copies(line.product_uom_qty)
            and line.product_uom_qty >= max(self.picked, 1)
        )

    def _follow_confirmed(self):
        """Opened again among the sales orders, with the number that stands there now."""
        for company, orders in self.grouped("company_id").items():
            company._bookstore_client_activate()
            for order in orders:
                order.sale_id.action_unlock()
                order._forget_end()
                if order.quantity != order.sale_line_id.product_uom_qty:
                    order.quantity = order.sale_line_id.product_uom_qty
            orders._settle(company, orders.product_id)

    def _follow_correction(self):
        """What was handed over is corrected: an order over by mistake is open again."""
        over = self.filtered(lambda order: order.state in ("done", "cancelled"))
        if over:
            over._read_picked()
            over.filtered(lambda order: order.state == "done" and order.left)._forget_end()
        for company, orders in self.grouped("company_id").items():
            orders._settle(company, orders.product_id)

from odoo import fields, models


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    bookstore_client_order_ids = fields.One2many(
        "bookstore.client.order",
        "sale_line_id",
        "Client Order",
        groups="bookstore_deposit.group_bookstore_user",
    )

    def write(self, vals):
        result = super().write(vals)
        if "product_uom_qty" in vals:
            self.sudo()._bookstore_client_follow_quantity()  # sudo: both say the same, whoever writes
        return result

    def _bookstore_client_follow_quantity(self):
        """Somebody changed the number on the sales order: the client order says the same."""
        for line in self.bookstore_client_order_ids.sale_line_id:
            order = line.bookstore_client_order_ids[:1]
            if order.state in ("draft", "cancelled") or order.quantity == line.product_uom_qty:
                continue
            if order.state == "done" and line.product_uom_qty <= order.picked:
                continue  # he brought some back: what was handed over stays so
            if line.product_uom_qty < 1:
                order._check_not_paid()
                order._cancel()
                continue
            if order.state == "done":
                order._forget_end()  # more of it: the order is open again
            order.quantity = line.product_uom_qty

    def _bookstore_client_settle(self):
        orders = self.bookstore_client_order_ids
        for company, own in orders.grouped("company_id").items():
            own._settle(company, own.product_id)

from odoo import models


class PurchaseOrder(models.Model):
    _inherit = "purchase.order"

    def button_confirm(self):
        result = super().button_confirm()
        self.order_line._bookstore_client_follow()
        return result

    def button_cancel(self):
        result = super().button_cancel()
        self.order_line._bookstore_client_follow()
        return result

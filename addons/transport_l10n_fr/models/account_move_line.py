from odoo import models


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _fr_get_payment_sector(self):
        """Whatever is invoiced for a transport, its fees too, is paid within 30 days."""
        self.ensure_one()
        if self.product_id == self.env["transport.order"]._get_product():
            return "transport"
        if self.sale_line_ids.order_id.transport_order_id:
            return "transport"
        return super()._fr_get_payment_sector()

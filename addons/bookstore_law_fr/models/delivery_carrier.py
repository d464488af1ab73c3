from odoo import models


class DeliveryCarrier(models.Model):
    _inherit = "delivery.carrier"

    def rate_shipment(self, order):
        """Sending new books is never free: the lowest lawful fee is proposed at least."""
        rate = super().rate_shipment(order)
        if rate.get("success") and self.delivery_type != "in_store":
            fee = order._fr_get_fee_of_books()
            if order.currency_id.compare_amounts(rate["price"], fee) < 0:
                rate |= {"price": fee, "warning_message": False}
        return rate

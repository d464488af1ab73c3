from odoo import http
from odoo.exceptions import AccessError, MissingError
from odoo.http import request

from odoo.addons.sale.controllers.portal import PaymentPortal


class RentalPaymentPortal(PaymentPortal):
    """A booking is paid on line only once its goods are kept."""

    @http.route(
        ["/my/orders/<int:order_id>/transaction", "/my/rentals/<int:order_id>/transaction"],
        type="jsonrpc",
        auth="public",
    )
    def portal_order_transaction(self, order_id, access_token, **kwargs):
        self._rental_take(order_id, access_token, kwargs.get("amount"))
        return super().portal_order_transaction(order_id, access_token, **kwargs)

    def _rental_take(self, order_id, access_token, amount):
        """Committed before the provider is asked: what is raised there takes nothing back."""
        try:
            order = self._document_check_access("sale.order", order_id, access_token)
        except (AccessError, MissingError):
            return  # refused by the method that follows
        if order.is_rental and order.state in ("draft", "sent"):
            booking = order._rental_read_by(request.env.user)
            booking._rental_take_for_payment(float(amount or 0.0))
            request.env.cr.commit()

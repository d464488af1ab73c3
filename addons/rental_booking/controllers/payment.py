from odoo import http
from odoo.http import request

from odoo.addons.sale.controllers.portal import PaymentPortal


class RentalPaymentPortal(PaymentPortal):
    """A booking is paid on line only once its goods are kept, whichever page asks for the money."""

    @http.route(
        ["/my/orders/<int:order_id>/transaction", "/my/rentals/<int:order_id>/transaction"],
        type="jsonrpc",
        auth="public",
    )
    def portal_order_transaction(self, order_id, access_token, **kwargs):
        return super().portal_order_transaction(order_id, access_token, **kwargs)

    def _create_transaction(self, *args, custom_create_values=None, **kwargs):
        """Committed before the provider is asked: what is raised there takes nothing back."""
        for order in self._rental_get_unconfirmed(custom_create_values or {}):
            booking = order._rental_read_by(request.env.user)
            booking._rental_take_for_payment(float(kwargs.get("amount") or 0.0))
            request.env.cr.commit()
        return super()._create_transaction(
            *args, custom_create_values=custom_create_values, **kwargs
        )

    def _rental_get_unconfirmed(self, values):
        """Bookings that a transaction would pay for; the page has checked whose they are."""
        transactions = request.env["payment.transaction"].sudo()  # sudo: as in Odoo's page
        order_ids = transactions._fields["sale_order_ids"].convert_to_cache(
            values.get("sale_order_ids") or [], transactions
        )
        orders = request.env["sale.order"].sudo().browse(order_ids)  # sudo: as above
        return orders.filtered(lambda order: order.is_rental and order.state in ("draft", "sent"))

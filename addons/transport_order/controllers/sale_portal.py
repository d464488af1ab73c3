from odoo.fields import Domain
from odoo.http import request

from odoo.addons.sale.controllers.portal import CustomerPortal


class TransportSalePortal(CustomerPortal):
    """A transport is shown once, under its own number, on its own pages."""

    def _prepare_home_portal_values(self, counters):
        """Odoo always shows its own orders; they lead nowhere for who has transports alone."""
        values = super()._prepare_home_portal_values(counters)
        if not counters:  # the page itself: its numbers are asked for afterwards
            values["has_transports_alone"] = self._has_transports_alone()
        return values

    def _has_transports_alone(self):
        Order, SaleOrder = request.env["transport.order"], request.env["sale.order"]
        if not (Order.has_access("read") and SaleOrder.has_access("read")):
            return False
        domain = self._prepare_orders_domain(request.env.user.partner_id)
        return bool(Order.search_count([], limit=1)) and not SaleOrder.search_count(domain, limit=1)

    def _prepare_quotations_domain(self, partner):
        domain = super()._prepare_quotations_domain(partner)
        return list(Domain(domain) & Domain("transport_order_id", "=", False))

    def _prepare_orders_domain(self, partner):
        domain = super()._prepare_orders_domain(partner)
        return list(Domain(domain) & Domain("transport_order_id", "=", False))

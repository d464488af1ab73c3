from odoo.fields import Domain

from odoo.addons.sale.controllers.portal import CustomerPortal


class TransportSalePortal(CustomerPortal):
    """A transport is shown once, under its own number, on its own pages."""

    def _prepare_quotations_domain(self, partner):
        domain = super()._prepare_quotations_domain(partner)
        return list(Domain(domain) & Domain("transport_order_id", "=", False))

    def _prepare_orders_domain(self, partner):
        domain = super()._prepare_orders_domain(partner)
        return list(Domain(domain) & Domain("transport_order_id", "=", False))

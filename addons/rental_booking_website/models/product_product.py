from odoo import models


class ProductProduct(models.Model):
    """A rental product never gets into the cart of goods: it has a basket of its own."""

    _inherit = "product.product"

    def _rental_is_offered(self):
        return self.product_tmpl_id._rental_is_offered()

    def _is_add_to_cart_allowed(self):
        return not self._rental_is_offered() and super()._is_add_to_cart_allowed()

    def _website_show_quick_add(self):
        return not self._rental_is_offered() and super()._website_show_quick_add()

from odoo import models


class ProductTemplate(models.Model):
    _inherit = "product.template"

    def _rental_is_offered(self):
        """What a visitor books for his dates: an article, or a kit of them."""
        return self.is_rental or self._rental_is_kit()

    def _can_be_added_to_cart(self):
        return not self._rental_is_offered() and super()._can_be_added_to_cart()

    def _website_show_quick_add(self):
        return not self._rental_is_offered() and super()._website_show_quick_add()

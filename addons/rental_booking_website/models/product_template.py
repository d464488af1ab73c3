from odoo import models


class ProductTemplate(models.Model):
    _inherit = "product.template"

    def _can_be_added_to_cart(self):
        return not self.is_rental and super()._can_be_added_to_cart()

    def _website_show_quick_add(self):
        return not self.is_rental and super()._website_show_quick_add()

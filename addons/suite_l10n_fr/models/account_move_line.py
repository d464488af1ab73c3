from odoo import models


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _fr_get_operation(self):
        """``goods`` or ``services``: what the line sells. A rental of goods is a service: its tax
        says so; a service stays one whatever tax was taken. Carriage and discounts say nothing:
        they follow what they come with.
        """
        self.ensure_one()
        if self._fr_is_accessory():
            return ""
        scopes = set(self.tax_ids.mapped("tax_scope"))
        if self.product_id.type == "service" or "service" in scopes:
            return "services"
        if self.product_id or "consu" in scopes:
            return "goods"
        return ""

    def _fr_is_accessory(self):
        """Carriage of what is sold, a discount or a down payment given back."""
        self.ensure_one()
        orders = self.sale_line_ids
        carried = "is_delivery" in orders._fields and any(orders.mapped("is_delivery"))
        return carried or self.price_subtotal < 0 < self.quantity or self.quantity < 0

    def _fr_get_payment_sector(self):
        """Sector of the payment terms, ``transport`` or empty. Extended by who knows better."""
        self.ensure_one()
        return self.product_id.categ_id._fr_get_payment_sector()

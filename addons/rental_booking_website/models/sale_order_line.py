from odoo import api, models
from odoo.exceptions import ValidationError


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    @api.constrains("product_id", "order_id")
    def _check_rental_not_sold_on_the_web(self):
        """Whatever path leads there: no cart sells what is rented."""
        for line in self:
            order = line.order_id
            if order.website_id and not order.is_rental and line.product_id._rental_is_offered():
                raise ValidationError(
                    self.env._(
                        "%s is rented, not sold: choose your dates on its page.",
                        line.product_id.display_name,
                    )
                )

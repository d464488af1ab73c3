from decimal import Decimal

from odoo import api, models

CENT = 0.01


class ShopOrderBuilder(models.AbstractModel):
    """Orders in a currency without decimals."""

    _inherit = "shop.order.builder"

    @api.model
    def _prepare_line_vals(self, document, line, products, services, choices):
        """An amount without tax in cents, beside a total in whole yen, would move the sum by one."""
        currency = choices.currency(document["currency"])
        if currency.rounding > CENT:
            line.net = Decimal(str(currency.round(float(line.net))))
        return super()._prepare_line_vals(document, line, products, services, choices)

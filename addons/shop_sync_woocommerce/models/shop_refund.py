from odoo import models

from .shop_order_builder import CENT


class ShopRefundLines(models.AbstractModel):
    """Credit slips in a currency without decimals."""

    _inherit = "shop.refund.lines"

    def _prepare_line(self, source, amounts, quantity):
        """As the line was sold: see ``shop.order.builder``."""
        if self.currency_id.rounding > CENT:
            excluded = self.currency_id.round(float(amounts["tax_excl"]))
            amounts = {**amounts, "tax_excl": str(excluded)}
        return super()._prepare_line(source, amounts, quantity)

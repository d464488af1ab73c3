from odoo import api, models

from ..core.states import SHIPPED, meaning


class ShopMapping(models.Model):
    """What the states of a WooCommerce are proposed to mean."""

    _inherit = "shop.mapping"

    @api.model
    def _propose_state(self, channel, key, name):
        if channel.engine != "woocommerce":
            return super()._propose_state(channel, key, name)
        action, holds_stock = meaning(key)
        return {"action": action, "holds_stock": holds_stock}

    @api.model
    def _find_shipped(self, channel, references):
        if channel.engine != "woocommerce":
            return super()._find_shipped(channel, references)
        return self._ensure(channel, "state", SHIPPED, SHIPPED)

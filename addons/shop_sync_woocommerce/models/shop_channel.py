from odoo import fields, models

from ..core import woocommerce  # noqa: F401  registers the engine


class ShopChannel(models.Model):
    """A WooCommerce among the shops."""

    _inherit = "shop.channel"

    # Without this add-on nobody can ask the shop any more; what came from it stays.
    engine = fields.Selection(
        selection_add=[("woocommerce", "WooCommerce")], ondelete={"woocommerce": "set json"}
    )

    def _explain_missing(self, missing):
        if self.engine != "woocommerce":
            return super()._explain_missing(missing)
        return [
            self.env._(
                "The key may only read: neither stock nor shipments reach the shop. In the shop:"
                " WooCommerce › Settings › Advanced › REST API › the key, “Permissions”: Read/Write."
            )
            for _pair in missing
        ]

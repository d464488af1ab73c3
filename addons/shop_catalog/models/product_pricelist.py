from odoo import models


class ProductPricelist(models.Model):
    _inherit = "product.pricelist"

    def _shop_mark_listings(self):
        """What the shops with these price lists ask is computed anew."""
        self.env["shop.listing"]._mark_dirty([("channel_id.catalog_pricelist_id", "in", self.ids)])

from odoo import api, models


class ProductPricelistItem(models.Model):
    _inherit = "product.pricelist.item"

    @api.model_create_multi
    def create(self, vals_list):
        items = super().create(vals_list)
        items._shop_mark_listings()
        return items

    def write(self, vals):
        done = super().write(vals)
        self._shop_mark_listings()
        return done

    def unlink(self):
        pricelists = self.pricelist_id
        done = super().unlink()
        pricelists._shop_mark_listings()
        return done

    def _shop_mark_listings(self):
        self.pricelist_id._shop_mark_listings()

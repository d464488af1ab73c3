from odoo import models

SEEN = {
    "default_code",
    "barcode",
    "weight",
    "active",
    "lst_price",
    "product_template_variant_value_ids",
    "image_variant_1920",
}


class ProductProduct(models.Model):
    _inherit = "product.product"

    def write(self, vals):
        done = super().write(vals)
        if SEEN & set(vals):
            self.env["shop.listing"]._mark_dirty(
                [("product_tmpl_id", "in", self.product_tmpl_id.ids)]
            )
        return done

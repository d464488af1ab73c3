from odoo import api, fields, models

# As a shop takes them; anything else is no picture for it.
PICTURE_TYPES = ("image/jpeg", "image/png", "image/webp", "image/gif")


class ProductDocument(models.Model):
    _inherit = "product.document"

    shop_picture = fields.Boolean(
        string="Picture in the shops",
        help="Shown in the online shops after the product's own picture, in the order of the documents.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        documents = super().create(vals_list)
        documents.filtered("shop_picture")._shop_mark_listings()
        return documents

    def write(self, vals):
        before = self.filtered("shop_picture")
        done = super().write(vals)
        (before | self.filtered("shop_picture"))._shop_mark_listings()
        return done

    def unlink(self):
        domain = self.filtered("shop_picture")._shop_get_domain()
        done = super().unlink()
        self.env["shop.listing"]._mark_dirty(domain)
        return done

    def _shop_mark_listings(self):
        if self:
            self.env["shop.listing"]._mark_dirty(self._shop_get_domain())

    def _shop_get_domain(self):
        """Places of the products that these are of."""
        ids = {
            model: [one.res_id for one in self if one.res_model == model]
            for model in ("product.template", "product.product")
        }
        return [
            "|",
            ("product_tmpl_id", "in", ids["product.template"]),
            ("product_tmpl_id.product_variant_ids", "in", ids["product.product"]),
        ]

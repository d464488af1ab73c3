from odoo import models


class ProductTemplate(models.Model):
    _inherit = "product.template"

    def _tech_on_specifications_changed(self):
        super()._tech_on_specifications_changed()
        self._shop_mark_features()

    def _shop_mark_features(self):
        """The shops that bear the features of these are compiled anew."""
        if self:
            self.env["shop.listing"]._mark_dirty(
                [
                    ("product_tmpl_id", "in", self.ids),
                    ("channel_id.catalog_features", "=", "odoo"),
                ]
            )

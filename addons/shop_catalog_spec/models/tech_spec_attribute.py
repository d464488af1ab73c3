from odoo import fields, models

# What a feature in a shop is made of.
SEEN = {"name", "unit_id", "decimals", "shop_feature", "sequence", "group_id"}


class TechSpecAttribute(models.Model):
    _inherit = "tech.spec.attribute"

    shop_feature = fields.Boolean(
        string="In Online Shops",
        default=True,
        help="Told as a feature of the product in the shops whose features come from here.",
    )

    def write(self, vals):
        done = super().write(vals)
        if SEEN & set(vals):
            self._shop_mark_listings()
        return done

    def _shop_mark_listings(self):
        """The shops that bear products with these are compiled anew."""
        # sudo: products of every company.
        values = self.env["tech.spec.value"].sudo()
        told = values.search([("attribute_id", "in", self.ids), ("is_blank", "=", False)])
        told.product_tmpl_id._shop_mark_features()

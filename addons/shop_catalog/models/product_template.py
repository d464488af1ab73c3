from odoo import fields, models

# What a listing is compiled from.
SEEN = {
    "name",
    "list_price",
    "taxes_id",
    "weight",
    "active",
    "sale_ok",
    "image_1920",
    "shop_reference",
    "shop_description",
    "shop_short_description",
    "shop_meta_title",
    "attribute_line_ids",
    "seller_ids",
    "shop_brand",
    "default_code",
    "barcode",
}


class ProductTemplate(models.Model):
    _inherit = "product.template"

    shop_reference = fields.Char(
        string="Reference in shops",
        help="Of a product with variants, which have references of their own.",
    )
    shop_brand = fields.Char(string="Brand in shops", help="Who makes it, as the shops call him.")
    shop_description = fields.Html(string="Description in shops", translate=True)
    shop_short_description = fields.Html(string="Short description in shops", translate=True)
    shop_meta_title = fields.Char(string="Title for search engines", translate=True)
    shop_listing_ids = fields.One2many(
        "shop.listing", "product_tmpl_id", string="Shops", groups="base.group_user"
    )

    def write(self, vals):
        done = super().write(vals)
        if SEEN & set(vals):
            self.env["shop.listing"]._mark_dirty([("product_tmpl_id", "in", self.ids)])
        return done

    def _shop_mark_makers(self):
        """The shops that tell who supplies these are compiled anew."""
        if self:
            self.env["shop.listing"]._mark_dirty(
                [("product_tmpl_id", "in", self.ids), ("channel_id.catalog_makers", "=", "odoo")]
            )

    def action_shop_grid(self):
        """These products in the grid of all shops."""
        action = self.env["ir.actions.client"]._for_xml_id("shop_catalog.shop_grid_action")
        return {**action, "params": {"product_ids": self.ids}}

    def action_shop_add(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Put in shops"),
            "res_model": "shop.listing.add",
            "view_mode": "form",
            "target": "new",
            "context": {"default_product_tmpl_ids": [(6, 0, self.ids)]},
        }

    def _shop_get_pictured_ids(self):
        """Which of these have a picture; the picture itself is not read."""
        # sudo: that a product has a picture is no secret.
        pictures = self.env["ir.attachment"].sudo()
        found = pictures.search_fetch(
            [
                ("res_model", "=", self._name),
                ("res_field", "=", "image_1920"),
                ("res_id", "in", self.ids),
            ],
            ["res_id"],
        )
        return set(found.mapped("res_id"))

from odoo import fields, models

from odoo.addons.shop_catalog.models.shop_channel import OWNERS


class ShopChannel(models.Model):
    _inherit = "shop.channel"

    catalog_features = fields.Selection(
        OWNERS,
        string="Features",
        default="shop",
        required=True,
        tracking=True,
        help="Odoo: the technical specifications of the products. Features that the shop has beside "
        "them stay.",
    )

    def _make_catalogue(self, adapter):
        catalogue = super()._make_catalogue(adapter)
        if self.catalog_features == "odoo":
            catalogue.drive_features()
        return catalogue

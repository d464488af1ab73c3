from odoo import api, models

# States of the articles in the shop, one after the other.
STATES = ("same", "conflict", "same", "found", "new", "same")


class ShopCatalogDemo(models.AbstractModel):
    _inherit = "shop.catalog.demo"

    @api.model
    def _demo_features(self):
        """Articles with specifications in the first shop, which says something else of some."""
        self = self.with_context(lang=self.env["shop.demo"]._demo_lang())
        channel = self.env["shop.channel"].search([("engine", "=", "prestashop")], order="id")[:1]
        channel.catalog_features = "odoo"
        family = self.env.ref("crm_technical_spec.demo_family_controller")
        products = self.env["product.template"].search(
            [("tech_family_id", "=", family.id)], order="id", limit=len(STATES)
        )
        categories = self.env["shop.category"]
        root = categories.search([("channel_id", "=", channel.id), ("is_root", "=", True)], limit=1)
        category = categories.create(
            {
                "name": "Armoires de commande",
                "channel_id": channel.id,
                "parent_id": root.id,
                "dirty": False,
            }
        )
        self.env["shop.listing"].create(
            [
                self._prepare_listing(channel, category, product, 0)
                | {"state": state, "changes": self._get_demo_difference(product, state)}
                for product, state in zip(products, STATES, strict=False)
            ]
        )

    def _get_demo_difference(self, product, state):
        if state not in ("found", "conflict"):
            return False
        values = product.tech_value_ids.filtered(lambda value: value.kind == "number")[:2]
        told = [[value.attribute_id.name, value.display_value] for value in values]
        return {"product_features": [told[:1], told]}

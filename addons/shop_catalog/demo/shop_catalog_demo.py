from odoo import api, models

FAMILIES = ("Motorisation", "Télécommande", "Photocellules", "Digicode")


class ShopCatalogDemo(models.AbstractModel):
    """Demo data: the catalogue of the first demo shop as it looks after its first reading."""

    _name = "shop.catalog.demo"
    _description = "Shop Catalogue Demo Data"

    @api.model
    def _demo_install(self):
        channels = self.env["shop.channel"].search([("engine", "=", "prestashop")], order="id")[:2]
        channels.write({"catalog_mode": "compare"})
        for channel in channels:
            self._demo_listings(channel, self._demo_categories(channel))

    @api.model
    def _demo_categories(self, channel):
        root = self.env["shop.category"].create(
            {"name": "Accueil", "channel_id": channel.id, "is_root": True, "dirty": False}
        )
        return {
            family: self.env["shop.category"].create(
                {
                    "name": family,
                    "channel_id": channel.id,
                    "parent_id": root.id,
                    "dirty": False,
                }
            )
            for family in FAMILIES
        }

    @api.model
    def _demo_listings(self, channel, categories):
        values = []
        for family, category in categories.items():
            products = self.env["product.template"].search(
                [("name", "=like", f"{family}%"), ("default_code", "!=", False)],
                limit=4,
                order="id",
            )
            for number, product in enumerate(products):
                values.append(self._prepare_listing(channel, category, product, number))
        values += [
            {
                "channel_id": channel.id,
                "shown_name": "Kit solaire ancien modèle",
                "shown_reference": "SOL-2019",
                "state": "unknown",
                "dirty": False,
            }
        ]
        self.env["shop.listing"].create(values)

    @api.model
    def _prepare_listing(self, channel, category, product, number):
        state = ("found", "same", "conflict", "new")[number % 4]
        price = f"{product.list_price:.6f}"
        other = f"{product.list_price * 0.95:.6f}"
        return {
            "channel_id": channel.id,
            "product_tmpl_id": product.id,
            "category_id": category.id,
            "category_ids": [(6, 0, category.ids)],
            "shown_name": product.name if state != "new" else False,
            "shown_reference": product.default_code if state != "new" else False,
            "state": state,
            "changes": {"price": [other, price]} if state in ("found", "conflict") else False,
            "dirty": False,
        }

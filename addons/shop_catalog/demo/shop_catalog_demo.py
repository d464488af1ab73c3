from odoo import api, models

# Beginning of a product's name: what is said of it in French and in English.
FAMILIES = {
    "Motorisation portail": (
        "Moteur à bras ou à crémaillère, garanti trois ans, pièces détachées en stock à Toulouse.",
        "Arm or rack motor, three years of warranty, spare parts in stock in Toulouse.",
    ),
    "Motorisation porte de garage": (
        "Moteur de porte sectionnelle, livré avec rail et deux télécommandes.",
        "Motor for sectional doors, delivered with its rail and two remote controls.",
    ),
    "Télécommande": (
        "Émetteur quatre canaux à code tournant, pile fournie.",
        "Four-channel rolling code transmitter, battery included.",
    ),
    "Photocellules": (
        "Paire de cellules orientables, portée 15 m, norme EN 12978.",
        "Pair of swivelling cells, range 15 m, EN 12978.",
    ),
    "Digicode": (
        "Clavier sans fil rétroéclairé, cent codes, boîtier en zamak.",
        "Backlit wireless keypad, a hundred codes, zamak housing.",
    ),
    "Visiophone": (
        "Écran de 7 pouces, platine de rue avec visière, deux fils.",
        "7 inch screen, street station with hood, two wires.",
    ),
}
# What each shop sells of it: all of it, or the first families.
SOLD = (6, 4, 2)
EACH = 5
STATES = ("same", "same", "found", "same", "conflict", "same", "new", "error")


class ShopCatalogDemo(models.AbstractModel):
    """Demo data: the catalogues of the demo shops as they look after their first reading."""

    _name = "shop.catalog.demo"
    _description = "Shop Catalogue Demo Data"

    @api.model
    def _demo_install(self):
        self = self.with_context(lang=self.env["shop.demo"]._demo_lang())
        channels = self.env["shop.channel"].search([("engine", "=", "prestashop")], order="id")
        channels = channels[: len(SOLD)]
        channels.write({"catalog_mode": "compare"})
        products = {family: self._demo_products(family) for family in FAMILIES}
        for place, channel in enumerate(channels):
            # As the shop tells when it is connected.
            channel.languages = "fr, en" if place == 0 else "fr"
            families = list(FAMILIES)[: SOLD[place]]
            self._demo_listings(channel, place, self._demo_categories(channel, families), products)

    @api.model
    def _demo_products(self, family):
        """Some of a kind; most are described, some of them in both languages."""
        found = self.env["product.template"].search(
            [("name", "=like", f"{family}%"), ("default_code", "!=", False)],
            limit=EACH,
            order="id",
        )
        french, english = FAMILIES[family]
        for product in found[:-1]:
            product.shop_description = f"<p>{french}</p>"
        for product in found[:3]:
            product.update_field_translations(
                "shop_description", {"en_US": {french: english}}, source_lang=self.env.lang
            )
        return found

    @api.model
    def _demo_categories(self, channel, families):
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
            for family in families
        }

    @api.model
    def _demo_listings(self, channel, place, categories, products):
        values = [
            {
                "channel_id": channel.id,
                "shown_name": "Kit solaire ancien modèle",
                "shown_reference": "SOL-2019",
                "state": "unknown",
                "dirty": False,
            }
        ]
        number = 3 * place
        for family, category in categories.items():
            # The last one of a kind is not sold in the second shop.
            for product in products[family][: EACH - place % 2]:
                values.append(self._prepare_listing(channel, category, product, number))
                number += 1
        listings = self.env["shop.listing"].create(values)
        hidden = listings.filtered(lambda one: one.product_tmpl_id and not one.published)
        for one in hidden:
            others = listings.filtered(
                lambda x, one=one: x.published and x.category_id == one.category_id
            )
            one.write(
                {
                    "redirect": "301-product",
                    "redirect_tmpl_id": others[:1].product_tmpl_id.id,
                    "dirty": False,
                }
            )

    @api.model
    def _prepare_listing(self, channel, category, product, number):
        state = STATES[number % len(STATES)]
        price = f"{product.list_price:.6f}"
        other = f"{product.list_price * 0.95:.6f}"
        refused = {"error_code": "catalog_no_tax", "error_params": {"rate": "5.5"}}
        return {
            "channel_id": channel.id,
            "product_tmpl_id": product.id,
            "category_id": category.id,
            "category_ids": [(6, 0, category.ids)],
            "price_here": round(product.list_price * 0.9) - 0.1 if number % 6 == 3 else 0,
            "published": number % 9 != 5,
            "shown_name": product.name if state != "new" else False,
            "shown_reference": product.default_code if state != "new" else False,
            "state": state,
            "changes": {"price": [other, price]} if state in ("found", "conflict") else False,
            "dirty": False,
        } | (refused if state == "error" else {})

from odoo import api, models


class WebsiteRentalDemo(models.AbstractModel):
    """Shows the references of the rental demo in the web shop; called by the demo data only."""

    _name = "website.rental.demo"
    _description = "Rental Web Shop Demo Data"

    @api.model
    def _demo_load(self):
        """The articles that can be rented, with a like one each, in the categories of the house."""
        products = self.env["product.template"].search(
            [("is_rental", "=", True), ("rental_tariff_id", "!=", False)], order="default_code"
        )
        categories = {}
        for category in products.categ_id:
            categories[category] = self.env["product.public.category"].create(
                {"name": category.name}
            )
        for category, own in products.grouped("categ_id").items():
            own.write({"public_categ_ids": [(6, 0, categories[category].ids)]})
            for product, other in zip(own, own[1:] | own[:1], strict=True):
                if product != other:
                    product.alternative_product_ids = other
        kits = self.env["product.template"].search(
            [("type", "=", "combo"), ("combo_ids.combo_item_ids.product_id.is_rental", "=", True)]
        )
        (products | kits).is_published = True
        self.env.company.rental_web_answer = "propose"

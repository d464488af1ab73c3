from odoo import Command, api, models

ARTICLES = 40
"""Boards of the catalogue that are kept in stock: two vendors share them."""
VENDORS = (
    # name, days, discount on the cost in percent
    ("Électronique du Rhône", 6, 0),
    ("Comptoir Atlantique Automatismes", 12, 8),
)  # fmt: skip
WANTED = 60
"""More than is there of any article: a delivery of a whole housing estate."""
SHORT = 4
"""One board in so many is not in stock: what replaces it is looked for."""


class TechSpecDemo(models.AbstractModel):
    _inherit = "tech.spec.demo"

    @api.model
    def _demo_purchases(self):
        """A request to a vendor and a delivery that waits: both have what replaces an article."""
        company = self.env.company
        lang = "fr_FR" if self.env["res.lang"]._get_data(code="fr_FR") else self.env.lang
        demo = self.with_context(tracking_disable=True, mail_notrack=True, lang=lang)
        company.tech_specs_on_delivery = True
        warehouse = self.env["stock.warehouse"].search([("company_id", "=", company.id)], limit=1)
        articles = demo._demo_articles()
        vendors = demo._demo_firms([name for name, *_facts in VENDORS], supplier_rank=1)
        demo._demo_prices(articles, vendors)
        demo._demo_stock(articles, warehouse)
        demo._demo_request(articles, vendors[0])
        demo._demo_short_delivery(articles, warehouse)

    def _demo_articles(self):
        family = self.env.ref("crm_technical_spec.demo_family_controller")
        articles = self.env["product.product"].search(
            [("tech_family_id", "=", family.id)], order="id", limit=ARTICLES
        )
        articles.write({"is_storable": True, "purchase_ok": True})
        return articles

    def _demo_firms(self, names, **values):
        return self.env["res.partner"].create(
            [
                {
                    "name": name,
                    "is_company": True,
                    "country_id": self.env.ref("base.fr").id,
                    "lang": self.env.lang,
                    **values,
                }
                for name in names
            ]
        )

    def _demo_prices(self, articles, vendors):
        self.env["product.supplierinfo"].create(
            [
                {
                    "partner_id": vendor.id,
                    "product_tmpl_id": article.product_tmpl_id.id,
                    "delay": days,
                    "price": round(article.standard_price * (1 - discount / 100), 2),
                }
                for place, article in enumerate(articles)
                for number, (vendor, (_name, days, discount)) in enumerate(
                    zip(vendors, VENDORS, strict=True)
                )
                if place % 3 == 2 or place % 2 == number
            ]
        )

    def _demo_stock(self, articles, warehouse):
        quants = self.env["stock.quant"]
        for place, article in enumerate(articles):
            if place % SHORT:
                quants._update_available_quantity(
                    article, warehouse.lot_stock_id, 2 + place * 3 % 11
                )

    def _demo_request(self, articles, vendor):
        self.env["purchase.order"].create(
            {
                "partner_id": vendor.id,
                "order_line": [
                    Command.create({"product_id": article.id, "product_qty": pieces})
                    for article, pieces in zip(articles[:SHORT:2], (6, 4), strict=True)
                ],
            }
        )

    def _demo_short_delivery(self, articles, warehouse):
        goods = {
            "picking_type_id": warehouse.out_type_id.id,
            "location_id": warehouse.lot_stock_id.id,
            "location_dest_id": self.env.ref("stock.stock_location_customers").id,
            "partner_id": self._demo_firms(["Portails du Velay"]).id,
            "company_id": warehouse.company_id.id,
        }
        picking = self.env["stock.picking"].create(
            goods
            | {
                "move_ids": [
                    Command.create(goods | {"product_id": article.id, "product_uom_qty": WANTED})
                    for article in articles[SHORT : SHORT + 2]
                ]
            }
        )
        picking.action_confirm()
        picking.action_assign()

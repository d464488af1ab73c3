from odoo import api, fields, models


class BookstoreAlert(models.Model):
    _inherit = "bookstore.alert"

    kind = fields.Selection(
        selection_add=[("unlawful_price", "Book sold at an unlawful price")],
        ondelete={"unlawful_price": "cascade"},
    )

    @api.model
    def _fr_tell_price(self, company, product, document, message):
        """A sale that took place already was not lawful: the manager should know."""
        self.create(
            {
                "kind": "unlawful_price",
                "company_id": company.id,
                "product_id": product.id,
                "quantity": 1,
                "note": f"{document}: {message}"
                if not self.env.lang or not self.env.lang.startswith("fr")
                else f"{document} : {message}",
            }
        )

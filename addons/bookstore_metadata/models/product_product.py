from odoo import api, models

from odoo.addons.bookstore_deposit.core.codes import is_ean13


class ProductProduct(models.Model):
    _inherit = "product.product"

    @api.model_create_multi
    def create(self, vals_list):
        products = super().create(vals_list)
        products._bookstore_compare_kept()
        return products

    def write(self, vals):
        result = super().write(vals)
        if vals.get("barcode"):
            self._bookstore_compare_kept()
        return result

    def _bookstore_compare_kept(self):
        """What sources said of these ISBNs before we had the titles is compared now."""
        codes = [product.barcode for product in self if is_ean13(product.barcode or "")]
        if codes:
            # sudo: who makes a title may not know the sources
            records = self.env["bookstore.metadata.record"].sudo()
            records.search([("code", "in", codes), ("state", "=", "found")])._compare()

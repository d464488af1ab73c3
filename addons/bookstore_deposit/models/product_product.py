from odoo import api, models


class ProductProduct(models.Model):
    _inherit = "product.product"

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("barcode"):
                vals["barcode"] = self.env["product.template"]._clean_barcode(vals["barcode"])
        return super().create(vals_list)

    def write(self, vals):
        if vals.get("barcode"):
            vals = vals | {"barcode": self.env["product.template"]._clean_barcode(vals["barcode"])}
        return super().write(vals)

    def action_view_bookstore_stock(self):
        """The copies by place and owner."""
        return self.product_tmpl_id.action_view_bookstore_stock()

from odoo import api, models


class ProductSupplierinfo(models.Model):
    _inherit = "product.supplierinfo"

    @api.model_create_multi
    def create(self, vals_list):
        prices = super().create(vals_list)
        prices.product_tmpl_id._shop_mark_makers()
        return prices

    def write(self, vals):
        products = self.product_tmpl_id
        done = super().write(vals)
        if {"partner_id", "product_code", "sequence", "product_tmpl_id", "company_id"} & set(vals):
            (products | self.product_tmpl_id)._shop_mark_makers()
        return done

    def unlink(self):
        products = self.product_tmpl_id
        done = super().unlink()
        products._shop_mark_makers()
        return done

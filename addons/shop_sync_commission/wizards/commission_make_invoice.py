from odoo import api, models


class CommissionMakeInvoice(models.TransientModel):
    _inherit = "commission.make.invoice"

    @api.model
    def default_get(self, fields):
        """The product of commissions, where somebody asks for a bill of the shops' settlements."""
        values = super().default_get(fields)
        product = self.env.ref("shop_sync_commission.product_commission", raise_if_not_found=False)
        if "product_id" in fields and product and not values.get("product_id"):
            values["product_id"] = product.id
        return values

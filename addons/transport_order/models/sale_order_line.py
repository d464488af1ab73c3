from odoo import api, models

MONEY = {"product_uom_qty", "price_unit", "discount", "tax_ids", "product_uom_id"}


class SaleOrderLine(models.Model):
    """Lines of a transport's sales order follow the transport, nobody changes them by hand."""

    _inherit = "sale.order.line"

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.order_id._transport_check_total()
        return lines

    def write(self, vals):
        result = super().write(vals)
        if MONEY & vals.keys():
            self.order_id._transport_check_total()
        return result

from odoo import fields, models


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    shop_line_key = fields.Char(string="Line in the shop", copy=False)

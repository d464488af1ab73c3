from odoo import fields, models


class ShopStockDirty(models.Model):
    """A product whose free quantity moved and that a shop has not been told about yet."""

    _name = "shop.stock.dirty"
    _description = "Stock Change to Push"
    _log_access = False

    channel_id = fields.Many2one("shop.channel", required=True, index=True, ondelete="cascade")
    product_id = fields.Many2one("product.product", required=True, ondelete="cascade")

from odoo import models


class ShopDemo(models.AbstractModel):
    """Demo data that is computed."""

    _name = "shop.demo"
    _description = "Shop Demo Data"

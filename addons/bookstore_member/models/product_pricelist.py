from odoo import api, fields, models
from odoo.tools import float_compare


class ProductPricelist(models.Model):
    _inherit = "product.pricelist"

    bookstore_member_discount = fields.Float(
        "Members' Discount (%)", digits=(4, 2), readonly=True, copy=False
    )

    @api.model
    def _load_pos_data_fields(self, config):
        return [*super()._load_pos_data_fields(config), "bookstore_member_discount"]

    def _bookstore_member_gives(self, discount):
        """Tell whether it is the list of that discount, as it was made."""
        if not self.item_ids or float_compare(self.bookstore_member_discount, discount, 2):
            return False
        return all(not float_compare(item.percent_price, discount, 2) for item in self.item_ids)

from odoo import models


class PosConfig(models.Model):
    _inherit = "pos.config"

    def _bookstore_member_filter_shops(self):
        """Those that sell out of a bookshop: a till of another trade has no members."""
        # sudo: whoever asks need not read places
        tills = self.sudo()
        places = tills.env["stock.location"].search(
            [("bookstore_use", "=", "sale_point"), ("company_id", "in", tills.company_id.ids)]
        )
        shops = places.warehouse_id
        for company in tills.company_id - places.company_id:
            shops |= company._get_bookstore_warehouse()
        return tills.filtered(lambda till: till.picking_type_id.warehouse_id in shops)

from odoo import fields, models


class ResUsers(models.Model):
    _inherit = "res.users"

    rental_shop_ids = fields.Many2many(
        "stock.warehouse",
        "rental_shop_user_rel",
        "user_id",
        "warehouse_id",
        "Rental shops",
        groups="base.group_user",
        help="The user works for these shops only. Empty: all shops of the company.",
    )

    def _get_default_warehouse_id(self):
        """Who works in no rental sells from where nothing is rented, if the company has such a place."""
        warehouse = super()._get_default_warehouse_id()
        chosen = warehouse and warehouse == self.property_warehouse_id
        if chosen or not warehouse.is_rental_shop:
            return warehouse
        if self and self.has_group("rental_booking.group_rental_booking_user"):
            return warehouse
        others = [("is_rental_shop", "=", False), ("company_id", "=", warehouse.company_id.id)]
        return warehouse.search(others, limit=1) or warehouse

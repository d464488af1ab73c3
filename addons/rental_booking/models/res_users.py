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

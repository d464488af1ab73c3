from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    shop_address_digest = fields.Char(
        string="Shop address",
        copy=False,
        index="btree_not_null",
        help="Fingerprint of the address as a shop gave it; the same address is not created twice.",
    )
    shop_customer_id = fields.Many2one(
        "res.partner",
        string="Shop customer",
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="Whose order goes to this address of another company.",
    )

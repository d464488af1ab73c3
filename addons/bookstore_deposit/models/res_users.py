from odoo import fields, models

from ..groups import READERS


class ResUsers(models.Model):
    _inherit = "res.users"

    bookstore_place_id = fields.Many2one(
        "stock.location",
        "Works in",
        company_dependent=True,
        copy=False,
        groups=READERS,
        help="The place of the bookshop chosen last, proposed by the documents this person begins.",
    )

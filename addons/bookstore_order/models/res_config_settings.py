from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    bookstore_cover_months = fields.Integer(
        related="company_id.bookstore_cover_months", readonly=False
    )

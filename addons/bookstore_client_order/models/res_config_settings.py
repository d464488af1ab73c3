from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    bookstore_client_days = fields.Integer(
        related="company_id.bookstore_client_days", readonly=False
    )
    bookstore_client_mail = fields.Boolean(
        related="company_id.bookstore_client_mail", readonly=False
    )
    bookstore_client_release = fields.Boolean(
        related="company_id.bookstore_client_release", readonly=False
    )
    bookstore_client_hours = fields.Char(
        related="company_id.bookstore_client_hours", readonly=False
    )

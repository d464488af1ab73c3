from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    transport_remote_url = fields.Char(related="company_id.transport_remote_url", readonly=False)
    transport_remote_key = fields.Char(related="company_id.transport_remote_key", readonly=False)
    transport_remote_client = fields.Char(
        related="company_id.transport_remote_client", readonly=False
    )
    transport_remote_secret = fields.Char(
        related="company_id.transport_remote_secret", readonly=False
    )

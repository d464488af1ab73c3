from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    transport_ghg_consumption = fields.Float(
        related="company_id.transport_ghg_consumption", readonly=False
    )
    transport_ghg_load = fields.Float(related="company_id.transport_ghg_load", readonly=False)

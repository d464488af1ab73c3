from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    tech_specs_on_purchase = fields.Boolean(
        related="company_id.tech_specs_on_purchase", readonly=False
    )
    tech_specs_on_delivery = fields.Boolean(
        related="company_id.tech_specs_on_delivery", readonly=False
    )

from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    rental_deposit_rule = fields.Selection(related="company_id.rental_deposit_rule", readonly=False)
    rental_deposit_provider_id = fields.Many2one(
        related="company_id.rental_deposit_provider_id", readonly=False
    )
    rental_deposit_days = fields.Integer(related="company_id.rental_deposit_days", readonly=False)

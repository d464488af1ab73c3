from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    tech_forecast_service = fields.Selection(
        related="company_id.tech_forecast_service", readonly=False
    )
    tech_forecast_review_days = fields.Integer(
        related="company_id.tech_forecast_review_days", readonly=False
    )

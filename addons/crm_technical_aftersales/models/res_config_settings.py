from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    tech_repair_months = fields.Integer(related="company_id.tech_repair_months", readonly=False)
    tech_case_hour_cost = fields.Monetary(
        related="company_id.tech_case_hour_cost",
        readonly=False,
    )

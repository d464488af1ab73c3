from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    tech_contract_alert_days = fields.Integer(
        related="company_id.tech_contract_alert_days", readonly=False
    )
    tech_contract_inform_earliest = fields.Integer(
        related="company_id.tech_contract_inform_earliest", readonly=False
    )
    tech_contract_inform_latest = fields.Integer(
        related="company_id.tech_contract_inform_latest", readonly=False
    )

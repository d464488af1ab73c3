from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    tech_discount_limit = fields.Float(related="company_id.tech_discount_limit", readonly=False)
    tech_margin_limit = fields.Float(related="company_id.tech_margin_limit", readonly=False)
    tech_term_limit = fields.Boolean(related="company_id.tech_term_limit", readonly=False)
    tech_four_eyes = fields.Boolean(related="company_id.tech_four_eyes", readonly=False)
    tech_expiry_days = fields.Integer(related="company_id.tech_expiry_days", readonly=False)
    tech_followup_plan_id = fields.Many2one(
        related="company_id.tech_followup_plan_id", readonly=False
    )
    tech_expert_id = fields.Many2one(related="company_id.tech_expert_id", readonly=False)

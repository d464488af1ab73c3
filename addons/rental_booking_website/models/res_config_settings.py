from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    rental_web_answer = fields.Selection(related="company_id.rental_web_answer", readonly=False)
    rental_web_payment = fields.Selection(related="company_id.rental_web_payment", readonly=False)
    rental_web_hold_minutes = fields.Integer(
        related="company_id.rental_web_hold_minutes", readonly=False
    )

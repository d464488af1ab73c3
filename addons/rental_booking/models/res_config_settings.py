from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    rental_grace_days = fields.Integer(related="company_id.rental_grace_days", readonly=False)
    rental_late_tolerance = fields.Integer(
        related="company_id.rental_late_tolerance", readonly=False
    )
    rental_overdue_days = fields.Integer(related="company_id.rental_overdue_days", readonly=False)
    rental_auto_close = fields.Boolean(related="company_id.rental_auto_close", readonly=False)
    rental_hold_hours = fields.Integer(related="company_id.rental_hold_hours", readonly=False)
    rental_no_show_hours = fields.Integer(related="company_id.rental_no_show_hours", readonly=False)
    rental_no_show_charge = fields.Selection(
        related="company_id.rental_no_show_charge", readonly=False
    )
    rental_cancel_fee = fields.Float(related="company_id.rental_cancel_fee", readonly=False)
    rental_mails = fields.Boolean(related="company_id.rental_mails", readonly=False)
    rental_customer_changes = fields.Boolean(
        related="company_id.rental_customer_changes", readonly=False
    )
    rental_customer_hours = fields.Integer(
        related="company_id.rental_customer_hours", readonly=False
    )
    rental_payback_months = fields.Integer(
        related="company_id.rental_payback_months", readonly=False
    )
    rental_as_service = fields.Boolean(related="company_id.rental_as_service", readonly=False)
    rental_income_account_id = fields.Many2one(
        related="company_id.rental_income_account_id", readonly=False
    )

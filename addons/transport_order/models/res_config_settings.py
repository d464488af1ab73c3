from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    transport_estimate_provider = fields.Selection(
        related="company_id.transport_estimate_provider", readonly=False
    )
    transport_validity_days = fields.Integer(
        related="company_id.transport_validity_days", readonly=False
    )
    transport_distance_provider = fields.Selection(
        related="company_id.transport_distance_provider", readonly=False
    )
    transport_distance_url = fields.Char(
        related="company_id.transport_distance_url", readonly=False
    )
    transport_distance_key = fields.Char(
        related="company_id.transport_distance_key", readonly=False
    )
    transport_free_cancel_hours = fields.Integer(
        related="company_id.transport_free_cancel_hours", readonly=False
    )
    transport_manager_id = fields.Many2one(
        related="company_id.transport_manager_id", readonly=False
    )
    transport_conditions = fields.Html(related="company_id.transport_conditions", readonly=False)
    transport_photo_days = fields.Integer(related="company_id.transport_photo_days", readonly=False)

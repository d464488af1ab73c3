from odoo import fields, models

SERVICE_LEVELS = [("90", "90 %"), ("95", "95 %"), ("98", "98 %"), ("99", "99 %")]


class ResCompany(models.Model):
    _inherit = "res.company"

    tech_forecast_service = fields.Selection(
        SERVICE_LEVELS,
        string="Service Level",
        default="95",
        help="In how many of 100 cases nothing may be missing before the next delivery.",
    )
    tech_forecast_review_days = fields.Integer(
        string="Days Between Orders", default=30, help="An order covers the demand of these days."
    )

from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    tech_repair_months = fields.Integer(
        string="A Repair Adds (Months)",
        default=6,
        help="To the warranty, when it was repaired under warranty. Check it with your counsel.",
    )
    tech_case_hour_cost = fields.Monetary(string="An Hour of After-Sales Costs", default=45)

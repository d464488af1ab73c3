from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    transport_ghg_consumption = fields.Float(
        string="Own Consumption (litres a km)",
        digits=(16, 3),
        help="Average of your trucks over the last year: greenhouse gases are then of level 2. Empty:"
        " the values of the law (level 1, for firms below 50 people).",
    )
    transport_ghg_load = fields.Float(
        string="Own Average Load (t)",
        digits=(16, 2),
        help="Tonnes on board over all kilometres of a year, empty ones counted.",
    )

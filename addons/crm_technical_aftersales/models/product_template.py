from odoo import fields, models


class ProductTemplate(models.Model):
    _inherit = "product.template"

    tech_warranty_months = fields.Integer(
        string="Warranty (Months)", default=24, help="From the delivery. 0: none."
    )

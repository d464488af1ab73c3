from odoo import fields, models


class ProductTemplate(models.Model):
    _inherit = "product.template"

    tech_warranty_months = fields.Integer(
        string="Warranty (Months)", default=24, help="From the delivery. 0: none."
    )
    tech_is_used = fields.Boolean(
        string="Second-Hand",
        help="To a consumer: a fault is taken to have been there at the delivery for 12 months, of new "
        "goods for 24.",
    )

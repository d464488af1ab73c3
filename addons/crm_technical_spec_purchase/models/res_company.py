from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    tech_specs_on_purchase = fields.Boolean(
        string="Specifications on Purchase Orders",
        default=True,
        help="Under each article, those that are printed on quotes.",
    )
    tech_specs_on_delivery = fields.Boolean(
        string="Specifications on Delivery Slips",
        help="After the articles, those that are printed on quotes.",
    )

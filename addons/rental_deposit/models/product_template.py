from odoo import fields, models


class ProductTemplate(models.Model):
    _inherit = "product.template"

    rental_deposit = fields.Monetary(
        "Deposit",
        help="Asked for each unit that leaves; 0: none. Never on an invoice. That of a kit is asked "
        "instead of what its parts ask.",
    )

    _rental_deposit_valid = models.Constraint(
        "CHECK (rental_deposit >= 0)", "A deposit is not below zero."
    )

from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    fr_penalty_rate = fields.Selection(
        [
            ("ecb", "Rate of the European Central Bank + 10 points"),
            ("legal", "Three times the legal interest"),
            ("own", "A rate of your own"),
        ],
        string="Late Payment Penalties",
        default="ecb",
        help="Printed on the documents of professionals (C. com. L441-10). What nothing is agreed"
        " on is the rate of the European Central Bank plus 10 points.",
    )
    fr_penalty_percent = fields.Float(
        string="Penalties (% a year)", help="Never below three times the legal interest."
    )
    fr_discount_terms = fields.Char(
        string="Early Payment Discount",
        translate=True,
        help="Empty: “No discount for early payment.”",
    )
    fr_end_of_month = fields.Boolean(
        string="45 days end of month in the contracts",
        help="Your general terms agree on 45 days end of month in place of 60 days from the"
        " invoice (C. com. L441-10).",
    )
    fr_mediator_name = fields.Char(
        string="Mediator for Consumers",
        help="Name and address, printed on the documents of consumers (C. conso. L616-1).",
    )
    fr_mediator_url = fields.Char(string="Site of the Mediator")

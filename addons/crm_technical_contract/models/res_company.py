from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    tech_contract_alert_days = fields.Integer(
        string="Warn Before the Last Day for Notice",
        default=30,
        help="Days before the last day on which the contract can still be ended.",
    )
    tech_contract_inform_earliest = fields.Integer(
        string="Inform Consumers at the Earliest",
        default=3,
        help="Months before the last day on which a consumer may refuse the renewal. "
        "Check with your counsel.",
    )
    tech_contract_inform_latest = fields.Integer(
        string="Inform Consumers at the Latest",
        default=1,
        help="Months before the last day on which a consumer may refuse the renewal. "
        "Check with your counsel.",
    )

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..core.limits import find_beyond

WINDOW = ("tech_contract_inform_earliest", "tech_contract_inform_latest")


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

    @api.constrains(*WINDOW)
    def _tech_check_contract_window(self):
        for company in self:
            if find_beyond({name: company[name] for name in WINDOW}):
                raise ValidationError(
                    self.env._("Consumers are told at most 120 months before the last day.")
                )

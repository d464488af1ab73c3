from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date


class TechContractPause(models.Model):
    """Days on which a contract rests: nothing is due, and it is longer by them where agreed."""

    _name = "tech.contract.pause"
    _inherit = "suite.guard.mixin"
    _description = "Contract Pause"
    _order = "date_start desc, id"
    _rec_name = "date_start"

    contract_id = fields.Many2one("tech.contract", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="contract_id.company_id", store=True)
    partner_id = fields.Many2one(related="contract_id.partner_id", store=True)
    date_start = fields.Date(
        string="From", required=True, default=fields.Date.context_today, help="First paused day."
    )
    date_end = fields.Date(
        string="To", help="Last paused day. Empty: until somebody ends the pause."
    )
    lengthens = fields.Boolean(
        string="Lengthens the Term",
        help="The term is longer by the paused days. Otherwise it ends when it would have.",
    )
    reason = fields.Char(required=True)

    _order_of_days = models.Constraint(
        "CHECK (date_end IS NULL OR date_end >= date_start)", "A pause ends after it begins."
    )
    _apart = models.Constraint(
        "EXCLUDE USING gist (int4range(contract_id, contract_id, '[]') WITH &&, "
        "daterange(date_start, date_end, '[]') WITH &&)",
        "The contract rests on some of these days already: change that pause.",
    )

    @api.constrains("contract_id", "date_start", "date_end", "lengthens")
    def _check_days(self):
        for pause in self:
            contract = pause.contract_id
            if pause.date_start < contract.date_start:
                raise ValidationError(
                    self.env._("The contract had not begun on the first day of this pause.")
                )
            current = contract.term_ids.sorted("date_start")[-1:]
            if pause.lengthens and current and pause.date_start < current.date_start:
                raise ValidationError(
                    self.env._(
                        "A term that is over is not lengthened any more: choose a day from "
                        "%(day)s on.",
                        day=format_date(self.env, current.date_start),
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        pauses = super().create(vals_list)
        pauses.contract_id._check_pausable()
        pauses.contract_id._settle_pauses(fields.Date.context_today(self))
        return pauses

    def write(self, vals):
        contracts = self.contract_id
        self._check_term_open()
        result = super().write(vals)
        (contracts | self.contract_id)._check_pausable()
        (contracts | self.contract_id)._settle_pauses(fields.Date.context_today(self))
        return result

    def unlink(self):
        contracts = self.contract_id
        contracts._check_pausable()
        self._check_term_open()
        result = super().unlink()
        contracts.exists()._settle_pauses(fields.Date.context_today(self))
        return result

    def _check_term_open(self):
        """A pause that made a term longer which is over stays as it was."""
        for pause in self.filtered("lengthens"):
            current = pause.contract_id.term_ids.sorted("date_start")[-1:]
            if current and pause.date_start < current.date_start:
                raise UserError(
                    self.env._(
                        "This pause lengthened a term that is over: it stays as it was. "
                        "Make another one."
                    )
                )

    def action_resume(self):
        """End the pause: today the contract runs again."""
        today = fields.Date.context_today(self)
        for pause in self:
            if pause.date_end and pause.date_end < today:
                raise UserError(self.env._("This pause is over already."))
            if pause.date_start >= today:
                pause.unlink()
            else:
                pause.date_end = fields.Date.subtract(today, days=1)
        return True

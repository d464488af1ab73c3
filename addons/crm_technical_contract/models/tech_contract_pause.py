from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date


class TechContractPause(models.Model):
    """Days on which a contract rests: nothing is due, and it is longer by them where agreed."""

    _name = "tech.contract.pause"
    _description = "Contract Pause"
    _inherit = ["tech.contract.part"]
    _limited_fields = ("date_start", "date_end")
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

    @api.constrains("contract_id", "date_start")
    def _check_days(self):
        for pause in self:
            contract = pause.contract_id
            if pause.date_start < contract.date_start:
                raise ValidationError(
                    self.env._("The contract had not begun on the first day of this pause.")
                )

    @api.model_create_multi
    def create(self, vals_list):
        self.flush_model(["date_end"])  # one saving may end a pause and begin the next
        pauses = super().create(vals_list)
        pauses._check_past(frozenset())
        pauses.contract_id._check_pausable()
        pauses.contract_id._settle_pauses(fields.Date.context_today(self))
        return pauses

    def write(self, vals):
        self.contract_id._check_pausable()
        past = self._get_past()
        result = super().write(vals)
        self._check_past(past)
        self.contract_id._settle_pauses(fields.Date.context_today(self))
        return result

    def unlink(self):
        contracts = self.contract_id
        contracts._check_pausable()
        past = self._get_past()
        result = super().unlink()
        self.browse()._check_past(past)
        contracts.exists()._settle_pauses(fields.Date.context_today(self))
        return result

    def _get_past(self):
        """Return the paused days of terms that are over: what was due then stays."""
        past = set()
        for pause in self:
            terms = pause.contract_id.term_ids
            begun = max(terms.mapped("date_start"), default=pause.date_start)
            if pause.date_start < begun:
                before = fields.Date.subtract(begun, days=1)
                last = min(pause.date_end or before, before)
                past.add((pause.contract_id, pause.date_start, last, pause.lengthens))
        return frozenset(past)

    def _check_past(self, past):
        found = self._get_past()
        if found != past:
            contract = next(iter(found | past))[0]
            raise UserError(
                self.env._(
                    "What was due in a term of %(contract)s that is over stays as it was: "
                    "a pause changes days from %(day)s on.",
                    contract=contract.name,
                    day=format_date(self.env, max(contract.term_ids.mapped("date_start"))),
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

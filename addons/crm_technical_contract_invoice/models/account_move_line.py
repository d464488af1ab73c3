from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.suite_base.core.defaults import own_defaults

from ..core.marks import PeriodMark

MARKS = frozenset({"tech_contract_id", "tech_period_start", "tech_period_end"})


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    tech_contract_id = fields.Many2one(
        "tech.contract",
        string="Customer Contract",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    tech_period_start = fields.Date(string="Period From", readonly=True, copy=False)
    tech_period_end = fields.Date(string="Period To", readonly=True, copy=False)

    @api.model
    def default_get(self, fields):
        return own_defaults(self, MARKS, super().default_get(fields))

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if not isinstance(vals.get("tech_period_start"), PeriodMark):
                self._tech_check_invoice_marks(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._tech_check_invoice_marks(vals)
        return super().write(vals)

    def _tech_check_invoice_marks(self, vals):
        given = [name for name in MARKS if name in vals]
        if self.env.su or not given:
            return
        marked = self.sudo()  # sudo: that a mark is there, not what it says
        if any(vals[name] or any(line[name] for line in marked) for name in given):
            raise UserError(
                self.env._(
                    "For which period of a contract a line stands follows from the contract."
                )
            )

    def _copy_data_extend_business_fields(self, values):
        super()._copy_data_extend_business_fields(values)
        if self.tech_contract_id and "move_reverse_cancel" in self.env.context:
            values |= {
                "tech_contract_id": self.tech_contract_id.id,
                "tech_period_start": PeriodMark.of(self.tech_period_start),
                "tech_period_end": self.tech_period_end,
            }

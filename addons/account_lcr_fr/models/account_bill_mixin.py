from odoo import api, models
from odoo.exceptions import UserError


class AccountBillMixin(models.AbstractModel):
    """What a bill and a remittance have in common: a number, and facts that stay once it counts."""

    _name = "account.bill.mixin"
    _description = "Numbered Document of Bills"
    _inherit = ["suite.guard.mixin", "suite.workflow.mixin", "mail.thread", "mail.activity.mixin"]

    _frozen = frozenset()
    """Fields that change only in the states of ``_open_states``."""
    _open_states = ("draft",)

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            company = self.env["res.company"].browse(vals.get("company_id")) or self.env.company
            sequence = self.env["ir.sequence"].with_company(company)
            if vals.get("name", "/") == "/":
                vals["name"] = sequence.next_by_code(self._name) or "/"
        return super().create(vals_list)

    def write(self, vals):
        closed = self.filtered(lambda one: one.state not in self._open_states)
        if closed and self._frozen & set(vals):
            raise UserError(closed[0]._get_frozen_message())
        return super().write(vals)

    def _get_frozen_message(self):
        """Why a fact cannot change any more, and what to do."""
        raise NotImplementedError

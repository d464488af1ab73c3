from odoo import api, models
from odoo.exceptions import UserError

from odoo.addons.suite_base.core.defaults import own_defaults


class AccountBillMixin(models.AbstractModel):
    """What a bill and a remittance have in common: a number, and facts that stay once it counts."""

    _name = "account.bill.mixin"
    _description = "Numbered Document of Bills"
    _inherit = ["suite.workflow.mixin", "mail.thread", "mail.activity.mixin"]

    _frozen = frozenset()
    """Fields that change only in the states of ``_open_states``."""
    _open_states = ("draft",)
    _machine = frozenset()
    """Fields that follow from what was booked, or from the others: no request writes them."""

    @api.model
    def default_get(self, fields):
        return own_defaults(self, self._machine, super().default_get(fields))

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_machine(vals)
            company = self.env["res.company"].browse(vals.get("company_id")) or self.env.company
            sequence = self.env["ir.sequence"].with_company(company)
            if vals.get("name", "/") == "/":
                vals["name"] = sequence.next_by_code(self._name) or "/"
        return super().create(vals_list)

    def write(self, vals):
        self._check_machine(vals)
        closed = self.filtered(lambda one: one.state not in self._open_states)
        if closed and self._frozen & set(vals):
            raise UserError(closed[0]._get_frozen_message())
        return super().write(vals)

    def _check_machine(self, vals):
        names = self._machine & set(vals)
        if names and not self.env.su:
            labels = [self._fields[name]._description_string(self.env) for name in sorted(names)]
            raise UserError(
                self.env._(
                    "%(fields)s of %(record)s cannot be entered: use the buttons of the document.",
                    fields=", ".join(labels),
                    record=self[:1].display_name or self.env._("a new document"),
                )
            )

    def _get_frozen_message(self):
        """Why a fact cannot change any more, and what to do."""
        raise NotImplementedError

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.suite_base.core.defaults import own_defaults


class AccountMove(models.Model):
    _inherit = "account.move"

    tech_contract_id = fields.Many2one(
        "tech.contract",
        string="Customer Contract",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )

    @api.model
    def default_get(self, fields):
        return own_defaults(self, {"tech_contract_id"}, super().default_get(fields))

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._tech_check_contract(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._tech_check_contract(vals)
        return super().write(vals)

    def _tech_check_contract(self, vals):
        if self.env.su or "tech_contract_id" not in vals:
            return
        marked = self.sudo()  # sudo: that a mark is there, not what it says
        if vals["tech_contract_id"] or any(move.tech_contract_id for move in marked):
            raise UserError(self.env._("Invoices of a contract are prepared from the contract."))

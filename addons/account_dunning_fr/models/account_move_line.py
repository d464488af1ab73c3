from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.suite_base.core.defaults import own_defaults

REMINDED = frozenset({"dunning_level_id", "dunning_date"})


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    dunning_level_id = fields.Many2one(
        "dunning.level",
        string="Reminder Level",
        readonly=True,
        copy=False,
        ondelete="set null",
        index="btree_not_null",
    )
    dunning_date = fields.Date(string="Reminded On", readonly=True, copy=False)

    @api.model
    def default_get(self, fields):
        return own_defaults(self, REMINDED, super().default_get(fields))

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._dunning_check_untouched(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._dunning_check_untouched(vals)
        return super().write(vals)

    def _dunning_check_untouched(self, vals):
        if not REMINDED.isdisjoint(vals) and not self.env.su:
            raise UserError(
                self.env._("How far a customer was reminded is recorded by sending alone.")
            )

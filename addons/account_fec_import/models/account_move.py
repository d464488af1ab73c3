from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.suite_base.core.defaults import own_defaults

ORIGIN = "fec_import_id"


class AccountMove(models.Model):
    _inherit = "account.move"

    fec_import_id = fields.Many2one(
        "fec.import",
        string="Take-over",
        index="btree_not_null",
        copy=False,
        readonly=True,
        ondelete="restrict",
    )

    @api.model
    def default_get(self, fields):
        return own_defaults(self, {ORIGIN}, super().default_get(fields))

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._account_fec_check_origin(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._account_fec_check_origin(vals)
        return super().write(vals)

    def _account_fec_check_origin(self, vals):
        """What a take-over wrote can be taken back with it: nothing else may pass for it."""
        if ORIGIN in vals and not self.env.su:
            raise UserError(
                self.env._("Which take-over an entry comes from is not entered by hand.")
            )

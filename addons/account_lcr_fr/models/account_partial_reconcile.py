from odoo import api, models


class AccountPartialReconcile(models.Model):
    _inherit = "account.partial.reconcile"

    @api.model_create_multi
    def create(self, vals_list):
        partials = super().create(vals_list)
        # sudo: the state of a bill follows the books, whoever matched them
        self.env["account.bill"].sudo()._follow_lines(partials.debit_move_id)
        return partials

    def unlink(self):
        lines = self.debit_move_id
        done = super().unlink()
        # sudo: as in create
        self.env["account.bill"].sudo()._follow_lines(lines.exists())
        return done

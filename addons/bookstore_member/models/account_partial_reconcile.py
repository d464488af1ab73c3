from odoo import api, models


class AccountPartialReconcile(models.Model):
    """A contribution is paid, or its payment is undone."""

    _inherit = "account.partial.reconcile"

    @api.model_create_multi
    def create(self, vals_list):
        partials = super().create(vals_list)
        partials._bookstore_member_get_moves()._bookstore_member_settle()
        return partials

    def unlink(self):
        moves = self._bookstore_member_get_moves()
        result = super().unlink()
        moves.exists()._bookstore_member_settle()
        return result

    def _bookstore_member_get_moves(self):
        return self.debit_move_id.move_id | self.credit_move_id.move_id

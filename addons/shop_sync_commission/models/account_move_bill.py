from odoo import models
from odoo.exceptions import UserError

from .commission_settlement import SHOP


class AccountMove(models.Model):
    _inherit = "account.move"

    def _post(self, soft=True):
        """A settlement is billed once, however and by whom the bill is posted."""
        # sudo: whoever posts the bill need not read settlements
        settlements = self.sudo().invoice_line_ids.settlement_id
        ours = settlements.filtered(lambda one: one.settlement_type == SHOP)
        if ours:
            self.env["suite.concurrency"]._take(ours)
            for settlement in ours:
                self._shop_check_bill(settlement)
            ours.filtered(lambda one: one.state != "invoiced").write({"state": "invoiced"})
        return super()._post(soft)

    def _shop_check_bill(self, settlement):
        if others := settlement._shop_get_bills() - self:
            settlement._shop_refuse_bill(others)
        own = self.sudo().filtered(  # sudo: as above
            lambda move: settlement in move.invoice_line_ids.settlement_id
        )
        if len(own) > 1:
            settlement._shop_refuse_bill(own)
        if settlement.state == "cancel":
            raise UserError(
                self.env._(
                    "%s was cancelled: its amounts are open again. Delete this vendor bill and"
                    " settle the period again.",
                    settlement.display_name,
                )
            )

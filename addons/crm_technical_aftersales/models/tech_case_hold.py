from odoo import api, models

from .sql import case_holds
from .tech_case import OPEN

ABOUT = frozenset({"state", "kind", "invoice_id", "order_id", "partner_id"})
"""What decides which invoices a case holds."""


class TechCase(models.Model):
    """Nobody is reminded of an invoice that an open case is about."""

    _inherit = "tech.case"

    @api.model_create_multi
    def create(self, vals_list):
        cases = super().create(vals_list)
        cases._tell_holds()
        return cases

    def write(self, vals):
        result = super().write(vals)
        if not ABOUT.isdisjoint(vals):
            self._tell_holds()
        return result

    def _tell_holds(self):
        """Tell who acts on invoices by himself which ones these cases hold now."""
        if self:
            rows = case_holds.get_holds(self.env, OPEN, case_ids=self.ids)
            if held := {move for move, _case, _open in rows}:
                self.env["suite.hold"]._tell(self.env["account.move"].browse(held))

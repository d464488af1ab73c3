from odoo import models


class StockMove(models.Model):
    _inherit = "stock.move"

    def _should_assign_at_confirm(self):
        """Orders of a shop are reserved in a step of their own, one worker at a time and oldest
        order first: two imports never wait for each other's stock rows."""
        if self.env.context.get("shop_sync_defer_reservation"):
            return self._should_bypass_reservation()
        return super()._should_assign_at_confirm()

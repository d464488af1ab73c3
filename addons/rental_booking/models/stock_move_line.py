from odoo import models

from .stock_quant import MOVED_KEY


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    def _free_reservation(self, *args, **kwargs):
        """What other transfers had reserved and left with a slip is reserved for them elsewhere."""
        ordinary = self.with_context(**{MOVED_KEY: None})
        return super(StockMoveLine, ordinary)._free_reservation(*args, **kwargs)

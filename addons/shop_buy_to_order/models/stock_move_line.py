from odoo import models


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    def _buy_split(self, pieces):
        """Two lines of one, the first with so many pieces of the product's unit.

        :return: (the first, the rest)
        """
        self.ensure_one()
        unit = self.product_id.uom_id
        first = unit._compute_quantity(pieces, self.product_uom_id, round=False)
        rest = self.copy({"quantity": self.quantity - first, "picked": self.picked})
        self.quantity = first
        return self, rest

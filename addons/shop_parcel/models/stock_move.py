from odoo import models


class StockMove(models.Model):
    _inherit = "stock.move"

    def _shop_get_texts(self):
        """What the buyer had put on the product, as the slip says it."""
        self.ensure_one()
        text = self.description_picking or ""
        known = {self.product_id.name, self.product_id.display_name}
        return "\n".join(row for row in text.splitlines() if row.strip() and row not in known)

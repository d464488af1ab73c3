from odoo import models


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    def _bookstore_get_locked_place(self):
        """The place in inventory that holds these copies back."""
        places = self.location_id | self.location_dest_id
        return (places | self.move_id.location_id)._bookstore_get_locked_above()

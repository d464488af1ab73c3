from odoo import models


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def _tech_get_printed_specifications(self):
        """Return ``[(article, [(label, text)])]`` for the delivery slip, where it is switched on."""
        self.ensure_one()
        if not self.company_id.tech_specs_on_delivery or self.picking_type_code != "outgoing":
            return []
        products = self.move_ids.filtered(lambda move: move.state != "cancel").product_id
        return [pair for pair in products._tech_get_printed_texts().items() if pair[1]]

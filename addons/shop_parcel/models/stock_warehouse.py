from odoo import models


class StockWarehouse(models.Model):
    _inherit = "stock.warehouse"

    def _get_picking_type_create_values(self, max_sequence):
        """Batches by themselves, customer by customer, as Odoo turns them on for each new warehouse,
        are chosen by who wants them: a rental's returns or a bookshop's parcels are none of ours."""
        data, sequence = super()._get_picking_type_create_values(max_sequence)
        for values in data.values():
            values.pop("auto_batch", None)
        return data, sequence

from odoo import api, models


class StockPicking(models.Model):
    _inherit = "stock.picking"

    @api.model
    def _create_picking_from_pos_order_lines(
        self, location_dest_id, lines, picking_type, partner=False
    ):
        """The goods of a case's refund come back by the case's receipt, if they come back at all."""
        own = lines.filtered(lambda line: not line.tech_case_line_id)
        return super()._create_picking_from_pos_order_lines(
            location_dest_id, own, picking_type, partner
        )

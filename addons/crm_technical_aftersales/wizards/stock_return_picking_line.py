from odoo import models


class StockReturnPickingLine(models.TransientModel):
    _inherit = "stock.return.picking.line"

    def _prepare_move_default_values(self, new_picking):
        values = super()._prepare_move_default_values(new_picking)
        # a return by hand is nobody's decision; a case puts its own mark afterwards
        return values | {"tech_case_line_id": False}

from odoo import api, models


class StockMove(models.Model):
    _inherit = "stock.move"

    def _should_assign_at_confirm(self):
        """Orders of a shop are reserved in a step of their own, one worker at a time and oldest
        order first: two imports never wait for each other's stock rows."""
        if self.env.context.get("shop_sync_defer_reservation"):
            return self._should_bypass_reservation()
        return super()._should_assign_at_confirm()

    @api.depends("sale_line_id.name")
    def _compute_description_picking(self):
        """What the buyer had put on a product goes with it, onto the slip of the packer and the
        customer's."""
        super()._compute_description_picking()
        for move in self.filtered("sale_line_id.shop_line_key"):
            # sudo: whoever packs need not see sales.
            _label, _sep, texts = (move.sudo().sale_line_id.name or "").partition("\n")
            if texts and not move.description_picking_manual:
                move.description_picking = "\n".join(
                    filter(None, [move.description_picking, texts])
                )

from odoo import models


class StockLot(models.Model):
    _inherit = "stock.lot"

    def action_tech_open_case(self):
        """Also of the receipt it was sold with."""
        action = super().action_tech_open_case()
        context = action["context"]
        sold = self._tech_find_till_line()
        if sold and not context.get("default_order_id"):
            context |= {
                "default_pos_order_id": sold.order_id.id,
                "default_partner_id": sold.order_id.partner_id.id or context["default_partner_id"],
            }
        return action

    def _tech_find_till_line(self, customer=None):
        """The last line of a receipt with this number, of the customer or of nobody."""
        lines = self.env["pos.order.line"].search(
            [
                ("product_id", "in", self.product_id.ids),
                ("pack_lot_ids.lot_name", "in", self.mapped("name")),
                ("order_id.state", "in", ("paid", "done")),
                ("qty", ">", 0),
            ],
            order="id desc",
        )
        own = lines.filtered(
            lambda line: (
                customer in (None, line.order_id.partner_id.commercial_partner_id)
                or not line.order_id.partner_id
            )
        )
        return own[:1]

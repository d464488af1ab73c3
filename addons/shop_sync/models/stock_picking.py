from odoo import fields, models


class StockPicking(models.Model):
    _inherit = "stock.picking"

    shop_channel_id = fields.Many2one(related="sale_id.shop_channel_id", string="Shop")

    shop_note = fields.Text(related="sale_id.shop_note", string="From the shop")
    shop_internal_note = fields.Text(related="sale_id.shop_internal_note")

    def _action_done(self):
        """A delivery of a shop order tells the shop, in the same transaction."""
        done = super()._action_done()
        # sudo: whoever validates a delivery need not see its order.
        shipped = self.filtered(
            lambda picking: (
                picking.state == "done"
                and picking.picking_type_code == "outgoing"
                and picking.sudo().sale_id.shop_channel_id
            )
        )
        # sudo: whoever validates a delivery need not see the shop's messages.
        self.env["shop.handler.shipment"].sudo()._announce(shipped.sudo().sale_id)
        return done

    def write(self, vals):
        """A tracking number entered after the delivery reaches the shop too."""
        written = super().write(vals)
        if vals.get("carrier_tracking_ref"):
            late = self.filtered(lambda picking: picking.state == "done")
            # sudo: as above.
            self.env["shop.handler.shipment"].sudo()._announce(late.sudo().sale_id)
        return written

from odoo import api, fields, models


class StockPicking(models.Model):
    _inherit = "stock.picking"

    bookstore_parcel_id = fields.Many2one(
        "bookstore.parcel", "Parcel", index="btree_not_null", readonly=True, copy=False
    )

    @api.model
    def _create_picking_from_pos_order_lines(
        self, location_dest_id, lines, picking_type, partner=False
    ):
        """Keep the sales that an inventory holds back: they are posted when it is closed."""
        pickings = super()._create_picking_from_pos_order_lines(
            location_dest_id, lines, picking_type, partner=partner
        )
        held_back = pickings.filtered(lambda picking: picking.state not in ("done", "cancel"))
        if held_back and held_back.company_id.bookstore_active:
            # sudo: the cashier may not write alerts, the shop must not lose this one
            held_back.sudo()._bookstore_queue_held_sale()
        return pickings

    def _create_move_from_pos_order_lines(self, lines):
        """The order must be known before the copies move: returns look for their sale."""
        if len(lines.order_id) == 1 and not self.pos_order_id:
            self.pos_order_id = lines.order_id
        super()._create_move_from_pos_order_lines(lines)

    def _bookstore_queue_held_sale(self):
        vals_list = []
        for picking in self:
            locked = picking.move_ids.move_line_ids._bookstore_get_locked_place()
            if locked:
                vals_list += [
                    picking._bookstore_prepare_queued_vals(move, locked)
                    for move in picking.move_ids
                ]
        self.env["bookstore.alert"].create(vals_list)

    def _bookstore_prepare_queued_vals(self, move, locked):
        """The alert stands at the counted place, whose inventory posts the sale at its end."""
        return {
            "kind": "queued_sale",
            "company_id": move.company_id.id,
            "product_id": move.product_id.id,
            "location_id": locked.id,
            "quantity": -move.quantity if move.location_id.usage == "customer" else move.quantity,
            "picking_id": self.id,
        }

    def _bookstore_post_queued_sales(self):
        """Post the till sales that waited for the end of an inventory.

        Those that another inventory holds back too wait for the end of that one.
        """
        alerts = self.env["bookstore.alert"].search(
            [("picking_id", "in", self.ids), ("state", "=", "open"), ("kind", "=", "queued_sale")]
        )
        for picking in self:
            locked = picking.move_ids.move_line_ids._bookstore_get_locked_place()
            own_alerts = alerts.filtered(lambda alert, sale=picking: alert.picking_id == sale)
            if locked:
                own_alerts.location_id = locked
                continue
            if picking.state not in ("done", "cancel"):
                picking._action_done()
            own_alerts._close()

from odoo import api, fields, models
from odoo.fields import Command

from .rental_occupation import FAR_FUTURE


class StockMove(models.Model):
    _inherit = "stock.move"

    rental_slip_id = fields.Many2one("rental.slip", "Rental slip", index="btree_not_null")

    def _action_done(self, cancel_backorder=False):
        """A move that takes units out of a shop's fleet passes the capacity guard.

        A transfer or a delivery that would leave bookings short is refused; a count, a loss or a
        scrap is a fact and is recorded, the bookings that are now short are told.
        """
        moves = super()._action_done(cancel_backorder=cancel_backorder)
        leaving = moves.filtered(lambda move: move.state == "done" and move._leaves_rental_fleet())
        if leaving:
            leaving._check_rental_capacity()
        return moves

    def _leaves_rental_fleet(self):
        """Whether units of a rental product leave the internal locations of their shop."""
        source, target = self.location_id, self.location_dest_id
        if not self.product_id.is_rental or source.usage != "internal":
            return False
        return target.usage != "internal" or target.warehouse_id != source.warehouse_id

    def _check_rental_capacity(self):
        facts = self.filtered(
            lambda move: move.is_inventory or move.location_dest_usage == "inventory"
        )
        service = self.env["rental.availability"]
        service._record_reality(facts._get_rental_demands())
        service._guard((self - facts)._get_rental_demands())

    def _get_rental_demands(self):
        now = fields.Datetime.now()
        return [
            (move.product_id, move.location_id.warehouse_id, now, FAR_FUTURE)
            for move in self
            if move.location_id.warehouse_id
        ]

    @api.model
    def _move_rental_units(self, product, lot, quantity, source, target, origin):
        """One done move of units (with their serial) between two locations; never a bare quant."""
        common = {
            "product_id": product.id,
            "location_id": source.id,
            "location_dest_id": target.id,
            "company_id": (target.company_id or source.company_id).id,
        }
        unit = {
            **common,
            "product_uom_id": product.uom_id.id,
            "lot_id": lot.id,
            "quantity": quantity,
        }
        move = self.create(
            {
                **common,
                "product_uom": product.uom_id.id,
                "product_uom_qty": quantity,
                "origin": origin,
                "move_line_ids": [Command.create(unit)],
            }
        )
        move._action_confirm(merge=False)
        move.picked = True
        move._action_done()
        return move

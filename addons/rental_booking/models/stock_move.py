from odoo import api, fields, models
from odoo.fields import Command

from ..core.token import is_trusted
from .rental_occupation import FAR_FUTURE
from .stock_quant import get_moved


class StockMove(models.Model):
    _inherit = "stock.move"

    rental_slip_id = fields.Many2one(
        "rental.slip", "Rental slip", index="btree_not_null", copy=False
    )

    def _action_done(self, cancel_backorder=False):
        """A move that takes units out of a shop's fleet passes the capacity guard.

        A transfer or a delivery that would leave bookings short is refused; a count, a loss or a
        scrap is a fact and is recorded, the bookings that are now short are told.
        """
        moves = super()._action_done(cancel_backorder=cancel_backorder)
        if not (is_trusted(self) or get_moved(self)):
            moves._rental_check_with_customers()
        leaving = moves.filtered(lambda move: move.state == "done" and move._leaves_rental_fleet())
        leaving._rental_use_up_transfers()
        if leaving:
            leaving._check_rental_capacity()
            leaving._rental_tell_chosen()
        arriving = moves.filtered(lambda move: move.state == "done" and move._joins_rental_fleet())
        if arriving:
            self.env["rental.availability"]._tell_relief(
                {(move.product_id.id, move.location_dest_id.warehouse_id.id) for move in arriving}
            )
        return moves

    def _should_bypass_reservation(self, forced_location=False):
        """What moves with a slip moves now: to reserve each unit just before would be for nothing."""
        together = self.rental_slip_id and get_moved(self)
        return bool(together) or super()._should_bypass_reservation(forced_location)

    def _update_orderpoints(self):
        """Of what moves with a slip: once at its end, and not after each of its steps."""
        if not (self and get_moved(self)):
            super()._update_orderpoints()

    def _skip_push(self):
        """Where rented goods go next is said by the next slip and not by a rule of the place."""
        return bool(self.rental_slip_id) or super()._skip_push()

    def _rental_take(self, slip_lines):
        """The delivery of sold goods, as signed on a slip."""
        for move in self:
            move.quantity = sum(slip_lines.mapped("quantity"))
            for move_line, slip_line in zip(move.move_line_ids, slip_lines, strict=False):
                if slip_line.lot_id:
                    move_line.lot_id = slip_line.lot_id
            move.picked = True

    def _rental_use_up_transfers(self):
        """A planned transfer that is carried out is no plan any more; its way back still is."""
        for move in self:
            source = move.location_id.warehouse_id
            target = move.location_dest_id.warehouse_id
            if not source or not target or source == target:
                continue
            # sudo: whoever moves goods between shops carries out the plan of the rental manager
            self.env["rental.occupation"].sudo()._use_up_transfers(
                move.product_id, source, target, move.quantity
            )

    def _leaves_rental_fleet(self):
        """Whether units of a rental product leave the internal locations of their shop."""
        source, target = self.location_id, self.location_dest_id
        if not self.product_id.is_rental or source.usage != "internal":
            return False
        return target.usage != "internal" or target.warehouse_id != source.warehouse_id

    def _joins_rental_fleet(self):
        """Whether units of a rental product come from outside into a shop."""
        source, target = self.location_id, self.location_dest_id
        if not self.product_id.is_rental or target.usage != "internal":
            return False
        return source.usage != "internal" or target.warehouse_id != source.warehouse_id

    def _rental_check_with_customers(self):
        """What is out with a booking comes back by its slip: sold or moved by hand beside it, the
        slip would take it from "Rented out" a second time."""
        by_hand = self.filtered(
            lambda move: (
                move.state == "done"
                and move.location_id == move.location_id.warehouse_id.rental_out_location_id
            )
        )
        for shop, moves in by_hand.grouped(lambda move: move.location_id.warehouse_id).items():
            lots = moves.move_line_ids.lot_id
            there = moves._rental_count_out(shop.rental_out_location_id)
            for (product, lot), exemplars in moves._rental_get_with_customers(shop).items():
                if (not lot or lot in lots) and there.get((product, lot), 0.0) < len(exemplars):
                    exemplars._refuse_move_by_hand(shop)

    def _rental_count_out(self, place):
        quants = self.env["stock.quant"].sudo()  # sudo: whoever moves goods need not see all stock
        groups = quants._read_group(
            [("location_id", "=", place.id), ("product_id", "in", self.product_id.ids)],
            ["product_id", "lot_id"],
            ["quantity:sum"],
        )
        return {(product, lot): quantity for product, lot, quantity in groups}

    def _rental_get_with_customers(self, shop):
        """{(product, unit): exemplars} of the shop's stock that bookings have not brought back."""
        # sudo: whoever moves goods need not see bookings
        exemplars = self.env["rental.slip.line"].sudo()
        exemplars = exemplars.search(
            [
                ("slip_id.warehouse_id", "=", shop.id),
                ("product_id", "in", self.product_id.ids),
                ("exemplar", "in", ("out", "missing")),
                ("outside_unit", "=", False),
            ]
        )
        return exemplars.grouped(lambda line: (line.product_id, line.lot_id))

    def _rental_tell_chosen(self):
        """Units that left the shop and are chosen for bookings there: these hear it."""
        if not self.move_line_ids.lot_id:
            return
        # sudo: whoever moves goods need not see bookings
        planned = self.env["rental.occupation"].sudo()
        planned = planned.search(
            [
                ("lot_id", "in", self.move_line_ids.lot_id.ids),
                ("warehouse_id", "in", self.location_id.warehouse_id.ids),
                ("kind", "=", "booking"),
                ("blocking", "=", True),
                ("away", "=", False),
            ]
        )
        planned.order_id._rental_refresh_risk()

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

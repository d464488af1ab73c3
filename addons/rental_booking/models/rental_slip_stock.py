from odoo import models

from ..core.token import trusted
from .stock_quant import MOVED_KEY, MovedTogether


class RentalSlip(models.Model):
    """The stock moves of a slip and the occupation rows of its exemplars."""

    _inherit = "rental.slip"

    def _move_back(self, back):
        shop = self.warehouse_id
        back = back.filtered(lambda line: not line.outside_unit)
        damaged = back.filtered(lambda line: line.status in ("damaged", "exchanged"))
        for lines, target in (
            (back - damaged, shop.lot_stock_id),
            (damaged, shop.rental_after_sales_location_id),
        ):
            self._move_lines(lines, shop.rental_return_type_id, shop.rental_out_location_id, target)

    def _get_rows(self, order_line, lines):
        """Occupation rows of these exemplars; those of a quantity are split for them."""
        rows = trusted(order_line.rental_occupation_ids).filtered(
            lambda row: row.blocking and row.away
        )
        lots = lines.lot_id
        found = rows.filtered(lambda row: row.lot_id and row.lot_id in lots)
        loose = lines.filtered(lambda line: not line.lot_id)
        for lost in (True, False):
            exemplars = loose.filtered(
                lambda line, lost=lost: (line.departure_line_id.exemplar == "missing") == lost
            )
            quantities = rows.filtered(lambda row, lost=lost: not row.lot_id and row.lost == lost)
            found |= quantities._take_quantity(len(exemplars))
        return found

    def _move_lines(self, lines, operation, source, target):
        """One done transfer for exemplars; reality, so never refused for lack of stock."""
        if not lines:
            return
        picking = self.env["stock.picking"].create(self._prepare_picking(operation, source, target))
        together = MovedTogether()
        moves = (
            self.env["stock.move"]
            .with_context(**{MOVED_KEY: together})
            .create(
                [
                    self._prepare_move(picking, product, exemplars, source, target)
                    for product, exemplars in lines.grouped("product_id").items()
                ]
            )
        )
        together.locked = self.env["stock.quant"]._rental_lock_for(moves.move_line_ids)
        moves._action_confirm(merge=False)
        moves.picked = True
        picking.with_env(moves.env)._action_done()
        moves.with_context(**{MOVED_KEY: None})._update_orderpoints()
        self.picking_id = self.picking_id or picking

    def _prepare_picking(self, operation, source, target):
        return {
            "picking_type_id": operation.id,
            "location_id": source.id,
            "location_dest_id": target.id,
            "partner_id": self.partner_id.id,
            "origin": f"{self.order_id.name} {self.name}",
            "company_id": self.company_id.id,
            "signature": self.signature,
        }

    def _prepare_move(self, picking, product, exemplars, source, target):
        common = {
            "product_id": product.id,
            "location_dest_id": target.id,
            "picking_id": picking.id,
            "company_id": self.company_id.id,
        }
        lots = exemplars.lot_id
        loose = len(exemplars) - len(lots)
        units = [(lot, 1.0, self._get_lot_location(lot, source)) for lot in lots]
        if loose:
            units.append((lots.browse(), loose, source))
        return {
            **common,
            "location_id": source.id,
            "product_uom": product.uom_id.id,
            "product_uom_qty": len(exemplars),
            "rental_slip_id": self.id,
            "move_line_ids": [
                (
                    0,
                    0,
                    {
                        **common,
                        "location_id": place.id,
                        "product_uom_id": product.uom_id.id,
                        "lot_id": lot.id,
                        "quantity": quantity,
                    },
                )
                for lot, quantity, place in units
            ],
        }

    def _get_lot_location(self, lot, source):
        """Shelves may have bins: the unit leaves from where it stands."""
        quant = lot.quant_ids.filtered(
            lambda quant: (
                quant.quantity > 0 and quant.location_id.parent_path.startswith(source.parent_path)
            )
        )
        return quant[:1].location_id or source

from odoo import models
from odoo.exceptions import UserError

from ..core.token import trusted


class SaleOrderLine(models.Model):
    """The units that a line of a booking is given: wishes until they leave."""

    _inherit = "sale.order.line"

    def _choose_rental_lots(self):
        """Complete the chosen units of serial lines with free ones of the shop."""
        for line in self.filtered(lambda line: line.product_id.tracking == "serial"):
            missing = int(line._rental_get_to_depart()) - len(line._rental_get_pinned_lots())
            if missing <= 0:
                continue
            free = line._rental_get_free_lots()[:missing]
            if len(free) < missing:
                raise UserError(
                    self.env._(
                        "%(product)s: only %(free)d free units on the shelf, %(missing)d needed. "
                        "Wait for a return or choose the units at the departure.",
                        product=line.product_id.display_name,
                        free=len(free),
                        missing=missing,
                    )
                )
            line.rental_lot_ids |= free

    def _rental_get_free_lots(self):
        """Units on the shelf of the shop that no other row takes during the line's period."""
        lots = self._rental_get_shelf_lots()
        # sudo: capacity is a matter of the whole shop
        taken = (
            self.env["rental.occupation"]
            .sudo()
            .search(
                [
                    ("lot_id", "in", lots.ids),
                    ("blocking", "=", True),
                    ("date_start", "<", self.block_end),
                    ("date_end", ">", self.block_start),
                ]
            )
        )
        return lots - taken.lot_id

    def _rental_get_shelf_lots(self):
        shelf = self.order_id.warehouse_id.lot_stock_id
        # sudo: the counter sees its own shelf
        quants = (
            self.env["stock.quant"]
            .sudo()
            .search(
                [
                    ("product_id", "=", self.product_id.id),
                    ("location_id", "child_of", shelf.id),
                    ("quantity", ">", 0),
                    ("lot_id", "!=", False),
                ]
            )
        )
        return quants.lot_id.sorted("name")

    def _rental_change_unit(self, lot):
        """Another free unit instead of ``lot``, which is not there for the planned period."""
        self.ensure_one()
        line = trusted(self.sudo())  # sudo: pins are the machine's wherever the unit went
        free = (line._rental_get_free_lots() - line.rental_lot_ids - lot)[:1]
        line._rental_give_unit(lot, free)
        line.order_id._rental_tell_unit_change(lot, free)

from odoo import models

from ..core.workflow import FIRM_STATES


class RentalSlip(models.Model):
    """An open departure slip takes up what changes on its booking.

    What the signature says left is what is rented: without this, an exemplar added to the booking
    after the slip was opened would silently be taken off it again.
    """

    _inherit = "rental.slip"

    def _follow_booking(self):
        for slip in self:
            for order_line in slip.order_id.order_line.filtered("is_rental"):
                slip._follow_order_line(order_line)
            slip.version += 1

    def _follow_order_line(self, order_line):
        """As many exemplars as are booked; those that are checked already stay."""
        lines = self.line_ids.filtered(lambda line: line.order_line_id == order_line)
        surplus = len(lines) - int(order_line.product_uom_qty)
        if surplus > 0:
            lines.sorted(lambda line: (line.status != "pending", -line.index))[:surplus].unlink()
        last = max(lines.exists().mapped("index"), default=0)
        self.env["rental.slip.line"].create(
            [
                order_line._prepare_departure_line(self, index)
                for index in range(last + 1, last + 1 - surplus)
            ]
        )


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _prepare_departure_line(self, slip, index):
        """Values of the ``index``-th exemplar (from 1) on a departure slip."""
        lots = self.rental_lot_ids - slip.line_ids.lot_id
        position = index - 1 - (len(self.rental_lot_ids) - len(lots))
        return {
            "slip_id": slip.id,
            "order_line_id": self.id,
            "index": index,
            "lot_id": lots[position].id if 0 <= position < len(lots) else False,
            "accessory_ids": [
                (0, 0, accessory._prepare_slip_accessory())
                for accessory in self.product_id.rental_accessory_ids
            ],
        }

    def _tell_open_slips(self, replaced=()):
        """:param replaced: lines that rent another product now, what was entered for them goes"""
        firm = self.filtered(lambda line: line.order_id.rental_state in FIRM_STATES)
        if not firm:
            return
        # sudo: slips are written by the machine only
        slips = (
            self.env["rental.slip"]
            .sudo()
            .search(
                [
                    ("order_id", "in", firm.order_id.ids),
                    ("type", "=", "departure"),
                    ("state", "=", "draft"),
                ]
            )
        )
        slips.line_ids.filtered(lambda line: line.order_line_id in replaced).unlink()
        slips._follow_booking()

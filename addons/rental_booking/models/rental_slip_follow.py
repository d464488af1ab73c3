from odoo import models


class RentalSlip(models.Model):
    """An open departure slip takes up what changes on its booking.

    What the signature says left is what is rented: without this, an exemplar added to the booking
    after the slip was opened would silently be taken off it again.
    """

    _inherit = "rental.slip"

    def _follow_booking(self):
        for slip in self:
            for order_line in slip.order_id._rental_get_departing_lines():
                slip._follow_order_line(order_line)
            slip.version += 1

    def _follow_order_line(self, order_line):
        """As many exemplars as are booked; those that are checked already stay."""
        lines = self.line_ids.filtered(lambda line: line.order_line_id == order_line)
        if not order_line.is_rental:
            lines.unlink()
            self.env["rental.slip.line"].create(order_line._rental_prepare_departure_lines(self))
            return
        surplus = len(lines) - int(order_line._rental_get_to_depart())
        if surplus > 0:
            lines.sorted(lambda line: (line.status != "pending", -line.index))[:surplus].unlink()
        last = max(lines.exists().mapped("index"), default=0)
        self.env["rental.slip.line"].create(
            [
                order_line._rental_prepare_departure_line(self, index)
                for index in range(last + 1, last + 1 - surplus)
            ]
        )

from odoo import models

from ..core.token import trusted
from ..core.workflow import OUT_STATES


class SaleOrderLine(models.Model):
    """Other dates for what is still out: what is settled keeps its own on a line of its own."""

    _inherit = "sale.order.line"

    def _rental_split_settled(self):
        """Other dates for what is still out: what is back keeps its own on a line of its own."""
        lines = self.filtered(
            lambda line: (
                line.order_id.rental_state in OUT_STATES
                and (line.rental_out_qty > 0 or line._rental_get_to_depart() > 0)
                and line._rental_get_settled_qty() > 0
            )
        )
        for line in lines:
            line._rental_split_off(line._rental_get_settled_qty())

    def _rental_rejoin_booking(self):
        """Their return is undone: they are out as long as the booking again, or what they were
        split from."""
        for line in trusted(self.sudo()):  # sudo: the undo of a manager, written by the machine
            head = line.rental_origin_line_id
            own_dates = line.rental_own_period and not head
            if own_dates or line._rental_is_over():  # only an accessory is away again
                continue
            period = head if head.rental_own_period else line.order_id
            values = {
                "rental_own_period": head.rental_own_period,
                "rental_start": period.rental_start,
                "rental_end": period.rental_end,
            }
            if any(line[name] != value for name, value in values.items()):
                line.write(values)

    def _rental_get_settled_qty(self):
        """Units whose rental is over: back for good, or missing."""
        return self.rental_returned_qty - self.rental_exchanged_qty + self.rental_missing_qty

    def _rental_split_off(self, count):
        """What is settled keeps its dates and its price on a line of its own."""
        line = trusted(self.sudo())  # sudo: a change of dates by the desk, written by the machine
        exemplars = line.rental_slip_line_ids.filtered(
            lambda own: own.exemplar in ("back", "missing", "charged")
        )[:count]
        own = line.copy(line._rental_prepare_split(len(exemplars)))
        (exemplars | exemplars.return_line_ids).order_line_id = own
        line.order_id.rental_missing_ids.filtered(
            lambda gap: gap.departure_line_id in exemplars
        ).order_line_id = own
        line.rental_occupation_ids.filtered(
            lambda row: row.released_at or row.lost
        ).order_line_id = own
        line.rental_lot_ids -= exemplars.lot_id
        own.rental_lot_ids = exemplars.lot_id
        line.qty_delivered -= len(exemplars)  # first: no line may be ordered for less
        line.product_uom_qty -= len(exemplars)
        (line | own)._rental_count_exemplars()

    def _rental_prepare_split(self, quantity):
        return {
            "order_id": self.order_id.id,
            "product_uom_qty": quantity,
            "rental_own_period": True,
            "rental_start": self.rental_start,
            "rental_end": self.rental_end,
            "rental_terms": self.rental_terms,
            "price_unit": self.price_unit,
            "technical_price_unit": self.technical_price_unit,
            "discount": self.discount,
            "tax_ids": [(6, 0, self.tax_ids.ids)],
            "rental_departed_qty": quantity,
            "rental_origin_line_id": self._rental_get_family().id,
        }

from odoo import fields, models

from ..core.token import trusted


class SaleOrderLine(models.Model):
    """What slips ask of and write on the lines of a booking."""

    _inherit = "sale.order.line"

    def _rental_is_sold_goods(self):
        """Goods sold beside the rental: they leave by the slip and stay with the customer."""
        return bool(
            not self.is_rental
            and not self.rental_charge
            and not self.display_type
            and self.product_id.type == "consu"
        )

    def _rental_get_undelivered(self):
        return max(0.0, self.product_uom_qty - self.qty_delivered)

    # Departure --------------------------------------------------------------------------------

    def _rental_prepare_departure_lines(self, slip):
        """Values of what still has to leave: one line an exemplar (seed), sold goods in one."""
        if self.is_rental:
            first = self.rental_departed_qty + 1
            last = first + int(self._rental_get_to_depart())
            return [
                self._rental_prepare_departure_line(slip, index) for index in range(first, last)
            ]
        quantity = self._rental_get_undelivered()
        if self.product_id.tracking == "none":
            values = {"slip_id": slip.id, "order_line_id": self.id, "quantity": quantity}
            return [values] if quantity else []
        return [
            {"slip_id": slip.id, "order_line_id": self.id, "index": index}
            for index in range(1, int(quantity) + 1)
        ]

    def _rental_prepare_departure_line(self, slip, index):
        """Values of the ``index``-th exemplar (from 1) on a departure slip."""
        pinned = self._rental_get_pinned_lots()
        lots = pinned - slip.line_ids.lot_id
        position = index - 1 - self.rental_departed_qty - (len(pinned) - len(lots))
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

    def _rental_prepare_departed_occupation(self, moment):
        return {
            "kind": "booking",
            "blocking": True,
            "away": True,
            "product_id": self.product_id.id,
            "warehouse_id": self.order_id.warehouse_id.id,
            "order_id": self.order_id.id,
            "order_line_id": self.id,
            "date_start": min(self.block_start, moment),
            "date_end": max(self.block_end, fields.Datetime.add(moment, minutes=1)),
            "planned_end": self.block_end,
        }

    def _rental_write_departed(self, taken, refused):
        """What was not taken leaves the booking; the units that left are its own."""
        for line, exemplars in refused.grouped("order_line_id").items():
            left = line.product_uom_qty - sum(exemplars.mapped("quantity"))
            trusted(line).product_uom_qty = max(0.0, left)
        for line, exemplars in taken.grouped("order_line_id").items():
            if exemplars.lot_id:
                trusted(line).rental_lot_ids |= exemplars.lot_id

    def _rental_count_exemplars(self):
        """The counts of each line, from what its exemplars became; one query for all."""
        groups = self.env["rental.slip.line"]._read_group(
            [("order_line_id", "in", self.ids), ("exemplar", "!=", False)],
            ["order_line_id", "exemplar"],
            ["__count"],
        )
        counts = {}
        for line, exemplar, count in groups:
            counts.setdefault(line.id, {})[exemplar] = count
        for line in trusted(self):
            found = counts.get(line.id, {})
            departed = sum(found.values())
            values = {
                "qty_delivered": departed - found.get("exchanged", 0),
                "rental_departed_qty": departed,
                "rental_returned_qty": found.get("back", 0) + found.get("exchanged", 0),
                "rental_exchanged_qty": found.get("exchanged", 0),
                "rental_missing_qty": found.get("missing", 0) + found.get("charged", 0),
            }
            changed = {name: value for name, value in values.items() if line[name] != value}
            if changed:
                line.write(changed)

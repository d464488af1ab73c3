from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core.token import trusted
from ..core.ways_out import Way


class SaleOrderLine(models.Model):
    """Chosen units that cannot leave with their line: elsewhere, late, in the workshop, promised."""

    _inherit = "sale.order.line"

    rental_stray_words = fields.Char(
        "Unit not there",
        compute="_compute_rental_stray_words",
        help="Chosen units that are elsewhere during the rental.",
    )

    @api.depends("rental_lot_ids", "rental_start", "rental_end", "rental_departed_qty")
    @api.depends_context("uid", "lang")
    def _compute_rental_stray_words(self):
        strays = self._rental_find_strays()
        for line in self:
            line.rental_stray_words = ", ".join(
                f"{lot.name} ({why})" for lot, why in strays.get(line, {}).items()
            )

    def _rental_find_strays(self):
        """{line: {chosen unit: why it is not there}}; three queries for all lines."""
        machine = self.sudo()  # sudo: where units are is no secret of their bookings
        chosen = {
            line: line._rental_get_pinned_lots()._origin
            for line in machine
            if line.rental_lot_ids and line._rental_has_open_demand()
        }
        lots = machine.rental_lot_ids.browse().union(*chosen.values())
        if not lots:
            return {}
        taken = machine.env["rental.occupation"].search(
            [("lot_id", "in", lots.ids), ("blocking", "=", True)], order="date_start, id"
        )
        taken, places = taken.grouped("lot_id"), machine._rental_get_places(lots)
        sent = machine.env["rental.occupation"].search(
            [
                ("kind", "=", "transfer"),
                ("blocking", "=", True),
                ("product_id", "in", lots.product_id.ids),
            ]
        )
        found = {}
        for line, own in chosen.items():
            reasons = {
                lot: line._rental_get_stray_reason(taken.get(lot, ()), places.get(lot), sent)
                for lot in own
            }
            found[line.with_env(self.env)] = {
                lot.with_env(self.env): why for lot, why in reasons.items() if why
            }
        return found

    def _rental_get_places(self, lots):
        """{unit: shop that has it}"""
        groups = self.env["stock.quant"]._read_group(
            [
                ("lot_id", "in", lots.ids),
                ("quantity", ">", 0),
                ("location_id.usage", "=", "internal"),
            ],
            ["lot_id", "location_id"],
        )
        return {lot: place.warehouse_id for lot, place in groups}

    def _rental_get_stray_reason(self, rows, shop, sent):
        """Why a unit with these rows, in that shop, is not there for the line; None when it is.

        :param sent: planned transfers
        """
        start, end = self._rental_get_open_start(), self.block_end
        for row in rows:
            own = row.order_line_id == self._origin
            if not own and row.date_start < end and self._rental_get_row_end(row) > start:
                return self._rental_describe_taker(row)
        if shop == self.order_id.warehouse_id or self._rental_is_sent_here(shop, sent):
            return None
        return self.env._("in %s", shop.name) if shop else self.env._("no longer in stock")

    def _rental_get_row_end(self, row):
        """What is late comes back nobody knows when, or after the days of the setting."""
        days = self.company_id.rental_overdue_days
        end = row._get_real_end()
        late = end != row.date_end
        return fields.Datetime.now() + timedelta(days=days) if late and days else end

    def _rental_describe_taker(self, row):
        if row.kind == "sav":
            return self.env._("in after-sales")
        if row.away and row._get_real_end() != row.date_end:
            return self.env._("late, with %s", row.order_id.name)
        if row.away:
            return self.env._("out with %s", row.order_id.name)
        if row.order_id:
            return self.env._("promised to %s", row.order_id.name)
        return self.env._("blocked")

    def _rental_is_sent_here(self, shop, sent):
        """Whether a planned transfer brings units of that shop for the line."""
        return any(
            row.product_id == self.product_id
            and row.warehouse_id == shop
            and row.dest_warehouse_id == self.order_id.warehouse_id
            and row.date_start <= self.block_start
            and row.date_end
            and row.date_end >= self.block_end
            for row in sent
        )

    # Another unit -----------------------------------------------------------------------------

    def _rental_find_units(self, given):
        """[(Way, values)]: each chosen unit that is not there, and the one that is, if any.

        What is short of the article itself no other unit helps.

        :param given: units that other lines of the booking are to get
        """
        strays = self._rental_find_strays().get(self, {})
        helped = len(strays) - int(self.rental_shortage)
        if helped <= 0:
            return []
        free = self._rental_get_free_lots() - given
        free = list(free - self.sudo().order_id.order_line.rental_lot_ids)  # sudo: own wishes
        ways = []
        for number, lot in enumerate(list(strays)[:helped]):
            other = free[number].id if number < len(free) else False
            values = {"lot_id": lot.id, "other_lot_id": other}
            ways.append((Way("unit", 1, 1), values))
        return ways

    def _rental_take_other_unit(self, lot, other):
        """The desk gives ``other`` (or any that is free) instead of a chosen unit that is away.

        Refused when it came back or the other one went meanwhile; the constraint of the units
        stands behind it.
        """
        self.ensure_one()
        if lot not in self._rental_find_strays().get(self, {}):
            raise UserError(
                self.env._(
                    "%(unit)s is there, or not chosen for %(booking)s any more. Close this window "
                    "and look again.",
                    unit=lot.name,
                    booking=self.order_id.name,
                )
            )
        if other and other not in self._rental_get_free_lots():
            raise UserError(
                self.env._(
                    "%(unit)s went meanwhile. Close this window and open the ways out again.",
                    unit=other.name,
                )
            )
        self._rental_give_unit(lot, other)
        self.order_id._rental_tell_unit_change(lot, other, searched=bool(other))

    def _rental_give_unit(self, lot, other):
        """``other`` (or none) where ``lot`` was chosen: row, wish and open departure slip."""
        line = trusted(self.sudo())  # sudo: pins are the machine's wherever the unit went
        row = line.rental_occupation_ids.filtered(
            lambda row: row.lot_id == lot and not row.away and not row.released_at
        )
        row.lot_id = other
        line.rental_lot_ids = line.rental_lot_ids - lot | other
        slips = line.order_id.rental_slip_ids.filtered(
            lambda slip: slip.state == "draft" and slip.type == "departure"
        )
        slips.line_ids.filtered(lambda own: own.lot_id == lot).write(
            {"lot_id": other.id, "status": "pending"}
        )

    def _rental_let_strays_go(self):
        """A wish gives way: nobody at the desk is there to choose another unit."""
        for line, strays in self._rental_find_strays().items():
            for lot in strays:
                line._rental_change_unit(lot)

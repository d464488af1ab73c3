from odoo import models

from ..core.half_days import to_local
from ..core.token import trusted
from ..core.workflow import OUT_STATES


class SaleOrder(models.Model):
    """The small door through which slips speak to their booking."""

    _inherit = "sale.order"

    def _rental_get_departing_lines(self):
        """Lines that leave with the next slip: those of the first day that is not served yet."""
        tz = self.warehouse_id._get_rental_tz()
        waiting = self.order_line.filtered(
            lambda line: line.is_rental and line._rental_get_to_depart() > 0 and line.rental_start
        )
        days = {line: to_local(line.rental_start, tz).date() for line in waiting}
        today = to_local(self.env.cr.now(), tz).date()
        until = max(today, min(days.values(), default=today))
        sold = self.order_line.filtered(
            lambda line: line._rental_is_sold_goods() and line._rental_get_undelivered() > 0
        )
        return waiting.filtered(lambda line: days[line] <= until) | sold

    def _rental_leave(self, moment):
        """First departure of the booking."""
        trusted(self.sudo()).rental_departed_on = moment  # sudo: written by the slip only
        self._apply_transition("depart")

    def _rental_settle_slips(self, moment):
        """After any slip: once nothing is out and nothing waits to leave, the booking is back."""
        lines = self._get_rental_lines()
        if self.rental_state in OUT_STATES and not any(
            line.rental_out_qty > 0 or line._rental_get_to_depart() > 0 for line in lines
        ):
            trusted(self.sudo()).rental_returned_on = moment  # sudo: as above
            self._apply_transition("return")
        if self.rental_at_risk:
            self._rental_refresh_risk()
        self._rental_settle_obligations()

    def _rental_go_back(self, state):
        """A slip was undone: the state of before it, with its trace made by the caller."""
        values = {"rental_state": state}
        if state == "out":
            values["rental_returned_on"] = False
        else:
            values["rental_departed_on"] = False
        trusted(self).write(values)
        if state == "confirmed":
            self._rental_empty_drafts(self._rental_get_drafts())

    def _rental_deliver_sold(self, sold, refused):
        """The signature is the delivery of what is sold; what is not taken is not delivered."""
        for order_line, lines in sold.grouped("order_line_id").items():
            moves = order_line.move_ids.filtered(
                lambda move: (
                    move.state not in ("done", "cancel")
                    and move.location_dest_id.usage == "customer"
                )
            )
            moves[:1]._rental_take(lines)
        done = sold.order_line_id.move_ids.filtered(lambda move: move.picked)
        for picking in done.filtered(lambda move: move.state != "done").picking_id:
            picking._action_done()
        refused.order_line_id.move_ids.filtered(
            lambda move: move.state not in ("done", "cancel")
        )._action_cancel()

    def _rental_tell_unit_change(self, lot, other, searched=True):
        """A unit chosen in advance went elsewhere: the booking says which one it has now.

        :param searched: False when somebody decided that any free unit may leave
        """
        inside = self._rental_inside()
        if other:
            inside.message_post(
                body=inside.env._(
                    "%(unit)s is not there; %(other)s is chosen instead.",
                    unit=lot.name,
                    other=other.name,
                )
            )
            return
        if not searched:
            inside.message_post(
                body=inside.env._("%s is not there; any free unit may leave.", lot.name)
            )
            return
        text = inside.env._("%s is not there and no other unit is free now. Choose one.", lot.name)
        inside.message_post(body=text)
        if self.rental_state == "ready":
            inside._rental_schedule(
                inside.env._("Choose another unit: %s", lot.product_id.display_name), text
            )

    def _rental_get_early_departure_warnings(self, order_lines):
        """A departure before its time takes goods that are promised to others until then."""
        service = self.env["rental.availability"]
        now, shop = self.env.cr.now().replace(microsecond=0), self.warehouse_id
        found, free = [], {}
        early = order_lines.filtered(
            lambda line: line.is_rental and line.block_start and line.block_start > now
        )
        for start, lines in early.grouped("block_start").items():
            free[start] = service._get_available(lines.product_id, shop, now, start, self)
        for line in early:
            short = line._rental_get_to_depart() - free[line.block_start][line.product_id.id]
            others = (
                service._get_clashing_bookings(line.product_id, shop, now, line.block_start) - self
                if short > 0
                else self.browse()
            )
            if others:
                found.append(
                    self.env._(
                        "%(product)s: promised until this booking begins to %(bookings)s.",
                        product=line.product_id.display_name,
                        bookings=", ".join(others[:5].mapped("name")),
                    )
                )
        return found

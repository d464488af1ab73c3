from datetime import timedelta

from odoo import models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from ..core.half_days import to_local, to_utc
from ..core.workflow import DESK, FIRM_STATES, OUT_STATES, QUOTED_STATES


class RentalOccupation(models.Model):
    """A bar of the timeline that somebody drags: to another unit, to other days."""

    _inherit = "rental.occupation"

    def action_move(self, lot_id=False, start_days=0, end_days=0):
        """Give the booking another unit or other days, as its form would: guard, price, history.

        :param lot_id: the unit on whose row the bar was let go
        :param start_days, end_days: how many days each end moved
        """
        self.ensure_one()
        if not self.env.user.has_group(DESK):
            raise AccessError(self.env._("Bookings are moved by the counter. Ask there."))
        # sudo: which line it is; what follows is done and checked as the user
        line = self.sudo().order_line_id.with_env(self.env)
        line.check_access("write")
        self._check_movable(line, start_days)
        if start_days or end_days:
            self._move_period(line, int(start_days), int(end_days))
        unit = self.sudo().lot_id.with_env(self.env)  # sudo: as above
        if lot_id and lot_id != unit.id:
            self._move_to_unit(line, unit, self.env["stock.lot"].browse(int(lot_id)))
        return True

    def _check_movable(self, line, start_days):
        state = line.order_id.rental_state
        open_states = (*QUOTED_STATES, *FIRM_STATES)
        if line and (state in open_states or (state in OUT_STATES and not start_days)):
            return
        raise UserError(
            self.env._(
                "%(what)s cannot be moved: only bookings that have not left are, and the return of "
                "one that is out.",
                what=self.sudo().display_name,  # sudo: its name was on the screen
            )
        )

    def _move_period(self, line, start_days, end_days):
        """The dates of the booking; those of the line alone when it has its own."""
        tz = line.order_id.warehouse_id._get_rental_tz()
        target = line if line.rental_own_period else line.order_id

        def move(moment, days):
            return to_utc(to_local(moment, tz) + timedelta(days=days), tz)

        values = {"rental_end": move(target.rental_end, end_days)}
        if start_days:
            values["rental_start"] = move(target.rental_start, start_days)
        target.write(values)

    def _move_to_unit(self, line, unit, wanted):
        if wanted.product_id != line.product_id:
            raise UserError(
                self.env._(
                    "%(unit)s is no unit of %(product)s. Let the bar go on one of its rows.",
                    unit=wanted.display_name,
                    product=line.product_id.display_name,
                )
            )
        if line.order_id.rental_state in OUT_STATES:
            raise UserError(
                self.env._(
                    "%s is with the customer: an exchange is entered on its return slip.",
                    unit.display_name,
                )
            )
        commands = [Command.unlink(unit.id)] if unit else []
        line.write({"rental_lot_ids": [*commands, Command.link(wanted.id)]})

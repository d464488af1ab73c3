from datetime import datetime

from odoo import models

from odoo.addons.rental_booking.core.half_days import to_utc

from ..core.visit import NOON, comeback, departure


class StockWarehouse(models.Model):
    """The days and halves of days that a shop offers to visitors of the web shop."""

    _inherit = "stock.warehouse"

    def _rental_get_web_openings(self, day):
        """[(opens, closes)] on the shop's wall clock; nine to six where no hours are set."""
        if not self.rental_calendar_id:
            at = datetime.combine(day, NOON)
            return [(at.replace(hour=9), at.replace(hour=18))]
        return self._rental_get_opening_intervals(day, 1)

    def _rental_get_web_period(self, wish):
        """(departure, return) as naive UTC; None where the shop is closed then."""
        tz = self._get_rental_tz()
        start = departure(self._rental_get_web_openings(wish.first_day), wish.first_part)
        end = comeback(self._rental_get_web_openings(wish.last_day), wish.last_part)
        return start and to_utc(start, tz), end and to_utc(end, tz)

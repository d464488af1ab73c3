from odoo import api, models
from odoo.tools import format_datetime


class RentalScreens(models.AbstractModel):
    """Words and dates for the screens."""

    _name = "rental.screens"
    _description = "Rental Screens"

    @api.model
    def _format_moment(self, moment, tz):
        return format_datetime(self.env, moment, tz=tz, dt_format="short") if moment else ""

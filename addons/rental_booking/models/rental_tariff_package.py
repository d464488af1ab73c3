from odoo import fields, models

from ..core.tariff import Package

WEEKDAYS = [
    ("0", "Monday"),
    ("1", "Tuesday"),
    ("2", "Wednesday"),
    ("3", "Thursday"),
    ("4", "Friday"),
    ("5", "Saturday"),
    ("6", "Sunday"),
]


class RentalTariffPackage(models.Model):
    """A stretch of the week that costs a fixed number of half-days, where that is cheaper."""

    _name = "rental.tariff.package"
    _inherit = ["rental.tariff.part"]
    _description = "Rental Tariff Package"
    _order = "from_day, from_hour"

    tariff_id = fields.Many2one("rental.tariff", required=True, index=True, ondelete="cascade")
    name = fields.Char(required=True, translate=True)
    from_day = fields.Selection(WEEKDAYS, "From", required=True, default="0")
    from_hour = fields.Float("From (hour)", default=8.0)
    to_day = fields.Selection(WEEKDAYS, "To", required=True, default="4")
    to_hour = fields.Float("To (hour)", default=19.0)
    half_days = fields.Integer("Counts as (half-days)", required=True, default=2)

    _values_valid = models.Constraint(
        "CHECK (half_days >= 0 AND from_hour >= 0 AND from_hour < 24"
        " AND to_hour >= 0 AND to_hour <= 24)",
        "A package counts no less than zero half-days, between 0:00 and 24:00.",
    )

    def _to_package(self):
        return Package(
            int(self.from_day), self.from_hour, int(self.to_day), self.to_hour, self.half_days
        )

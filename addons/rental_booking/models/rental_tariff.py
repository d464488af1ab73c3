from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core.tariff import Terms, Tier

FREE_WEEKDAYS = {"sunday": (6,), "weekend": (5, 6)}


class RentalTariff(models.Model):
    """Rules that turn a period into a multiple of the price of one day."""

    _name = "rental.tariff"
    _description = "Rental Tariff"
    _inherit = ["mail.thread"]
    _order = "sequence, name"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", index=True)
    unit = fields.Selection(
        [("half_day", "Half-day"), ("day", "Day")],
        "Charged by",
        default="half_day",
        required=True,
        help="The smallest period that is charged.",
        tracking=True,
    )
    clock = fields.Selection(
        [("calendar", "Calendar"), ("hours", "24-hour clock")],
        default="calendar",
        required=True,
        help="Calendar: each half-day or day touched counts. 24-hour clock: blocks of 12 or 24 "
        "hours from the departure.",
        tracking=True,
    )
    half_day_ratio = fields.Float(
        "Half-day share",
        default=0.6,
        help="What a half-day costs, as a share of the day price.",
        tracking=True,
    )
    minimum_half_days = fields.Integer(
        "Minimum (half-days)",
        default=1,
        help="A shorter rental is charged as this many.",
        tracking=True,
    )
    leeway_minutes = fields.Integer(
        "Leeway (minutes)",
        default=30,
        help="A return this late does not start a new period.",
        tracking=True,
    )
    weekend_package = fields.Boolean(
        help="From Friday evening to Monday morning, one price.", tracking=True
    )
    weekend_half_days = fields.Integer("Weekend counts as (half-days)", default=2, tracking=True)
    weekend_from = fields.Float("Weekend from (Friday)", default=16.0, tracking=True)
    weekend_to = fields.Float("Weekend until (Monday)", default=10.0, tracking=True)
    package_ids = fields.One2many(
        "rental.tariff.package", "tariff_id", "Other packages", copy=True, tracking=True
    )
    max_days = fields.Integer(
        "Longest rental (days)",
        tracking=True,
        help="A longer booking is refused, unless a manager allows it. 0: any length.",
    )
    free_weekdays = fields.Selection(
        [("sunday", "Sundays"), ("weekend", "Saturdays and Sundays")],
        "Free days",
        tracking=True,
        help="Days of the week that are not charged.",
    )
    free_closed_days = fields.Boolean(
        "Closed days are free",
        tracking=True,
        help="Days on which the shop is closed, holidays too, are not charged.",
    )
    tier_ids = fields.One2many(
        "rental.tariff.tier", "tariff_id", "Degressive tiers", copy=True, tracking=True
    )
    late_ratio = fields.Float(
        "Late half-day share",
        default=0.6,
        help="What each late half-day costs, as a share of the day price.",
        tracking=True,
    )

    _shares_positive = models.Constraint(
        "CHECK (half_day_ratio >= 0 AND late_ratio >= 0 AND minimum_half_days >= 1"
        " AND leeway_minutes >= 0 AND weekend_half_days >= 0 AND max_days >= 0)",
        "Shares, minimum and leeway cannot be below zero; the minimum is at least one half-day.",
    )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        product = self.env["product.template"].search(
            [("rental_tariff_id", "in", self.ids)], limit=1
        )
        if product:
            raise UserError(
                self.env._(
                    "%(tariff)s is the tariff of %(product)s. Archive it, or give the product "
                    "another one first.",
                    tariff=product.rental_tariff_id.name,
                    product=product.name,
                )
            )

    def _get_terms(self):
        """The rules as the pure calculation takes them (default rules without a tariff)."""
        if not self:
            return Terms()
        return Terms(
            unit=self.unit,
            clock=self.clock,
            half_day_ratio=self.half_day_ratio,
            minimum_half_days=self.minimum_half_days,
            leeway_minutes=self.leeway_minutes,
            weekend_half_days=self.weekend_half_days if self.weekend_package else -1,
            weekend_from=self.weekend_from,
            weekend_to=self.weekend_to,
            tiers=tuple(Tier(tier.from_day, tier.coefficient, tier.kind) for tier in self.tier_ids),
            packages=tuple(package._to_package() for package in self.package_ids),
            max_days=self.max_days,
            free_weekdays=FREE_WEEKDAYS.get(self.free_weekdays, ()),
            free_closed_days=self.free_closed_days,
        )

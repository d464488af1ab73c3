from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core.tariff import Terms, Tier, billed_half_days, coefficient


class RentalTariff(models.Model):
    """Rules that turn a period into a multiple of the price of one day."""

    _name = "rental.tariff"
    _description = "Rental Tariff"
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
    )
    clock = fields.Selection(
        [("calendar", "Calendar"), ("hours", "24-hour clock")],
        default="calendar",
        required=True,
        help="Calendar: each half-day or day touched counts. 24-hour clock: blocks of 12 or 24 "
        "hours from the departure.",
    )
    half_day_ratio = fields.Float(
        "Half-day share", default=0.6, help="What a half-day costs, as a share of the day price."
    )
    minimum_half_days = fields.Integer(
        "Minimum (half-days)", default=1, help="A shorter rental is charged as this many."
    )
    leeway_minutes = fields.Integer(
        "Leeway (minutes)", default=30, help="A return this late does not start a new period."
    )
    weekend_package = fields.Boolean(help="From Friday evening to Monday morning, one price.")
    weekend_half_days = fields.Integer("Weekend counts as (half-days)", default=2)
    weekend_from = fields.Float("Weekend from (Friday)", default=16.0)
    weekend_to = fields.Float("Weekend until (Monday)", default=10.0)
    tier_ids = fields.One2many("rental.tariff.tier", "tariff_id", "Degressive tiers", copy=True)
    late_ratio = fields.Float(
        "Late half-day share",
        default=0.6,
        help="What each late half-day costs, as a share of the day price.",
    )

    _shares_positive = models.Constraint(
        "CHECK (half_day_ratio >= 0 AND late_ratio >= 0 AND minimum_half_days >= 1"
        " AND leeway_minutes >= 0 AND weekend_half_days >= 0)",
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
        )

    @api.model
    def _get_coefficient(self, terms, date_start, date_end, tz_name):
        """(half-days charged, multiple of the day price) of a naive UTC period."""
        half_days = billed_half_days(date_start, date_end, tz_name, terms)
        return half_days, coefficient(half_days, terms)


class RentalTariffTier(models.Model):
    """From which day on the rental gets cheaper."""

    _name = "rental.tariff.tier"
    _description = "Rental Tariff Tier"
    _order = "from_day"

    tariff_id = fields.Many2one("rental.tariff", required=True, index=True, ondelete="cascade")
    from_day = fields.Integer("From day", required=True, default=2)
    kind = fields.Selection(
        [("per_day", "Each day counts"), ("total", "Whole period counts")],
        default="per_day",
        required=True,
    )
    coefficient = fields.Float("Day prices", required=True, default=1.0)

    _values_valid = models.Constraint(
        "CHECK (from_day >= 1 AND coefficient >= 0)",
        "A tier starts on day 1 or later and cannot be below zero.",
    )
    _tier_unique = models.Constraint(
        "UNIQUE (tariff_id, kind, from_day)", "There is already a tier for this day."
    )

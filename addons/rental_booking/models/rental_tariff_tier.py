from odoo import fields, models


class RentalTariffTier(models.Model):
    """From which day on the rental gets cheaper."""

    _name = "rental.tariff.tier"
    _inherit = ["rental.tariff.part"]
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

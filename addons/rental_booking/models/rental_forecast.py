from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..core.workflow import MANAGER

METHODS = [
    ("combined", "Several methods together"),
    ("intermittent", "Rare demand"),
    ("short", "Short history: a mean"),
    ("none", "Never asked for"),
]


class RentalForecast(models.Model):
    """One article in one shop in one month: what was wanted, or what is expected, beside the fleet."""

    _name = "rental.forecast"
    _description = "Rental Demand"
    _order = "product_id, warehouse_id, month"
    _rec_name = "product_id"
    _log_access = False

    company_id = fields.Many2one("res.company", required=True, index=True, readonly=True)
    warehouse_id = fields.Many2one(
        "stock.warehouse", "Shop", required=True, ondelete="cascade", readonly=True
    )
    product_id = fields.Many2one(
        "product.product", required=True, index=True, ondelete="cascade", readonly=True
    )
    categ_id = fields.Many2one(related="product_id.categ_id", string="Product category")
    month = fields.Date(required=True, readonly=True)
    kind = fields.Selection([("past", "Wanted"), ("coming", "Expected")], readonly=True)
    cutoff = fields.Date("Known until", readonly=True, help="Months before this day are known.")
    days = fields.Float(
        "Unit-days wanted",
        digits=(16, 1),
        readonly=True,
        help="Units times days: what was rented, refused for lack of stock or replaced by "
        "something else.",
    )
    lost_days = fields.Float(
        "Unit-days lost",
        digits=(16, 1),
        readonly=True,
        help="The part of it that went elsewhere: short, cancelled for lack of stock, replaced.",
    )
    peak = fields.Float(
        "Wanted at once",
        digits=(16, 1),
        readonly=True,
        aggregator="max",
        help="The most units that were wanted at the same moment.",
    )
    expected_days = fields.Float("Unit-days expected", digits=(16, 1), readonly=True)
    low_days = fields.Float(
        "At least", digits=(16, 1), readonly=True, help="One month in ten will be below."
    )
    high_days = fields.Float(
        "At most", digits=(16, 1), readonly=True, help="One month in ten will be above."
    )
    booked_days = fields.Float("Unit-days booked", digits=(16, 1), readonly=True)
    expected_peak = fields.Float(
        "Expected at once", digits=(16, 1), readonly=True, aggregator="max"
    )
    low_peak = fields.Float("At once, at least", digits=(16, 1), readonly=True, aggregator="max")
    high_peak = fields.Float("At once, at most", digits=(16, 1), readonly=True, aggregator="max")
    booked_peak = fields.Float("Booked at once", digits=(16, 1), readonly=True, aggregator="max")
    curve_days = fields.Float(
        "Unit-days", digits=(16, 1), readonly=True, help="Wanted, then expected: one curve."
    )
    curve_peak = fields.Float(
        "Units at once",
        digits=(16, 1),
        readonly=True,
        aggregator="max",
        help="Wanted, then expected: one curve.",
    )
    fleet = fields.Float("Owned", digits="Product Unit", readonly=True, aggregator="max")
    lacks = fields.Integer(
        readonly=True, aggregator="max", help="Units expected at once that are not owned."
    )
    method = fields.Selection(METHODS, readonly=True)
    mase = fields.Float(
        "Error",
        digits=(16, 2),
        readonly=True,
        aggregator="avg",
        help="Of the unit-days, measured on the last months and compared with “as last year”: "
        "below 1 is better. 0: not measured.",
    )
    mase_peak = fields.Float(
        "Error at once", digits=(16, 2), readonly=True, aggregator="avg", help="Of the peak."
    )

    _once = models.UniqueIndex("(product_id, warehouse_id, month)")

    @api.model
    def action_forecast_again(self):
        """All over again in the background, with what is known now; the screen can be left."""
        if not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._("Only a rental manager may do this."))
        # sudo: a manager has no rights on companies; these fields only say what is to be done
        self.env.companies.sudo().write({"rental_forecast_open": True, "rental_forecast_done": 0})
        self.env.ref("rental_booking.ir_cron_rental_forecast")._trigger()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": self.env._("The forecast is made in the background."),
                "type": "info",
            },
        }

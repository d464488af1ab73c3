from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ResCompany(models.Model):
    _inherit = "res.company"

    rental_grace_days = fields.Integer(
        "Grace period (days)",
        default=5,
        help="Days a customer has to bring back what was missing at the return.",
    )
    rental_late_tolerance = fields.Integer(
        "Late tolerance (minutes)", default=60, help="A return this late is not late."
    )
    rental_overdue_days = fields.Integer(
        "Overdue goods block for (days)",
        help="How long goods that did not come back keep blocking. 0: until they are returned.",
    )
    rental_auto_close = fields.Boolean(
        "Close bookings automatically",
        help="A booking with nothing missing and no open ticket is closed by the return itself.",
    )
    rental_hold_hours = fields.Integer(
        "Hold a proposal (hours)",
        help="A booking to confirm keeps its goods this long. 0: proposals hold nothing.",
    )
    rental_no_show_hours = fields.Integer(
        "No-show after (hours)",
        default=24,
        help="A booking that is not fetched this long after its departure is cancelled. 0: never.",
    )
    rental_no_show_charge = fields.Selection(
        [("none", "Nothing"), ("first_day", "The first day"), ("all", "The whole rental")],
        "A no-show pays",
        default="none",
        help="A draft invoice says it, paid or not; what was paid beyond is proposed for a credit "
        "note.",
    )
    rental_cancel_fee = fields.Float(
        "Cancellation fee",
        help="Share of the booking that is kept when something paid is cancelled. 0: nothing.",
    )
    rental_mails = fields.Boolean(
        "Mails to customers",
        default=True,
        help="Request received, proposal, reminder, confirmation, departure and return tomorrow, "
        "late, missing, cancelled: they leave by themselves.",
    )
    rental_customer_changes = fields.Boolean(
        "Customers change by themselves",
        default=True,
        help="On their page, where all is free. Otherwise they ask and the desk answers.",
    )
    rental_customer_hours = fields.Integer(
        "Until (hours before the departure)",
        default=24,
        help="Later than that a customer asks to cancel or to change the departure.",
    )
    rental_as_service = fields.Boolean(
        "Rentals are services",
        default=True,
        help="Taxes of services instead of those of goods, where the chart tells them apart.",
    )
    rental_income_account_id = fields.Many2one(
        "account.account",
        "Rental income",
        check_company=True,
        domain=[("account_type", "=", "income")],
        help="Account of rentals and their charges. Empty: that of each product.",
    )

    rental_payback_months = fields.Integer(
        "A unit earns its price in (months)",
        default=24,
        help="Fleet advice proposes to buy what pays for itself in this time.",
    )
    rental_forecast_month = fields.Date("Forecast of", readonly=True)
    rental_forecast_open = fields.Boolean("Forecast in progress", readonly=True)
    rental_forecast_done = fields.Integer("Last product forecast", readonly=True)

    _rental_payback_valid = models.Constraint(
        "CHECK (rental_payback_months > 0)", "A unit earns its price in one month at least."
    )

    @api.constrains("rental_cancel_fee")
    def _check_rental_cancel_fee(self):
        for company in self:
            if not 0.0 <= company.rental_cancel_fee <= 1.0:  # also what is no number
                raise ValidationError(
                    self.env._(
                        "The cancellation fee is a share of the booking: nothing, a part or all of it."
                    )
                )

    def _rental_choose_income_account(self):
        """Rentals are no goods sold: the account of rental or service income of the chart."""
        for company in self.filtered(lambda company: not company.rental_income_account_id):
            accounts = self.env["account.account"].with_company(company)
            for code in ("7083%", "706%"):
                found = accounts.search(
                    [
                        ("code", "=like", code),
                        ("account_type", "=", "income"),
                        ("company_ids", "in", company.ids),
                    ],
                    limit=1,
                )
                if found:
                    company.rental_income_account_id = found
                    break

    def _rental_begin_forecast(self):
        """A new month on the clock of the house: all its products are to be forecast."""
        shop = self.env["stock.warehouse"].search(
            [("company_id", "=", self.id), ("is_rental_shop", "=", True)], limit=1
        )
        place = self.with_context(tz=shop._get_rental_tz())
        month = fields.Date.context_today(place).replace(day=1)
        if self.rental_forecast_month != month:
            self.write(
                {
                    "rental_forecast_month": month,
                    "rental_forecast_open": True,
                    "rental_forecast_done": 0,
                }
            )

    def _get_rental_lang(self):
        """Language of what colleagues read, also when a machine writes it."""
        installed = dict(self.env["res.lang"].get_installed())
        lang = self.sudo().partner_id.lang  # sudo: a language is no secret
        return lang if lang in installed else next(iter(installed), "en_US")

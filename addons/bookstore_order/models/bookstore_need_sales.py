from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools import format_date, formatLang

from ..core.needs import count_free, count_here
from ..core.outlook import whole_copies


class BookstoreNeed(models.Model):
    """Why copies are proposed, and what the title sold and will sell."""

    _inherit = "bookstore.need"

    why = fields.Char("Why So Many", compute="_compute_why")
    outlook = fields.Char("Expected Sales", compute="_compute_sales")
    sales_chart = fields.Json("Sales by Month", compute="_compute_sales")

    @api.depends("product_id", "company_id", "reason", "quantity", "state")
    def _compute_why(self):
        for company, needs in self.grouped("company_id").items():
            found = needs._get_reasons(company)
            for need in needs:
                need.why = found.get(need)

    @api.depends("product_id", "company_id")
    def _compute_sales(self):
        forecasts = self.env["bookstore.forecast"]
        for company, needs in self.grouped("company_id").items():
            # sudo: how much a title sells is no secret in the shop
            shop = forecasts.sudo().with_company(company)
            outlooks = shop._get_outlooks(company, needs.product_id.ids)
            for need in needs:
                outlook = outlooks.get(need.product_id.id)
                need.outlook = outlook and shop._describe(outlook)
                need.sales_chart = outlook and shop._draw(outlook)

    def _get_reasons(self, company):
        """``{need: sentence}``: what each number of copies follows from."""
        # sudo: copies here, promised and on order are counted whoever asks
        shop = self.sudo().with_company(company)
        states, owners = shop._get_states(company, self.product_id)
        partners = self.env["res.partner"].browse(owners.values())
        names = {partner.id: partner.sudo().name for partner in partners}  # sudo: a name only
        today = shop.env["bookstore.forecast"]._get_today()
        day = today + relativedelta(months=company.bookstore_cover_months)
        return {
            need: need._explain(
                states[need.product_id.id],
                names.get(owners.get(need.product_id.id), ""),
                day,
            )
            for need in self
            if need.product_id.id in states
        }

    def _explain(self, state, owner, day):
        words = {
            "here": self._say(count_here(state)),
            "coming": self._say(state.on_order),
            "promised": self._say(state.promised),
            "free": self._say(count_free(state)),
            "expected": whole_copies(state.expected),
            "least": self._say(max((level.minimum for level in state.thresholds), default=0)),
            "day": format_date(self.env, day),
            "owner": owner,
        }
        if self.reason == "client":
            return self.env._(
                "%(promised)s promised to customers, %(here)s here, %(coming)s to come.", **words
            )
        if self.reason == "deposit":
            return self.env._("Sold from the deposit of %(owner)s, which wants it back.", **words)
        if self.reason == "threshold":
            return self.env._(
                "At least %(least)s wanted, %(here)s here, %(coming)s to come.", **words
            )
        if self.reason == "sales":
            return self.env._(
                "About %(expected)s sold until %(day)s, %(free)s free, here or to come.", **words
            )
        return self.note or self.env._("Somebody wants it; %(here)s here.", **words)

    def _say(self, copies):
        return formatLang(self.env, copies, digits=0 if copies == int(copies) else 2)

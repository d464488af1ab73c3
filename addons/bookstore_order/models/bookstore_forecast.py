from calendar import monthrange
from math import ceil

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import formatLang

from odoo.addons.bookstore_deposit.models.sql import stock_cells
from odoo.addons.suite_base.core.forecasting.demand import build_demand

from ..core.outlook import PAST, SURE, look_ahead, take_months, whole_copies
from . import sql

BATCH = 500
TOLD_MONTHS = 3


class BookstoreForecast(models.Model):
    """What a title will sell in the coming months, as foreseen from all whole months before."""

    _name = "bookstore.forecast"
    _description = "Expected Sales of a Title"
    _rec_name = "product_id"
    _order = "expected desc, id"

    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    product_id = fields.Many2one(
        "product.product", "Title", required=True, readonly=True, index=True, ondelete="cascade"
    )
    until = fields.Date("Known Until", required=True, readonly=True)
    months = fields.Integer("Months Ahead", required=True, readonly=True)
    expected = fields.Float("Expected Copies", digits="Product Unit", readonly=True)
    expected_next = fields.Float(
        "Expected a Month Later",
        digits="Product Unit",
        readonly=True,
        help="Over as many months, from the next one on: between the two, day by day.",
    )
    low = fields.Float("At Least", digits="Product Unit", readonly=True)
    high = fields.Float("At Most", digits="Product Unit", readonly=True)
    error = fields.Float(
        "Wrong By",
        digits="Product Unit",
        readonly=True,
        help="Copies a month, in the past, by the same forecast. 0: too few sales to measure it.",
    )
    method = fields.Selection(
        [
            ("short", "Sold for a few months only"),
            ("intermittent", "Rarely sold"),
            ("combined", "Sold regularly"),
        ],
        "Kind of Sales",
        readonly=True,
    )

    _title_unique = models.UniqueIndex(
        "(company_id, product_id)", "A title has one forecast in a shop."
    )

    # -- made once a month for every title that was sold -------------------------------------------

    @api.model
    def _cron_forecast(self):
        """Look ahead for the titles sold in the last two years, shop by shop."""
        companies = self.env["res.company"].search(
            [("bookstore_undecided_partner_id", "!=", False)]
        )
        for company in companies:
            shop = self.with_company(company).with_context(allowed_company_ids=company.ids)
            for count, remaining in shop._look_ahead(company):
                if not self.env["ir.cron"]._commit_progress(count, remaining=remaining):
                    return  # the time of the scheduled action is over: the next run goes on

    def _look_ahead_all(self, company):
        return sum(count for count, _remaining in self._look_ahead(company))

    def _look_ahead(self, company):
        """Yield ``(titles done, titles that may follow)`` after each batch."""
        until, months = self._get_until(), company.bookstore_cover_months
        old = Domain("company_id", "=", company.id) & (
            Domain("until", "!=", until) | Domain("months", "!=", months)
        )
        self.search(old).unlink()
        known = set(self.search([("company_id", "=", company.id)]).product_id.ids)
        since, after = until - relativedelta(months=PAST), 0
        while months and (titles := sql.sales.sold_titles(self.env, company, since, after, BATCH)):
            missing = [title for title in titles if title not in known]
            self._store(company, self._get_outlooks(company, missing), until, months)
            after = titles[-1]
            yield len(missing), len(titles)

    def _store(self, company, outlooks, until, months):
        self.create(
            [
                self._prepare_vals(company, product_id, outlook, until, months)
                for product_id, outlook in outlooks.items()
                if outlook.known >= SURE
            ]
        )

    def _prepare_vals(self, company, product_id, outlook, until, months):
        span = take_months(outlook, months)
        return {
            "company_id": company.id,
            "product_id": product_id,
            "until": until,
            "months": months,
            "expected": span.expected,
            "expected_next": take_months(outlook, months, 1.0).expected,
            "low": span.low,
            "high": span.high,
            "error": outlook.error or 0.0,
            "method": outlook.method,
        }

    @api.model
    def _get_today(self):
        """The day where the shop is."""
        timezone = self.env.company.partner_id.tz or self.env.user.tz or "UTC"
        return fields.Date.context_today(self.with_context(tz=timezone))

    @api.model
    def _get_until(self):
        """The first day of the month that is not over yet."""
        return self._get_today().replace(day=1)

    @api.model
    def _get_elapsed(self):
        """The part of this month that is over."""
        today = self._get_today()
        return (today.day - 1) / monthrange(today.year, today.month)[1]

    @api.model
    def _get_expected(self, company, products=None):
        """``{title id: copies sold before the shop orders again}``"""
        domain = (
            Domain("company_id", "=", company.id)
            & Domain("until", "=", self._get_until())
            & Domain("months", "=", company.bookstore_cover_months)
            & (Domain("expected", ">=", 0.5) | Domain("expected_next", ">=", 0.5))
        )
        if products:
            domain &= Domain("product_id", "in", products.ids)
        over = self._get_elapsed()
        return {
            row.product_id.id: row.expected + over * (row.expected_next - row.expected)
            for row in self.search(domain)
        }

    # -- told of some titles at once ---------------------------------------------------------------

    @api.model
    def _get_outlooks(self, company, product_ids):
        """``{title id: Outlook}``, in two queries for however many titles."""
        until = self._get_until()
        timezone = company.partner_id.tz or self.env.user.tz or "UTC"
        flows, on_hand = {}, dict.fromkeys(product_ids, 0.0)
        for product_id, *flow in sql.sales.monthly_flows(self.env, company, product_ids, timezone):
            flows.setdefault(product_id, []).append(tuple(flow))
        for product_id, _place, _owner, copies in stock_cells(self.env, company, product_ids):
            on_hand[product_id] += copies
        return {
            product_id: look_ahead(build_demand(flows.get(product_id, ()), until, copies))
            for product_id, copies in on_hand.items()
        }

    @api.model
    def _describe(self, outlook, months=TOLD_MONTHS):
        """The forecast in the words of a bookseller."""
        if outlook.method == "none":
            return self.env._("No sale before this month: nothing can be foreseen.")
        span = take_months(outlook, months, self._get_elapsed())
        words = {
            "copies": whole_copies(span.expected),
            "months": months,
            "low": int(span.low),
            "high": ceil(span.high),
        }
        if outlook.method == "short":
            return self.env._(
                "In the next %(months)s months about %(copies)s sold, if it goes on like this; its"
                " first sale is less than six months old.",
                **words,
            )
        if outlook.method == "intermittent":
            return self.env._(
                "Rarely sold: in the next %(months)s months about %(copies)s, seldom more than"
                " %(high)s.",
                **words,
            )
        told = self.env._(
            "In the next %(months)s months about %(copies)s sold; 4 times in 5 between %(low)s and"
            " %(high)s.",
            **words,
        )
        return f"{told} {self._describe_error(outlook)}"

    def _describe_error(self, outlook):
        if outlook.error is None:
            return self.env._("By how much this may be wrong could not be measured.")
        copies = formatLang(self.env, outlook.error, digits=1)
        if outlook.beats_last_year:
            return self.env._(
                "Tried on past months, it was wrong by %(copies)s a month: less than “as last"
                " year”.",
                copies=copies,
            )
        return self.env._(
            "Tried on past months, it was wrong by %(copies)s a month: no better than “as last"
            " year”.",
            copies=copies,
        )

    @api.model
    def _draw(self, outlook):
        """What the chart of sales shows: 24 months sold, then the months to come."""
        until = self._get_until()
        first = until - relativedelta(months=PAST)
        count = PAST + len(outlook.expected)
        return {
            "months": [
                fields.Date.to_string(first + relativedelta(months=place)) for place in range(count)
            ],
            "sold": list(outlook.sold),
            "expected": list(outlook.expected),
            "low": list(outlook.low),
            "high": list(outlook.high),
        }

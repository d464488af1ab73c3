from datetime import datetime, time
from math import floor

from odoo import api, fields, models

from odoo.addons.suite_base.core.forecasting.demand import add_months
from odoo.addons.suite_base.core.forecasting.engine import forecast

from ..core.demand import (
    Expected,
    Month,
    Want,
    blend,
    count_months,
    fill,
    find_like,
    scale_levels,
)
from ..core.fleet_advice import Coming, count_lacks
from ..core.half_days import to_local
from .sql import demand, occupations

BATCH = 200
HORIZON = 12
KNOWN_MONTHS = 60
SHOWN_MONTHS = 24


class RentalForecast(models.Model):
    """How the months are made: counted, forecast, compared with the fleet; once a month."""

    _inherit = "rental.forecast"

    @api.model
    def _cron_rental_forecast(self):
        """This month's forecast of each company, product after product; goes on where it stopped."""
        companies = self.env["res.company"].search([])  # pylint: disable=no-search-all  # each
        for company in companies:
            company._rental_begin_forecast()
        while company := companies.filtered("rental_forecast_open")[:1]:
            remaining = self._make_next(company)
            if not self.env["ir.cron"]._commit_progress(1, remaining=remaining):
                break

    @api.model
    def _make_next(self, company):
        """The next products of a company; how many remain, one more when it is not told yet."""
        domain = [
            ("id", ">", company.rental_forecast_done),
            ("is_rental", "=", True),
            ("company_id", "in", (False, company.id)),
        ]
        products = self.env["product.product"].search(domain, order="id", limit=BATCH)
        if not products:
            company.rental_forecast_open = False
            return 0
        self._make(company, products)
        company.rental_forecast_done = products[-1].id
        return self.env["product.product"].search_count(domain) + 1

    @api.model
    def _make(self, company, products):
        """Count, forecast and judge these products in each shop of the company."""
        shops = self.env["stock.warehouse"].search(
            [("company_id", "=", company.id), ("is_rental_shop", "=", True)]
        )
        now = fields.Datetime.now()
        cutoffs = {
            shop: to_local(now, shop._get_rental_tz()).date().replace(day=1) for shop in shops
        }
        wanted, owned = self._count(company, products, shops)
        rows, facts = [], {}
        for product in products:
            for shop in shops:
                key = (product.id, shop.id)
                units = owned.get(key, 0.0)
                if key not in wanted and not units:
                    continue
                months, cutoff = wanted.get(key, {}), cutoffs[shop]
                own, coming = self._forecast(months, cutoff, units)
                head = (company.id, shop.id, product.id)
                rows += [(*head, *row) for row in own]
                facts[product, shop] = self._get_facts(months, cutoff, coming, units)
        demand.store(self.env, company, products.ids, rows)
        self.env["rental.fleet.advice"]._bring_up_to_date(company, products, facts)

    @api.model
    def _count(self, company, products, shops):
        """({(product id, shop id): {month: Month}}, {(product id, shop id): units owned})"""
        since = add_months(fields.Date.context_today(self).replace(day=1), -KNOWN_MONTHS)
        found = {}
        for product_id, shop_id, *want in demand.wants(self.env, company, products.ids, since):
            found.setdefault((product_id, shop_id), []).append(Want(*want))
        wanted = {key: count_months(own) for key, own in found.items()}
        return wanted, occupations.fleets(self.env, products.ids, shops.ids)

    @api.model
    def _forecast(self, months, cutoff, owned):
        """(rows of the months, those that come as the advice takes them)"""
        past = fill(months, cutoff)
        days = forecast([month.days for _first, month in past], HORIZON)
        peaks = forecast([month.peak for _first, month in past], HORIZON)
        measured = (days.method, days.mase or 0.0, peaks.mase or 0.0)
        rows = [
            self._prepare_past(first, month, cutoff, owned, measured)
            for first, month in past[-SHOWN_MONTHS:]
        ]
        known, coming = dict(past), []
        for step in range(HORIZON):
            first = add_months(cutoff, step)
            booked = months.get(first, Month())
            units = blend(_expect(days, step), booked.days)
            most = blend(_expect(peaks, step), booked.peak)
            rows.append(self._prepare_coming(first, cutoff, owned, (units, most, booked), measured))
            like = booked if booked.peak >= most.expected else find_like(known, first)
            levels = scale_levels(like.levels, like.peak, most.expected)
            coming.append(Coming(first, most.expected, most.high, levels))
        return rows, coming

    @api.model
    def _prepare_past(self, first, month, cutoff, owned, measured):
        counted = (month.days, month.lost, month.peak)
        curve = (month.days, month.peak)
        return (first, "past", cutoff, *counted, *[None] * 8, *curve, owned, 0, *measured)

    @api.model
    def _prepare_coming(self, first, cutoff, owned, said, measured):
        units, most, booked = said
        return (
            *(first, "coming", cutoff, None, None, None),
            *(units.expected, units.low, units.high, booked.days),
            *(most.expected, most.low, most.high, booked.peak),
            *(units.expected, most.expected),
            *(owned, count_lacks(owned, most.expected)),
            *measured,
        )

    @api.model
    def _get_facts(self, months, cutoff, coming, owned):
        """What the advice needs to know of one product in one shop."""
        past = fill(months, cutoff)
        year = [month for first, month in past if first >= add_months(cutoff, -12)]
        return {
            "owned": floor(owned),
            "coming": coming,
            "known": len(past),
            "past_peak": max((month.peak for month in year), default=0.0),
            "lost": sum(month.lost for month in year),
            "since": datetime.combine(add_months(cutoff, -12), time()),
        }


def _expect(said, step):
    return Expected(said.expected[step], said.low[step], said.high[step])

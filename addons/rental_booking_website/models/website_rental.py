from datetime import timedelta

from odoo import api, fields, models

from odoo.addons.rental_booking.core.half_days import day_bounds, to_local
from odoo.addons.rental_booking.core.tariff import billed_half_days, coefficient

from ..core.visit import first_free

STRIP_DAYS = 35


class WebsiteRental(models.AbstractModel):
    """What a visitor sees of rental products: what is free for his period, and what it costs.

    One question to the availability service for a whole page, however many products it shows.
    """

    _name = "website.rental"
    _description = "Rental Products on the Web Shop"

    @api.model
    def _get_offers(self, templates, visit, prices, basket=None):
        """{product template id: {"free", "price", "days", "day_price"}}.

        :param visit: as ``website._rental_get_visit`` gives it; {} = no period chosen yet
        :param prices: {template id: price of a day as the shop shows it}
        """
        # sudo: capacity is a matter of the whole shop; only numbers leave here
        rentals = templates.sudo().filtered("is_rental")
        free = self._get_free(rentals.product_variant_ids, visit, basket) if visit else {}
        factors, offers = {}, {}
        for template in rentals:
            offer = {"free": None, "price": None, "days": 0, "day_price": prices[template.id]}
            if visit:
                tariff = template.rental_tariff_id
                if tariff not in factors:
                    factors[tariff] = self._get_factor(tariff, visit)
                half_days, factor = factors[tariff]
                offer["free"] = sum(max(0.0, free[v.id]) for v in template.product_variant_ids)
                offer["price"] = prices[template.id] * factor
                offer["days"] = half_days / 2
            offers[template.id] = offer
        return offers

    @api.model
    def _get_free(self, products, visit, basket=None):
        """{product id: units free in the visit's shop and period}, the own basket ignored."""
        windows = []
        for product in products:
            before, after = product._get_rental_buffers()
            windows.append(
                (
                    product.id,
                    product.id,
                    visit["shop"].id,
                    visit["start"] - before,
                    visit["end"] + after,
                    basket.id if basket else False,
                )
            )
        # sudo: as in _get_offers
        return self.env["rental.availability"].sudo()._get_windows(windows)

    @api.model
    def _get_factor(self, tariff, visit):
        """(half-days charged, multiple of the day price) of the visit's period."""
        terms, shop = tariff._get_terms(), visit["shop"]
        tz = shop._get_rental_tz()
        closed = ()
        if terms.free_closed_days:
            first = to_local(visit["start"], tz).date()
            length = (to_local(visit["end"], tz).date() - first).days + 1
            days = {first + timedelta(days=number) for number in range(length)}
            closed = days - shop._rental_get_open_days(first, length)
        half_days = billed_half_days(visit["start"], visit["end"], tz, terms, closed)
        return half_days, coefficient(half_days, terms)

    @api.model
    def _get_strip(self, products, shop, first_day):
        """[{"date", "free", "closed"}] of the days to come: the lowest number free of each."""
        # sudo: as in _get_offers
        service = self.env["rental.availability"].sudo()
        bounds = day_bounds(first_day, STRIP_DAYS, shop._get_rental_tz())
        rows = service._get_grid_rows(products.sudo(), shop, bounds)
        open_days = shop._rental_get_open_days(first_day, STRIP_DAYS)
        dates = [first_day + timedelta(days=number) for number in range(STRIP_DAYS)]
        return [
            {
                "date": date,
                "free": sum(max(0.0, row["cells"][number]["available"]) for row in rows),
                "closed": date not in open_days,
            }
            for number, date in enumerate(dates)
        ]

    @api.model
    def _get_next_free_day(self, strip, visit, wanted=1):
        """First day from which a rental as long as the visit's is free, or False."""
        wish = visit["wish"]
        days = (wish.last_day - wish.first_day).days + 1
        found = first_free(
            [day["free"] for day in strip], [not day["closed"] for day in strip], days, wanted
        )
        return strip[found]["date"] if found is not None else False

    @api.model
    def _get_today(self, shop):
        return to_local(fields.Datetime.now(), shop._get_rental_tz()).date()

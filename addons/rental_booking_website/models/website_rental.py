import calendar
from datetime import timedelta

from odoo import api, fields, models

from odoo.addons.rental_booking.core.half_days import day_bounds, to_local
from odoo.addons.rental_booking.core.kit import share_price
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
        rentals = templates.sudo().filtered(lambda template: template._rental_is_offered())
        variants = rentals.product_variant_ids
        articles = self._get_free_articles(variants, visit, basket) if visit else {}
        factors, offers = {}, {}
        for template in rentals:
            offer = {"free": None, "price": None, "days": 0, "day_price": prices[template.id]}
            if visit:
                half_days, price = self._get_price(
                    template, prices[template.id], visit, factors, articles
                )
                own = (self._count_free(one, articles) for one in template.product_variant_ids)
                offer["free"] = sum(max(0.0, free) for free in own)
                offer["price"] = price
                offer["days"] = half_days / 2
            offers[template.id] = offer
        return offers

    @api.model
    def _get_price(self, template, day_price, visit, factors, free):
        """(half-days charged, price of one for the visit); a kit is the sum of its parts.

        :param free: {article id: units}; a kit is priced with the articles that it would take
        """
        combos = template.combo_ids if template.type == "combo" else ()
        if not combos:
            half_days, factor = self._get_known_factor(template.rental_tariff_id, visit, factors)
            return half_days, day_price * factor
        parts = [(combo.base_price, combo._rental_get_quantity()) for combo in combos]
        currency = self.env.company.currency_id
        shares = dict(zip(combos, share_price(day_price, parts, currency.rounding), strict=True))
        charged, total = [0], 0.0
        for item in self._choose_items(template, free):
            units, half_days, factor = item.combo_id._rental_get_quantity(), 0, 1.0
            if item.product_id.is_rental:  # what is sold with the kit costs no days
                tariff = item.product_id.rental_tariff_id
                half_days, factor = self._get_known_factor(tariff, visit, factors)
            one = shares[item.combo_id] + currency.round(item.extra_price / units)
            charged.append(half_days)
            total += units * currency.round(one * factor)
        return max(charged), total

    @api.model
    def _choose_items(self, template, free):
        sold = template.combo_ids.combo_item_ids.product_id.filtered(lambda one: not one.is_rental)
        return template._rental_choose_items(free | dict.fromkeys(sold.ids, float("inf")))

    @api.model
    def _get_known_factor(self, tariff, visit, factors):
        if tariff not in factors:
            factors[tariff] = self._get_factor(tariff, visit)
        return factors[tariff]

    @api.model
    def _get_free(self, products, visit, basket=None):
        """{product id: units free in the visit's shop and period}, the own basket ignored."""
        free = self._get_free_articles(products, visit, basket)
        return {product.id: self._count_free(product, free) for product in products}

    @api.model
    def _get_free_articles(self, products, visit, basket=None):
        """The same of the articles that they are, or are made of."""
        windows = self._prepare_windows(self._get_articles(products), visit, basket)
        # sudo: as in _get_offers
        found = self.env["rental.availability"].sudo()._get_windows(windows)
        return {product_id: number for (_shop, product_id), number in found.items()}

    @api.model
    def _get_articles(self, products):
        """The articles themselves, and those that kits among them are made of."""
        # sudo: as in _get_offers
        kits = products.sudo().filtered(lambda product: product.type == "combo")
        return (products.sudo() - kits) | kits.combo_ids.combo_item_ids.product_id

    @api.model
    def _count_free(self, product, free):
        """Units of an article, or whole kits, that ``free`` ({article id: units}) leaves."""
        if product.type != "combo":
            return free.get(product.id, 0.0)
        return float(product.sudo().product_tmpl_id._rental_count_kits(free))  # sudo: as above

    @api.model
    def _prepare_windows(self, products, visit, basket):
        """Questions to the availability service, buffers included; key (shop, product)."""
        windows = []
        for product in products:
            before, after = product._get_rental_buffers()
            windows.append(
                (
                    (visit["shop"].id, product.id),
                    product.id,
                    visit["shop"].id,
                    visit["start"] - before,
                    visit["end"] + after,
                    basket.id if basket else False,
                )
            )
        return windows

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
    def _get_shop_offers(self, products, wish, shops, basket=None):
        """[{"shop", "is_open", "free"}]: each shop with its own hours and its own fleet."""
        offers, windows = [], []
        for shop in shops:
            start, end = shop._rental_get_web_period(wish)
            is_open = bool(start and end and start < end)
            offers.append({"shop": shop, "is_open": is_open, "free": 0.0})
            if is_open:
                visit = {"shop": shop, "start": start, "end": end}
                windows += self._prepare_windows(self._get_articles(products), visit, basket)
        # sudo: as in _get_offers
        free = self.env["rental.availability"].sudo()._get_windows(windows)
        for offer in offers:
            own = {
                article: units
                for (shop, article), units in free.items()
                if shop == offer["shop"].id
            }
            offer["free"] = sum(max(0.0, self._count_free(product, own)) for product in products)
        return offers

    @api.model
    def _is_month_shown(self, shop, first_day):
        """This month and the eleven that follow."""
        today = self._get_today(shop)
        months = 12 * (first_day.year - today.year) + first_day.month - today.month
        return first_day.day == 1 and 0 <= months < 12

    @api.model
    def _get_month(self, product, shop, first_day):
        """[[day, "past", "closed", "free" or "taken", units]] of the days of one month."""
        length = calendar.monthrange(first_day.year, first_day.month)[1]
        today = self._get_today(shop)
        if product:
            days = self._get_strip(product, shop, first_day, length)
        else:
            open_days = shop._rental_get_open_days(first_day, length)
            dates = [first_day + timedelta(days=number) for number in range(length)]
            days = [{"date": day, "free": 1, "closed": day not in open_days} for day in dates]
        return [
            [
                day["date"].isoformat(),
                "past"
                if day["date"] < today
                else "closed"
                if day["closed"]
                else "free"
                if day["free"]
                else "taken",
                day["free"] if product else None,
            ]
            for day in days
        ]

    @api.model
    def _get_strip(self, products, shop, first_day, length=STRIP_DAYS):
        """[{"date", "free", "closed"}] of the days to come: the lowest number free of each."""
        # sudo: as in _get_offers
        service = self.env["rental.availability"].sudo()
        bounds = day_bounds(first_day, length, shop._get_rental_tz())
        rows = service._get_grid_rows(self._get_articles(products), shop, bounds)
        open_days = shop._rental_get_open_days(first_day, length)
        dates = [first_day + timedelta(days=number) for number in range(length)]
        free = [
            {row["product_id"]: row["cells"][number]["available"] for row in rows}
            for number in range(length)
        ]
        return [
            {
                "date": date,
                "free": sum(max(0.0, self._count_free(product, units)) for product in products),
                "closed": date not in open_days,
            }
            for units, date in zip(free, dates, strict=True)
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

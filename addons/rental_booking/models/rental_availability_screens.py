from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import format_date

from ..core.half_days import day_bounds, to_local, to_utc
from ..core.sweep import peaks
from ..core.workflow import DESK
from .rental_occupation import FAR_FUTURE
from .sql import occupations, pages

MAX_DAYS = 92
MAX_ROWS = 500
CELL_KINDS = {
    "held": "hold",
    "quoted": "quote",
    "overdue": "overdue",
    "sav": "sav",
    "supply": "supply",
}


class _Cells(dict):
    """{numbers of a day: its cell}, each made once."""

    def __init__(self, fleet):
        super().__init__()
        self.fleet = fleet

    def __missing__(self, numbers):
        level, *told_apart = numbers
        cell = {"available": self.fleet - level, **dict(zip(CELL_KINDS, told_apart, strict=True))}
        self[numbers] = cell
        return cell


class RentalAvailability(models.AbstractModel):
    """What the grid and the timeline ask for. Read-only; rights are the user's own."""

    _inherit = "rental.availability"

    @api.model
    @api.readonly
    def get_shops(self):
        """[{"id", "name"}] of the shops the user works in, the default one first."""
        return self.env["stock.warehouse"]._rental_get_user_shops().read(["name"])

    @api.model
    @api.readonly
    def get_families(self):
        """[{"id", "name"}] of the product categories that hold something to rent, by name."""
        rented = self.env["product.template"]._read_group(
            [("is_rental", "=", True)], ["categ_id"], order="categ_id"
        )
        found = self.env["product.category"].union(*(category for (category,) in rented))
        return [{"id": one.id, "name": one.display_name} for one in found]

    @api.model
    @api.readonly
    def get_grid(
        self,
        warehouse_id,
        date_from,
        days=14,
        search="",
        offset=0,
        limit=80,
        category_id=False,
        busy=False,
    ):
        """Product × day availability of one shop; a number is the lowest free of the day.

        :param date_from: "YYYY-MM-DD" in the shop's time zone
        :param category_id: of the product category to look at, with those below it
        :param busy: only what is booked, asked or away in these days
        """
        shop, first_day, days = self._check_screen(warehouse_id, date_from, days)
        bounds = day_bounds(first_day, days, shop._get_rental_tz())
        domain = self._get_screen_domain(search, category_id)
        if busy:
            domain &= self._get_busy_domain(shop, bounds)
        products, total = self._get_screen_products(domain, offset, limit)
        return {
            "days": self._get_day_headers(shop, first_day, days),
            "may_book": self.env.user.has_group(DESK),
            "total": total,
            "rows": self._get_grid_rows(products, shop, bounds),
        }

    @api.model
    def _get_screen_products(self, domain, offset, limit):
        """(one page of products, how many there are in all)."""
        limit, order = min(limit, MAX_ROWS), "default_code, name, id"
        products = self.env["product.product"]
        query = products._search(domain, offset=offset, limit=limit, order=order)
        ids, total = pages.page(self.env, query)
        found = products.browse(ids)
        found.fetch(["name", "default_code"])
        return found, total if ids or not offset else products.search_count(domain)

    @api.model
    def _get_grid_rows(self, products, shop, bounds):
        owned = occupations.fleet(self.env, products.ids, shop.id)
        found = occupations.window_rows(
            self.env,
            products.ids,
            shop.id,
            bounds[0],
            bounds[-1],
            fields.Datetime.now(),
            self._get_overdue_days(shop),
            self._get_start_of_today(shop),
        )
        demand = {}
        for product_id, start, end, quantity, kind in found:
            demand.setdefault(product_id, {}).setdefault(kind, []).append(
                (start, end or FAR_FUTURE, quantity)
            )
        return [
            {
                "product_id": product.id,
                "name": product.name,
                "reference": product.default_code or "",
                "fleet": owned.get(product.id) or 0.0,
                "cells": self._get_grid_cells(
                    owned.get(product.id) or 0.0, demand.get(product.id, {}), bounds
                ),
            }
            for product in products
        ]

    @api.model
    def _get_grid_cells(self, fleet, rows_by_kind, bounds):
        """One dictionary a day: free, and the peaks of what is told apart.

        Days with the same numbers share one dictionary: a grid has thousands of cells.
        """
        blocking = [row for kind, rows in rows_by_kind.items() if kind != "quote" for row in rows]
        nothing = [0] * (len(bounds) - 1)
        levels = peaks(blocking, bounds) if blocking else nothing
        told_apart = (
            peaks(rows_by_kind[kind], bounds) if kind in rows_by_kind else nothing
            for kind in CELL_KINDS.values()
        )
        cells = _Cells(fleet)
        return [cells[numbers] for numbers in zip(levels, *told_apart, strict=True)]

    @api.model
    @api.readonly
    def get_grid_cell(self, product_id, warehouse_id, date):
        """The bookings, tickets and blocks behind one number of the grid."""
        shop, day, _days = self._check_screen(warehouse_id, date, 1)
        start, end = day_bounds(day, 1, shop._get_rental_tz())
        domain = [("product_id", "=", product_id), *self._get_window_domain(shop, start, end)]
        occupations = self.env["rental.occupation"].search(domain, order="date_start, id")
        return [occupation._get_screen_data() for occupation in occupations]

    @api.model
    @api.readonly
    def action_book(self, product_id, warehouse_id, date):
        """The form of a new booking of this product, for that day's opening hours."""
        shop, day, _days = self._check_screen(warehouse_id, date, 1)
        start, end = self._get_day_to_book(shop, day)
        return self._prepare_booking_action(shop, start, end, [(int(product_id), 1)])

    @api.model
    def _get_day_to_book(self, shop, day):
        """UTC opening hours of the day, from now on; those of the next open day when it is over."""
        tz, now = shop._get_rental_tz(), fields.Datetime.now().replace(second=0)
        now -= timedelta(minutes=now.minute % 15)
        start, end = shop._rental_get_next_opening(day - timedelta(days=1))
        if to_utc(end, tz) <= now:
            start, end = shop._rental_get_next_opening(day)
        return max(to_utc(start, tz), now), to_utc(end, tz)

    @api.model
    @api.readonly
    def get_timeline(
        self,
        warehouse_id,
        date_from,
        days=14,
        search="",
        offset=0,
        limit=80,
        category_id=False,
        busy=False,
    ):
        """One row a unit (serial) or product (bulk) with the bars of the window.

        :param category_id: of the product category to look at, with those below it
        :param busy: only units that have a bar
        """
        shop, first_day, days = self._check_screen(warehouse_id, date_from, days)
        bounds = day_bounds(first_day, days, shop._get_rental_tz())
        domain = self._get_screen_domain(search, category_id)
        if busy:
            domain &= self._get_busy_domain(shop, bounds)
        products, total = self._get_screen_products(domain, offset, limit)
        occupations = self.env["rental.occupation"].search(
            [
                ("product_id", "in", products.ids),
                *self._get_window_domain(shop, bounds[0], bounds[-1]),
            ],
            order="date_start, id",
        )
        bars = occupations.grouped(lambda row: (row.product_id.id, row.lot_id.id))
        return {
            "days": self._get_day_headers(shop, first_day, days),
            "may_book": self.env.user.has_group(DESK),
            "total": total,
            "start": fields.Datetime.to_string(bounds[0]),
            "end": fields.Datetime.to_string(bounds[-1]),
            "rows": [
                {**row, "bars": [bar._get_screen_data() for bar in bars.get(key, ())]}
                for key, row in self._get_timeline_rows(products, shop, bars)
                if not busy or key in bars
            ],
        }

    @api.model
    def _get_timeline_rows(self, products, shop, bars):
        """((product id, lot id), row) for each unit of the shop, then what has no unit yet."""
        lots = self._get_shop_lots(products, shop) | self.env["stock.lot"].browse(
            {lot_id for _product_id, lot_id in bars if lot_id}
        )
        units = lots.sorted("name").grouped("product_id")
        for product in products:
            for lot in units.get(product, ()):
                yield (product.id, lot.id), self._get_timeline_row(product, lot)
            if product.tracking == "none" or (product.id, False) in bars:
                yield (
                    (product.id, False),
                    self._get_timeline_row(product, self.env["stock.lot"]),
                )

    @api.model
    def _get_timeline_row(self, product, lot):
        unit = lot.name
        if not lot and product.tracking == "serial":
            unit = self.env._("unit not chosen")
        return {
            "key": f"{product.id}-{lot.id or 0}",
            "product_id": product.id,
            "lot_id": lot.id or False,
            "name": product.display_name,
            "unit": unit or "",
        }

    @api.model
    def _get_shop_lots(self, products, shop):
        return (
            self.env["stock.quant"]
            .search(
                [
                    ("product_id", "in", products.ids),
                    ("location_id.warehouse_id", "=", shop.id),
                    ("location_id.usage", "=", "internal"),
                    ("lot_id", "!=", False),
                    ("quantity", ">", 0),
                ]
            )
            .lot_id
        )

    @api.model
    def _check_screen(self, warehouse_id, date_from, days):
        """(shop, first day, days) once rights and bounds are checked."""
        if not self.env.user.has_group("rental_booking.group_rental_booking_user"):
            raise AccessError(self.env._("The rental screens are for rental users."))
        shop = self.env["stock.warehouse"].browse(int(warehouse_id))
        shop.check_access("read")
        if shop not in self.env["stock.warehouse"]._rental_get_user_shops():
            raise AccessError(self.env._("You do not work in this shop. Choose one of yours."))
        return shop, fields.Date.to_date(date_from), max(1, min(int(days), MAX_DAYS))

    @api.model
    def _get_busy_domain(self, shop, bounds):
        """Products with something in the window, whatever its kind."""
        window = self._get_window_domain(shop, bounds[0], bounds[-1])
        found = self.env["rental.occupation"]._read_group(window, ["product_id"])
        return Domain("id", "in", [product.id for (product,) in found])

    @api.model
    def _get_screen_domain(self, search, category_id=False):
        domain = Domain("is_rental", "=", True)
        if category_id:
            domain &= Domain("categ_id", "child_of", int(category_id))
        if search:
            domain &= Domain("name", "ilike", search) | Domain("default_code", "ilike", search)
        return domain

    @api.model
    def _get_window_domain(self, shop, start, end):
        """Occupations of the window: planned, overdue, and open quotes."""
        open_rows = Domain("blocking", "=", True) | (
            Domain("kind", "=", "quote") & Domain("released_at", "=", False)
        )
        overlap = Domain("date_end", ">", start) | (
            Domain("away", "=", True) & Domain("date_end", "<=", "now")
        )
        today = self._get_start_of_today(shop)
        past = (
            Domain("history", "=", True)
            & Domain("date_start", "<", min(end, today))
            & Domain("date_end", ">", start)
        )
        return Domain("warehouse_id", "=", shop.id) & (
            (Domain("date_start", "<", end) & open_rows & overlap)
            | (past if start < today else Domain.FALSE)
        )

    @api.model
    def _get_start_of_today(self, shop):
        """UTC instant of the last midnight on the shop's clock."""
        tz = shop._get_rental_tz()
        return day_bounds(to_local(fields.Datetime.now(), tz).date(), 1, tz)[0]

    @api.model
    def _get_day_headers(self, shop, first_day, days):
        today = to_local(fields.Datetime.now(), shop._get_rental_tz()).date()
        open_days = shop._rental_get_open_days(first_day, days)
        dates = [first_day + timedelta(days=n) for n in range(days)]
        names = {
            date.weekday(): format_date(self.env, date, date_format="EEE") for date in dates[:7]
        }
        return [
            {
                "date": fields.Date.to_string(date),
                "label": f"{names[date.weekday()]} {date.day}",
                "weekend": date.weekday() >= 5,
                "closed": date not in open_days,
                "past": date < today,
                "today": date == today,
            }
            for date in dates
        ]

from datetime import datetime
from functools import wraps
from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import float_compare

from ..core.sweep import peak
from ..core.workflow import FIRM_STATES, OUT_STATES
from .sql import occupations

NEWS_KEY = "rental_news"


class News:
    """What one operation took and gave back in reality, told at its end (never from the wire)."""

    def __init__(self):
        self.taken = []
        self.freed = set()


def _get_news(record):
    news = record.env.context.get(NEWS_KEY)
    return news if isinstance(news, News) else None


def told_at_end(method):
    """What the operation frees on its way it may take again: bookings hear how it ended."""

    @wraps(method)
    def wrapper(self, *args, **kwargs):
        if _get_news(self):
            return method(self, *args, **kwargs)
        news = News()
        result = method(self.with_context(**{NEWS_KEY: news}), *args, **kwargs)
        self.env["rental.availability"]._tell(news)
        return result

    return wrapper


class Availability(NamedTuple):
    """Units of one product in one shop over one period; all are peaks, none is a sum."""

    fleet: float
    firm: float
    held: float
    quoted: float
    available: float


class RentalAvailability(models.AbstractModel):
    """The one answer to "how many are free?", for every screen and every other add-on."""

    _name = "rental.availability"
    _description = "Rental Availability"

    @api.model
    def _get_availability(self, products, warehouse, date_start, date_end, exclude_orders=None):
        """Availability of many products in one shop over ``[date_start, date_end)``.

        :param products: product.product recordset (any size, three queries in all)
        :param warehouse: stock.warehouse record (the shop)
        :param date_start, date_end: naive UTC datetimes, half-open, buffers included
        :param exclude_orders: sale.order recordset whose own demand is ignored
        :return: {product id: Availability}; ``available`` < 0 is a shortage
        """
        ids, exclude = products.ids, exclude_orders.ids if exclude_orders else ()
        if not ids or not warehouse or date_end <= date_start:
            return {product_id: Availability(0.0, 0.0, 0.0, 0.0, 0.0) for product_id in ids}
        env, window = self.env, (warehouse.id, date_start, date_end)
        owned = occupations.fleet(env, ids, warehouse.id)
        demand = occupations.peak_demand(
            env,
            ids,
            *window,
            fields.Datetime.now(),
            exclude,
            self._get_overdue_days(warehouse),
            past=True,
        )
        quoted = occupations.peak_quoted(env, ids, *window, exclude)
        return {
            product_id: self._build(
                owned.get(product_id) or 0.0,
                *demand.get(product_id, (0.0, 0.0)),
                quoted.get(product_id, 0.0),
            )
            for product_id in ids
        }

    @api.model
    def _get_available(self, products, warehouse, date_start, date_end, exclude_orders=None):
        """{product id: units free} – the number alone, for lists of thousands (two queries)."""
        ids, exclude = products.ids, exclude_orders.ids if exclude_orders else ()
        if not ids or date_end <= date_start:
            return dict.fromkeys(ids, 0.0)
        owned = occupations.fleet(self.env, ids, warehouse.id)
        demand = occupations.peak_demand(
            self.env,
            ids,
            warehouse.id,
            date_start,
            date_end,
            fields.Datetime.now(),
            exclude,
            self._get_overdue_days(warehouse),
        )
        return {pid: (owned.get(pid) or 0.0) - demand.get(pid, (0.0,))[0] for pid in ids}

    @api.model
    def _get_windows(self, windows):
        """Units free in many different windows, in one query and one a company.

        :param windows: [(key, product id, warehouse id, start, end, order id to ignore, rows)];
            ``rows`` are further (start, end, quantity) that count in this window
        :return: {key: units free}
        """
        if not windows:
            return {}
        products = {window[1] for window in windows}
        shops = self.env["stock.warehouse"].browse({window[2] for window in windows})
        owned = occupations.fleets(self.env, products, shops.ids)
        rows = self._get_rows_by_shop(windows, products, shops)
        free = {}
        for key, product_id, shop_id, start, end, order_id, *further in windows:
            demand = [row[:3] for row in rows.get((product_id, shop_id), ()) if row[3] != order_id]
            demand += further[0] if further else []
            free[key] = owned.get((product_id, shop_id), 0.0) - peak(demand, start, end)
        return free

    @api.model
    def _get_rows_by_shop(self, windows, products, shops):
        """One query a company: each says how long overdue goods keep blocking."""
        rows, now = {}, fields.Datetime.now()
        start, end = min(w[3] for w in windows), max(w[4] for w in windows)
        for company_shops in shops.grouped("company_id").values():
            overdue_days = self._get_overdue_days(company_shops)
            for row in occupations.demand_rows(
                self.env, products, company_shops.ids, start, end, now, overdue_days
            ):
                product_id, shop_id, row_start, row_end, quantity, order_id = row
                rows.setdefault((product_id, shop_id), []).append(
                    (row_start, row_end or datetime.max, quantity, order_id)
                )
        return rows

    @api.model
    def _build(self, fleet, level, firm, quoted):
        return Availability(fleet, firm, level - firm, quoted, fleet - level)

    @api.model
    def _get_overdue_days(self, warehouse):
        return warehouse.company_id.rental_overdue_days

    @api.model
    def _find_shortages(self, demands):
        """Demands (product, warehouse, start, end) that now exceed the fleet.

        The rows to judge are already written; one pair of queries a distinct shop and period.

        :return: [(product, warehouse, start, end, missing quantity)]
        """
        wanted = list(dict.fromkeys(demands))
        windows = {(warehouse, start, end) for _product, warehouse, start, end in wanted}
        if len(windows) == 1:
            products = self.env["product.product"].union(*(demand[0] for demand in wanted))
            available = self._get_available(products, *windows.pop())
            free = {demand: available[demand[0].id] for demand in wanted}
        else:
            free = self._get_windows(
                [
                    (demand, demand[0].id, demand[1].id, demand[2], demand[3], False)
                    for demand in wanted
                ]
            )
        return [
            (*demand, -free[demand])
            for demand in wanted
            if float_compare(free[demand], 0.0, precision_digits=3) < 0
        ]

    @api.model
    def _guard(self, demands, order_ids=()):
        """Refuse if any demand exceeds the fleet; then move the version rows.

        :param order_ids: bookings that ask; they are not in their own way
        :raise UserError: names each product, what is missing and the bookings in the way
        """
        demands = list(demands)
        # sudo: capacity is a matter of the whole shop, whatever the user may read
        service = self.sudo()
        short = service._find_shortages(demands)
        if short:
            raise UserError(
                "\n".join(service._describe_shortage(*item, order_ids=order_ids) for item in short)
            )
        service._bump(demands)

    @api.model
    def _record_reality(self, demands):
        """What happened is never refused: tell the bookings that are now short, move the rows."""
        demands = list(demands)
        service = self.sudo()  # sudo: as in _guard
        if news := _get_news(self):
            news.taken += demands
        else:
            service._tell_shortages(demands)
        service._bump(demands)

    @api.model
    def _tell(self, news):
        service = self.sudo()  # sudo: as in _guard
        service._tell_shortages(news.taken)
        if news.freed:
            service._tell_relief(news.freed)

    @api.model
    def _tell_shortages(self, demands):
        for product, warehouse, start, end, _missing in self._find_shortages(demands):
            self._warn_later_bookings(product, warehouse, start, end)

    @api.model
    def _bump(self, demands):
        self.env["rental.stock.lock"]._bump(
            [(product.id, warehouse.id) for product, warehouse, _start, _end in demands]
        )

    @api.model
    def _get_clashing_bookings(self, product, warehouse, start, end, firm_only=False):
        """Bookings that take the product in the window, soonest departure first."""
        occupations = self.env["rental.occupation"].search(
            [
                ("product_id", "=", product.id),
                ("warehouse_id", "=", warehouse.id),
                ("blocking", "=", True),
                ("order_id", "!=", False),
                ("date_start", "<", end),
                "|",
                ("date_end", ">", start),
                ("away", "=", True),
            ],
            order="date_start",
        )
        if firm_only:
            occupations = occupations.filtered(lambda occupation: not occupation.away)
        return occupations.order_id

    @api.model
    def _describe_shortage(self, product, warehouse, start, end, missing, order_ids=()):
        if not self.env.user._is_internal():
            return self._describe_shortage_outside(product, warehouse, start, end)
        clashes = self._get_clashing_bookings(product, warehouse, start, end)
        clashes = clashes.filtered(lambda booking: booking.id not in order_ids)
        tz = warehouse._get_rental_tz()
        return self.env._(
            "%(product)s: %(missing)g too few in %(shop)s from %(start)s to %(end)s "
            "(taken by %(bookings)s). Change the quantity, the dates or the shop, or record a "
            "sub-rental.",
            product=product.display_name,
            missing=missing,
            shop=warehouse.name,
            start=self.env["rental.screens"]._format_moment(start, tz),
            end=self.env["rental.screens"]._format_moment(end, tz),
            bookings=", ".join(clashes[:5].mapped("name")) or self.env._("blocks or after-sales"),
        )

    @api.model
    def _describe_shortage_outside(self, product, warehouse, start, end):
        """For customers and visitors: other bookings are nobody's business."""
        tz = warehouse._get_rental_tz()
        return self.env._(
            "%(product)s is not free in %(shop)s from %(start)s to %(end)s.",
            product=product.display_name,
            shop=warehouse.name,
            start=self.env["rental.screens"]._format_moment(start, tz),
            end=self.env["rental.screens"]._format_moment(end, tz),
        )

    @api.model
    def _warn_later_bookings(self, product, warehouse, start, end):
        """Bookings that have not left yet and are short now: flag and activity."""
        self._get_clashing_bookings(
            product, warehouse, start, end, firm_only=True
        )._rental_refresh_risk()

    @api.model
    def _tell_relief(self, places):
        """Units may have come free: bookings that heard that they are short are looked at again.

        :param places: {(product id, warehouse id)}
        """
        if news := _get_news(self):
            news.freed |= places
            return
        orders = self.env["sale.order"].sudo()  # sudo: as in _guard
        told = orders.search(
            [
                ("rental_at_risk", "=", True),
                ("rental_state", "in", (*FIRM_STATES, *OUT_STATES)),
                ("warehouse_id", "in", [shop_id for _product_id, shop_id in places]),
                ("order_line.product_id", "in", [product_id for product_id, _shop_id in places]),
            ]
        )
        told._rental_refresh_risk()

from datetime import datetime, timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Command, Domain
from odoo.tools import format_amount

from ..core.durations import DURATIONS, HOURS_NEEDED, get_period
from ..core.half_days import to_local, to_utc
from ..core.workflow import DESK

WALL_CLOCK = "%Y-%m-%dT%H:%M"
MAX_FOUND = 8
MAX_ALIKE = 60
ALTERNATIVES = 3


class RentalAvailability(models.AbstractModel):
    """Somebody is on the telephone: is it free then, what is instead, book it – from any screen."""

    _inherit = "rental.availability"

    @api.model
    @api.readonly
    def get_duration(self, warehouse_id, start, duration):
        """{"start", "end"} in UTC of a rental of that duration, in the shop's hours.

        :param start: UTC, as the web client sends it
        """
        shop = self._check_screen(warehouse_id, start, 1)[0]
        tz = shop._get_rental_tz()
        local = to_local(fields.Datetime.to_datetime(start), tz)
        period = self._get_period_of(shop, local, duration)
        return dict(
            zip(
                ("start", "end"),
                (fields.Datetime.to_string(to_utc(moment, tz)) for moment in period),
                strict=True,
            )
        )

    @api.model
    def _get_period_of(self, shop, start, duration):
        """Wall-clock (start, end), from now on."""
        if duration not in DURATIONS:
            raise AccessError(self.env._("There is no such duration. Reload the page."))
        now = to_local(fields.Datetime.now(), shop._get_rental_tz()).replace(second=0)
        start = max(start, now - timedelta(minutes=now.minute % 15))
        return get_period(duration, start, shop._rental_get_hours(start.date(), HOURS_NEEDED))

    @api.model
    @api.readonly
    def get_quick_look(self, warehouse_id=False, search="", start="", end="", duration=""):
        """What is free of what somebody asks for, and what is instead; one call answers.

        :param start, end: on the shop's wall clock, ``2026-06-01T09:00``; the next opening without
        :return: {"shops", "shop_id", "may_book", "start", "end", "rows"}
        """
        shops = self.env["stock.warehouse"]._rental_get_user_shops()
        shop = shops.filtered(lambda one: one.id == warehouse_id) or shops[:1]
        if not shop:
            return {"shops": [], "shop_id": False, "may_book": False, "rows": []}
        self._check_screen(shop.id, fields.Date.context_today(self), 1)
        first, last = self._read_period(shop, start, end, duration)
        return {
            "shops": shops.read(["name"]),
            "shop_id": shop.id,
            "may_book": self.env.user.has_group(DESK),
            "start": first.strftime(WALL_CLOCK),
            "end": last.strftime(WALL_CLOCK),
            "rows": self._get_quick_rows(shop, shops, search.strip(), first, last),
        }

    @api.model
    def _read_period(self, shop, start, end, duration):
        today = to_local(fields.Datetime.now(), shop._get_rental_tz())
        try:
            first = datetime.strptime(start, WALL_CLOCK)
            last = datetime.strptime(end, WALL_CLOCK)
        except ValueError:
            first, last = shop._rental_get_next_opening(today.date())
        if duration:
            return self._get_period_of(shop, first, duration)
        return first, last

    @api.model
    def _get_quick_rows(self, shop, shops, search, start, end):
        if not search or end <= start:
            return []
        products = self.env["product.product"].search(
            self._get_screen_domain(search), limit=MAX_FOUND, order="default_code, name, id"
        )
        kits = self._find_kits(search)
        window = tuple(to_utc(moment, shop._get_rental_tz()) for moment in (start, end))
        alike = self._get_alike(products)
        # sudo: what a kit is made of is no secret
        wanted = products | alike | kits.sudo().combo_ids.combo_item_ids.product_id
        free = {place: self._get_available(wanted, place, *window) for place in shop | shops}
        for units in free.values():
            units |= {kit.id: kit.product_tmpl_id._rental_count_kits(units) for kit in kits}
        return [
            {
                **self._get_quick_product(product, free[shop]),
                **(self._get_quick_kit(product, free[shop]) if product in kits else {}),
                "elsewhere": [
                    {"shop_id": place.id, "shop": place.name, "available": free[place][product.id]}
                    for place in shops - shop
                    if free[place][product.id] > 0
                ],
                "instead": self._get_instead(product, alike - products, free[shop]),
            }
            for product in kits | products
        ]

    @api.model
    def _find_kits(self, search):
        """Kits by their name or reference; they own no units, so no other screen finds them."""
        words = Domain("name", "ilike", search) | Domain("default_code", "ilike", search)
        found = self.env["product.product"].search(
            words & Domain("type", "=", "combo"), limit=MAX_FOUND, order="default_code, name, id"
        )
        return found.filtered(lambda product: product.product_tmpl_id._rental_is_kit())

    @api.model
    def _get_quick_kit(self, kit, free):
        """What is in it, and which parts are too few for one."""
        short = [
            " / ".join(combo.combo_item_ids.product_id.mapped("name"))
            for combo in kit.product_tmpl_id._rental_get_rented()
            if not any(
                free.get(product.id, 0) >= combo._rental_get_quantity()
                for product in combo.combo_item_ids.product_id
            )
        ]
        return {"parts": kit.rental_kit_parts, "short": ", ".join(short)}

    @api.model
    def _get_quick_product(self, product, free):
        currency = self.env.company.currency_id
        return {
            "product_id": product.id,
            "name": product.display_name,
            "price": format_amount(self.env, product.lst_price, currency),
            "available": free[product.id],
        }

    @api.model
    def _get_alike(self, products):
        """Other rental products of the same categories."""
        domain = Domain("is_rental", "=", True) & Domain("categ_id", "in", products.categ_id.ids)
        return self.env["product.product"].search(domain, limit=MAX_ALIKE)

    @api.model
    def _get_instead(self, product, alike, free):
        """The free ones that cost about the same, when this one is not free."""
        if free[product.id] > 0 or product.type == "combo":
            return []
        others = alike.filtered(
            lambda other: other.categ_id == product.categ_id and free[other.id] > 0
        ).sorted(lambda other: abs(other.lst_price - product.lst_price))
        return [self._get_quick_product(other, free) for other in others[:ALTERNATIVES]]

    @api.model
    @api.readonly
    def action_book_period(self, warehouse_id, start, end, quantities):
        """The form of a new booking of these products for that period.

        :param start, end: on the shop's wall clock
        :param quantities: [[product id, quantity], …]
        """
        shop = self._check_screen(warehouse_id, fields.Date.context_today(self), 1)[0]
        first, last = self._read_period(shop, start, end, "")
        tz = shop._get_rental_tz()
        return self._prepare_booking_action(
            shop,
            to_utc(first, tz),
            to_utc(last, tz),
            [(int(product_id), float(quantity)) for product_id, quantity in quantities],
        )

    @api.model
    def _prepare_booking_action(self, shop, start, end, quantities):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "rental_booking.rental_booking_action"
        )
        return {
            **action,
            "views": [(self.env.ref("rental_booking.sale_order_view_form").id, "form")],
            "context": {
                "default_is_rental": True,
                "default_warehouse_id": shop.id,
                "default_rental_start": fields.Datetime.to_string(start),
                "default_rental_end": fields.Datetime.to_string(end),
                "default_order_line": [
                    Command.create({"product_id": product_id, "product_uom_qty": quantity})
                    for product_id, quantity in quantities
                ],
            },
        }

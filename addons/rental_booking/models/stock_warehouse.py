from datetime import datetime, time, timedelta, timezone

from odoo import SUPERUSER_ID, api, fields, models

from ..core.half_days import to_local, to_utc
from ..core.workflow import DESK, MANAGER


class StockWarehouse(models.Model):
    """A warehouse is a shop: its fleet, its counters, its opening hours."""

    _inherit = "stock.warehouse"

    is_rental_shop = fields.Boolean("Rental shop", default=True)
    rental_out_location_id = fields.Many2one("stock.location", "Rented out", copy=False)
    rental_after_sales_location_id = fields.Many2one("stock.location", "After-sales", copy=False)
    rental_departure_type_id = fields.Many2one("stock.picking.type", "Departures", copy=False)
    rental_return_type_id = fields.Many2one("stock.picking.type", "Returns", copy=False)
    rental_calendar_id = fields.Many2one(
        "resource.calendar",
        "Opening hours",
        help="Departures and returns are refused outside these hours. Empty: always open.",
    )
    rental_tz = fields.Selection(
        lambda self: self.env["res.partner"]._fields["tz"]._description_selection(self.env),
        "Time zone",
        default="Europe/Paris",
    )

    rental_address = fields.Char(
        "Address on papers",
        compute="_compute_rental_address",
        help="Printed on slips and bookings. Choose an address of the shop's own where it is not"
        " the company's.",
    )

    @api.depends("partner_id", "company_id.partner_id")
    def _compute_rental_address(self):
        for shop in self:
            lines = shop.partner_id._suite_get_shop_lines(shop.company_id.browse())
            shop.rental_address = ", ".join(lines)

    @api.model_create_multi
    def create(self, vals_list):
        warehouses = super().create(vals_list)
        warehouses._create_rental_setup()
        return warehouses

    def _get_rental_tz(self):
        return self.rental_tz or self.rental_calendar_id.tz or "Europe/Paris"

    def _rental_get_address(self):
        """:return: lines of the shop's own address and telephone; none where they are the company's"""
        # sudo: who reads a paper reads where the shop is
        shop = self.sudo()
        return shop.partner_id._suite_get_shop_lines(shop.company_id)

    @api.model
    def _rental_get_user_shops(self):
        """Shops the user works in: those set on the user, else all of the companies shown."""
        shops = self.env.user.rental_shop_ids.filtered(
            lambda shop: shop.company_id in self.env.companies
        )
        return shops or self.search(
            [("is_rental_shop", "=", True), ("company_id", "in", self.env.companies.ids)]
        )

    def _rental_get_responsible(self):
        """Who gets what nobody else has to do here: of this shop before those of all, managers first."""
        desk, manager = self.env.ref(DESK), self.env.ref(MANAGER)
        # sudo: whoever caused it need not see who works here
        users = self.env["res.users"].sudo()
        found = users.search(
            [
                ("all_group_ids", "in", desk.ids),
                ("company_ids", "in", self.company_id.ids),
                ("share", "=", False),
                ("id", "!=", SUPERUSER_ID),
            ],
            order="id",
        ).filtered(lambda user: not user.rental_shop_ids or self in user.rental_shop_ids)
        best = min(
            found,
            key=lambda user: (not user.rental_shop_ids, manager not in user.all_group_ids, user.id),
            default=users.browse(SUPERUSER_ID),
        )
        return best.with_env(self.env)

    def _create_rental_setup(self):
        """Locations and operation types of the shops that lack them."""
        for shop in self.filtered(lambda warehouse: not warehouse.rental_out_location_id):
            # sudo: a shop may be made by someone who cannot make locations; what an installation
            # writes speaks the language of the house
            setup = shop.sudo().with_context(lang=shop.company_id.partner_id.lang or self.env.lang)
            setup.write(setup._prepare_rental_setup())
        # What sudo read of routes that companies share must not be taken for what the user may see.
        self.env["stock.route"].invalidate_model(["warehouse_ids"])

    def _prepare_rental_setup(self):
        out = self._create_rental_location(self.env._("Rented out"), "OUT")
        after_sales = self._create_rental_location(self.env._("After-sales"), "SAV")
        departure = self._create_rental_operation(
            self.env._("Rental departures"), "DEP", self.lot_stock_id, out
        )
        back = self._create_rental_operation(
            self.env._("Rental returns"), "RET", out, self.lot_stock_id
        )
        return {
            "rental_out_location_id": out.id,
            "rental_after_sales_location_id": after_sales.id,
            "rental_departure_type_id": departure.id,
            "rental_return_type_id": back.id,
        }

    def _create_rental_location(self, name, code):
        location = self.env["stock.location"].create(
            {
                "name": name,
                "usage": "internal",
                "location_id": self.view_location_id.id,
                "company_id": self.company_id.id,
                "barcode": f"{self.code}-{code}",
            }
        )
        location.warehouse_id = self
        return location

    def _create_rental_operation(self, name, code, source, destination):
        return self.env["stock.picking.type"].create(
            {
                "name": name,
                "code": "internal",
                "sequence_code": code,
                "warehouse_id": self.id,
                "company_id": self.company_id.id,
                "default_location_src_id": source.id,
                "default_location_dest_id": destination.id,
                "use_existing_lots": True,
                "use_create_lots": False,
            }
        )

    def _rental_get_open_days(self, first_day, days):
        """Set of open dates among ``days`` days; constant queries whatever the length."""
        all_days = {first_day + timedelta(days=n) for n in range(days)}
        if not self.rental_calendar_id:
            return all_days
        return {
            start.date() for start, _stop in self._rental_get_opening_intervals(first_day, days)
        }

    def _rental_get_opening_intervals(self, first_day, days):
        """Wall-clock (start, stop) of the opening hours, holidays taken out."""
        tz = self._get_rental_tz()
        start = to_utc(datetime.combine(first_day, time()), tz)
        stop = to_utc(datetime.combine(first_day + timedelta(days=days), time()), tz)
        # sudo: opening hours are no secret, a desk user may lack calendar rights
        intervals = self.rental_calendar_id.sudo()._work_intervals_batch(
            start.replace(tzinfo=timezone.utc),
            stop.replace(tzinfo=timezone.utc),
        )[False]
        return [
            (
                to_local(left.astimezone(timezone.utc).replace(tzinfo=None), tz),
                to_local(right.astimezone(timezone.utc).replace(tzinfo=None), tz),
            )
            for left, right, _meta in intervals
        ]

    def _rental_get_next_opening(self, day):
        """Wall-clock (start, end) of a day's rental on the first open day after ``day``."""
        default = (time(9), time(18))
        if self.rental_calendar_id:
            intervals = self._rental_get_opening_intervals(day + timedelta(days=1), 14)
            if intervals:
                first = intervals[0][0].date()
                own = [interval for interval in intervals if interval[0].date() == first]
                opens, closes = own[0][0].time(), own[-1][1].time()
                default = (max(opens, time(9)), min(closes, time(18)))
                if default[0] >= default[1]:
                    default = (opens, closes)
                return tuple(datetime.combine(first, moment) for moment in default)
        following = day + timedelta(days=1)
        return tuple(datetime.combine(following, moment) for moment in default)

    def _rental_get_hours(self, first_day, days):
        """Wall-clock opening hours; those of an ordinary day where the shop names none."""
        if self.rental_calendar_id:
            return self._rental_get_opening_intervals(first_day, days)
        dates = (first_day + timedelta(days=n) for n in range(days))
        return [(datetime.combine(day, time(9)), datetime.combine(day, time(18))) for day in dates]

    def _rental_is_open_at(self, moment):
        """Whether goods can be handed over at a naive UTC moment (closing time included)."""
        if not self.rental_calendar_id:
            return True
        local = to_local(moment, self._get_rental_tz())
        return any(
            left <= local <= right
            for left, right in self._rental_get_opening_intervals(local.date(), 1)
        )

from datetime import timedelta

from psycopg2.errors import ExclusionViolation

from odoo import fields
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger

from ..core.token import trusted
from .common import RentalCommon

DAY = timedelta(days=1)


@tagged("post_install", "-at_install")
class TestRentalAvailability(RentalCommon):
    """Fleet minus peak demand, the same for every screen."""

    def _free(self, product=None, start=None, end=None, shop=None, exclude=None):
        product = product or self.camera
        start = start or self.next_week
        found = product._get_rental_availability(
            shop or self.shop, start, end or start + timedelta(hours=10), exclude
        )
        return found[product.id]

    def test_availability_is_the_fleet_minus_the_peak_and_not_the_sum(self):
        self._confirmed((self.camera, 2), start=self.next_week)
        self._confirmed((self.camera, 2), start=self.next_week + DAY)
        found = self._free(end=self.next_week + 3 * DAY)
        self.assertEqual((found.fleet, found.firm, found.available), (3, 2, 1))

    def test_a_quote_is_told_apart_and_takes_nothing(self):
        self._booking((self.camera, 2))
        found = self._free()
        self.assertEqual((found.quoted, found.available), (2, 3))

    def test_a_hold_takes_units_until_it_expires(self):
        self.env.company.rental_hold_hours = 24
        booking = self._booking((self.camera, 2))
        booking.action_rental_submit()
        booking.action_rental_propose()
        self.assertEqual((self._free().held, self._free().available), (2, 1))
        booking.rental_occupation_ids.expires_at = fields.Datetime.now() - timedelta(minutes=1)
        self.assertEqual(self._free().available, 3)

    def test_a_hold_that_expired_takes_nothing_from_who_came_first(self):
        slow = self._book_while_a_hold_expires()
        with self._assert_refused("2 too few"):
            slow.action_confirm()
        self.assertEqual(slow.rental_state, "proposed")

    def test_an_expired_hold_is_not_prolonged_over_another_booking(self):
        slow = self._book_while_a_hold_expires()
        slow.rental_hold_until = fields.Datetime.now() + DAY
        with self._assert_refused("2 too few"):
            slow.order_line._sync_rental_occupation()

    def _book_while_a_hold_expires(self):
        """A proposal whose hold is over; somebody else has booked all cameras since."""
        self.env.company.rental_hold_hours = 24
        slow = self._booking((self.camera, 2))
        slow.action_rental_submit()
        slow.action_rental_propose()
        past = fields.Datetime.now() - timedelta(minutes=1)
        slow.rental_hold_until = past
        slow.rental_occupation_ids.expires_at = past
        self._confirmed((self.camera, 3))
        return slow

    def test_each_shop_has_its_own_fleet(self):
        self._receive_units(self.camera, self.other_shop, "LYO-1")
        self._confirmed((self.camera, 3))
        self.assertEqual(self._free().available, 0)
        self.assertEqual(self._free(shop=self.other_shop).available, 1)

    def test_buffers_block_around_the_rental(self):
        self.camera.write({"rental_buffer_before": 2, "rental_buffer_after": 4})
        self._confirmed((self.camera, 3))
        before = self._free(start=self.next_week - timedelta(hours=2), end=self.next_week)
        after = self.next_week + timedelta(hours=10)
        self.assertEqual(before.available, 0)
        self.assertEqual(self._free(start=after, end=after + timedelta(hours=4)).available, 0)
        later = after + timedelta(hours=4)
        self.assertEqual(self._free(start=later, end=later + timedelta(hours=1)).available, 3)

    def test_back_to_back_bookings_share_the_camera(self):
        self._confirmed((self.camera, 3))
        next_one = self._confirmed((self.camera, 3), start=self.next_week + timedelta(hours=10))
        self.assertEqual(next_one.rental_state, "confirmed")

    def test_overdue_goods_keep_blocking_and_unpicked_ones_do_not(self):
        late = self._confirmed((self.camera, 1))
        self._depart(late)
        forgotten = self._confirmed((self.camera, 1), start=self.next_week + 7 * DAY)
        self._out_since(late, days=3)
        self._out_since(forgotten, days=3)
        self.assertEqual(self._free(start=self.next_week + 30 * DAY).available, 2)

    def test_overdue_goods_can_block_a_number_of_days_only(self):
        self.env.company.rental_overdue_days = 2
        late = self._confirmed((self.camera, 1))
        self._depart(late)
        self._out_since(late, days=3)
        now = fields.Datetime.now()
        self.assertEqual(self._free(start=now + DAY).available, 2)
        self.assertEqual(self._free(start=now + 3 * DAY).available, 3)

    def test_each_company_says_how_long_its_overdue_goods_block(self):
        company = self.env["res.company"].create({"name": "Second", "rental_overdue_days": 1})
        second = self.env["stock.warehouse"].create(
            {"name": "Nice", "code": "NIC2", "company_id": company.id}
        )
        self._receive(self.cable, second, 10)
        now, windows = fields.Datetime.now(), []
        for shop in self.shop | second:
            trusted(self.env["rental.occupation"]).create(
                {
                    "product_id": self.cable.id,
                    "warehouse_id": shop.id,
                    "quantity": 4,
                    "date_start": now - 5 * DAY,
                    "date_end": now - DAY,
                    "away": True,
                }
            )
            windows.append((shop, self.cable.id, shop.id, now + 3 * DAY, now + 4 * DAY, False))
        free = self.env["rental.availability"]._get_windows(windows)
        self.assertEqual(free, {self.shop: 6, second: 10})

    def test_a_booking_ignores_its_own_demand_when_it_is_changed(self):
        booking = self._confirmed((self.camera, 3))
        self.assertEqual(self._free(exclude=booking).available, 3)
        booking.rental_end += timedelta(hours=5)
        self.assertEqual(booking.rental_occupation_ids.date_end, booking.rental_end)

    def test_a_sub_rental_adds_units_and_ending_it_is_guarded(self):
        occupations = self.env["rental.occupation"]
        supply = occupations.create(
            {
                "kind": "supply",
                "product_id": self.camera.id,
                "warehouse_id": self.shop.id,
                "quantity": 2,
                "date_start": self.next_week - DAY,
                "date_end": self.next_week + DAY,
            }
        )
        self.assertEqual(supply.quantity, -2)
        supply.quantity = 3
        self.assertEqual(supply.quantity, -3)
        supply.quantity = 2
        self._confirmed((self.camera, 5))
        with self._assert_refused("2 too few"):
            supply.action_release()

    def test_a_supply_that_starts_later_does_not_hide_the_shelf_before(self):
        self.env["rental.occupation"].create(
            {
                "kind": "supply",
                "product_id": self.camera.id,
                "warehouse_id": self.shop.id,
                "quantity": 5,
                "date_start": self.next_week + DAY,
                "date_end": self.next_week + 2 * DAY,
            }
        )
        self.assertEqual(self._free(end=self.next_week + 3 * DAY).available, 3)

    def test_a_transfer_takes_here_and_gives_there(self):
        transfer = self._lend()
        self.assertEqual(self._free().available, 1)
        self.assertEqual(self._free(shop=self.other_shop).available, 2)
        transfer.action_release()
        self.assertEqual(self._free().available, 3)
        self.assertEqual(self._free(shop=self.other_shop).available, 0)

    def _lend(self, **values):
        return self.env["rental.occupation"].create(
            {
                "kind": "transfer",
                "product_id": self.camera.id,
                "warehouse_id": self.shop.id,
                "dest_warehouse_id": self.other_shop.id,
                "quantity": 2,
                "date_start": self.next_week,
                "date_end": self.next_week + DAY,
                **values,
            }
        )

    def test_a_transfer_that_the_other_shop_counts_on_cannot_be_deleted(self):
        transfer = self._lend()
        self._confirmed((self.camera, 2), shop=self.other_shop)
        with self._assert_refused("2 too few in Lyon"):
            transfer.unlink()
        self.assertEqual(self._free(shop=self.other_shop).available, 0)

    def test_a_transfer_to_another_destination_takes_its_units_along(self):
        third = self.env["stock.warehouse"].create({"name": "Nice", "code": "NICT"})
        self._lend().dest_warehouse_id = third
        self.assertEqual(self._free(shop=self.other_shop).available, 0)
        self.assertEqual(self._free(shop=third).available, 2)

    def test_a_manager_of_one_shop_lends_to_another(self):
        manager = new_test_user(self.env, "paris", "rental_booking.group_rental_booking_manager")
        manager.rental_shop_ids = self.shop
        self.env = self.env(user=manager)
        transfer = self._lend()
        transfer.quantity = 1
        self.assertEqual(self._free(shop=self.other_shop).available, 1)
        transfer.action_release()
        self.assertEqual(self._free(shop=self.other_shop).available, 0)

    def test_lines_show_what_is_free_while_typing(self):
        self._confirmed((self.camera, 2))
        view = "rental_booking.sale_order_view_form"
        orders = self.env["sale.order"].with_context(default_is_rental=True)
        with Form(orders, view=view) as booking:
            booking.partner_id = self.customer
            booking.warehouse_id = self.shop
            booking.rental_start = self.next_week
            booking.rental_end = self.next_week + timedelta(hours=10)
            with booking.order_line.new() as line:
                line.product_id = self.camera
                line.product_uom_qty = 2
                self.assertEqual((line.rental_available, line.rental_shortage), (1, 1))
                line.product_uom_qty = 1
                self.assertEqual(line.rental_shortage, 0)
        self.assertFalse(booking.record.rental_has_shortage)

    def test_two_lines_of_one_booking_count_together(self):
        booking = self._booking((self.camera, 2), (self.camera, 2))
        self.assertEqual(booking.order_line.mapped("rental_shortage"), [1, 1])
        with self.assertRaises(UserError):
            booking.action_confirm()

    def test_a_list_of_bookings_shows_shortages_at_a_constant_number_of_queries(self):
        self._confirmed((self.camera, 3))
        bookings = self.env["sale.order"]
        for week in range(1, 5):
            bookings |= self._booking((self.camera, 2), (self.cable, 2), start=self._monday(week))

        def count(records):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            shortages = records.mapped("rental_has_shortage")
            return self.cr.sql_log_count - before, shortages

        count(bookings)
        few, _found = count(bookings[:2])
        many, found = count(bookings)
        self.assertEqual(few, many)
        self.assertEqual(found, [True, False, False, False])

    def test_the_grid_and_the_python_method_say_the_same(self):
        self._confirmed((self.camera, 2), hours=30)
        self._booking((self.camera, 1))
        service = self.env["rental.availability"]
        day = fields.Date.to_string(self.next_week)
        grid = service.get_grid(self.shop.id, day, 3, search="Camera")
        row = next(row for row in grid["rows"] if row["product_id"] == self.camera.id)
        self.assertEqual([cell["available"] for cell in row["cells"]], [1, 1, 3])
        self.assertEqual([cell["quoted"] for cell in row["cells"]], [1, 0, 0])
        cell = service.get_grid_cell(self.camera.id, self.shop.id, day)
        self.assertEqual(sorted(item["kind"] for item in cell), ["booking", "quote"])

    def test_the_timeline_has_one_row_a_unit(self):
        booking = self._confirmed((self.camera, 1))
        booking.action_rental_prepare()
        day = fields.Date.to_string(self.next_week)
        timeline = self.env["rental.availability"].get_timeline(self.shop.id, day, 7, "Camera")
        units = {row["unit"]: row["bars"] for row in timeline["rows"]}
        self.assertEqual(set(units), {"CAM-1", "CAM-2", "CAM-3"})
        self.assertEqual([bar["order_id"] for bar in units["CAM-1"]], [booking.id])

    def test_grid_and_timeline_show_a_family_or_what_is_taken(self):
        family = self.env["product.category"].create({"name": "Cameras"})
        below = self.env["product.category"].create({"name": "Cinema", "parent_id": family.id})
        self.camera.categ_id = below
        booking = self._confirmed((self.camera, 1))
        booking.action_rental_prepare()
        clerk = new_test_user(self.env, "clerk", "rental_booking.group_rental_booking_desk")
        service = self.env["rental.availability"].with_user(clerk)
        self.assertIn({"id": below.id, "name": below.display_name}, service.get_families())
        self.assertNotIn(family.id, [one["id"] for one in service.get_families()])
        day, later = (str(self.next_week + timedelta(days=days)) for days in (0, 40))

        def products(method, day, **words):
            answer = getattr(service, method)(self.shop.id, day, 7, **words)
            found = {row["product_id"] for row in answer["rows"]}
            self.assertEqual(answer["total"], len(found))
            return found

        for method in ("get_grid", "get_timeline"):
            self.assertEqual(products(method, day, category_id=family.id), {self.camera.id})
            self.assertEqual(products(method, day, busy=True), {self.camera.id})
            self.assertGreater(len(products(method, day)), 1)
            self.assertFalse(products(method, later, busy=True))
        taken = service.get_timeline(self.shop.id, day, 7, busy=True)["rows"]
        self.assertEqual([row["unit"] for row in taken], ["CAM-1"])

    def test_the_grid_takes_the_same_queries_for_few_and_many_products(self):
        service = self.env["rental.availability"]
        day = fields.Date.to_string(self.next_week)
        products = self.camera | self.cable
        for number in range(8):
            products |= self._create_product(f"Lens {number}")

        def count(search):
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            service.get_grid(self.shop.id, day, 7, search=search)
            return self.cr.sql_log_count - before

        count("Lens")
        self.assertEqual(count("Lens 1"), count("Lens"))


@tagged("post_install", "-at_install")
class TestRentalGuard(RentalCommon):
    """Every write that takes capacity is refused or, when it is a fact, told."""

    def test_confirming_the_same_camera_twice_is_refused_with_the_clash(self):
        first = self._confirmed((self.camera, 3))
        second = self._booking((self.camera, 1))
        with self._assert_refused(first.name):
            second.action_confirm()
        self.assertEqual((second.rental_state, second.state), ("draft", "draft"))

    def test_more_units_on_a_confirmed_booking_are_guarded(self):
        self._confirmed((self.camera, 2))
        booking = self._confirmed((self.camera, 1))
        with self.assertRaises(UserError):
            booking.order_line.product_uom_qty = 2

    def test_an_extension_into_another_booking_is_refused(self):
        self._confirmed((self.camera, 3), start=self.next_week + DAY)
        booking = self._confirmed((self.camera, 1))
        with self.assertRaises(UserError):
            booking.rental_end = self.next_week + DAY + timedelta(hours=1)
        booking.rental_end = self.next_week + DAY

    def test_a_line_added_to_a_confirmed_booking_is_guarded(self):
        self._confirmed((self.camera, 3))
        booking = self._confirmed((self.cable, 1))
        with self.assertRaises(UserError):
            booking.order_line = [
                Command.create({"product_id": self.camera.id, "product_uom_qty": 1})
            ]

    def test_sudo_and_direct_rows_meet_the_guard_too(self):
        self._confirmed((self.camera, 3))
        with self.assertRaises(UserError):
            self.env["rental.occupation"].sudo().create(
                {
                    "kind": "block",
                    "product_id": self.camera.id,
                    "warehouse_id": self.shop.id,
                    "date_start": self.next_week,
                    "date_end": self.next_week + DAY,
                }
            )

    def test_an_import_cannot_write_states(self):
        with self._assert_refused("buttons only"):
            self._booking((self.camera, 1), rental_state="confirmed")
        with self._assert_refused("confirmed with its button"):
            self._booking((self.camera, 1), state="sale")
        booking = self._booking((self.camera, 1))
        with self.assertRaises(UserError):
            booking.with_context(rental_token="rental").rental_state = "closed"

    def test_selling_a_booked_unit_is_refused(self):
        self._confirmed((self.camera, 3))
        customers = self.env.ref("stock.stock_location_customers")
        with self.assertRaises(UserError):
            self.env["stock.move"]._move_rental_units(
                self.camera, self.units[0], 1.0, self.shop.lot_stock_id, customers, "sale"
            )

    def test_a_transfer_to_another_shop_is_refused_when_units_are_booked(self):
        self._confirmed((self.camera, 3))
        with self.assertRaises(UserError):
            self.env["stock.move"]._move_rental_units(
                self.camera,
                self.units[0],
                1.0,
                self.shop.lot_stock_id,
                self.other_shop.lot_stock_id,
                "transfer",
            )

    def test_a_count_that_finds_less_is_recorded_and_tells_the_bookings(self):
        booking = self._confirmed((self.cable, 10))
        quant = self.env["stock.quant"].search(
            [("product_id", "=", self.cable.id), ("location_id", "=", self.shop.lot_stock_id.id)]
        )
        quant.with_context(inventory_mode=True).inventory_quantity = 8
        quant.action_apply_inventory()
        self.assertEqual(quant.quantity, 8)
        self.assertIn("Cable", booking.activity_ids.summary)
        self.assertTrue(booking.rental_occupation_ids.blocking)

    def test_a_unit_cannot_be_pinned_to_two_bookings_at_once(self):
        first = self._confirmed((self.camera, 1))
        second = self._confirmed((self.camera, 1))
        first.order_line.rental_lot_ids = self.units[0]
        with self._assert_refused("unit_once", ExclusionViolation), mute_logger("odoo.sql_db"):
            second.order_line.rental_lot_ids = self.units[0]
            self.env.flush_all()

    def test_a_copy_does_not_take_the_units_of_the_original(self):
        booking = self._confirmed((self.camera, 1))
        booking.action_rental_prepare()
        copy = booking.copy()
        self.assertFalse(copy.order_line.rental_lot_ids)
        copy.action_confirm()

    def test_a_dozen_is_not_one_unit(self):
        with self._assert_refused("is rented by the Units"):
            self._booking((self.cable, 1)).order_line.product_uom_id = self.env.ref(
                "uom.product_uom_dozen"
            )

    def test_less_is_never_refused(self):
        booking = self._confirmed((self.camera, 3))
        booking.order_line.product_uom_qty = 1
        self.assertEqual(booking.rental_occupation_ids.quantity, 1)

    def test_a_cancelled_booking_gives_its_units_back(self):
        booking = self._confirmed((self.camera, 3))
        booking.with_context(disable_cancel_warning=True).action_cancel()
        self.assertEqual((booking.rental_state, booking.state), ("cancelled", "cancel"))
        self._confirmed((self.camera, 3))

    def test_a_free_cell_of_the_grid_becomes_a_booking(self):
        monday = self.next_week.date()
        action = self.env["rental.availability"].action_book(
            self.camera.id, self.shop.id, fields.Date.to_string(monday)
        )
        booking = Form(
            self.env["sale.order"].with_context(**action["context"]), view=action["views"][0][0]
        )
        booking.partner_id = self.customer
        booking = booking.save()
        self.assertEqual(booking.warehouse_id, self.shop)
        self.assertEqual(booking.rental_start.date(), monday)
        self.assertEqual(booking.order_line.product_id, self.camera)
        self.assertEqual(booking.order_line.rental_half_days, 2)
        grid = self.env["rental.availability"].get_grid(self.shop.id, str(monday), 7)
        self.assertTrue(grid["may_book"])

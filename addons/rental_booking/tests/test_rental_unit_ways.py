from datetime import timedelta

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import RentalCommon


@tagged("post_install", "-at_install")
class TestRentalUnitWays(RentalCommon):
    """A chosen unit is elsewhere, another one of the shop is free: one click gives it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.desk = new_test_user(cls.env, "units_desk", "rental_booking.group_rental_booking_desk")
        cls.first, cls.second, cls.third = cls.units
        cls.booking = cls._confirmed((cls.camera, 1))
        cls.line = cls.booking.order_line

    def _move(self, lot, source, target):
        self.env["stock.move"]._move_rental_units(
            self.camera, lot, 1.0, source.lot_stock_id, target.lot_stock_id, "by hand"
        )

    def _lose(self, lot):
        """A count finds it gone: a fact, never refused."""
        self.env["stock.move"]._move_rental_units(
            self.camera,
            lot,
            1.0,
            self.shop.lot_stock_id,
            self.camera.property_stock_inventory,
            "count",
        )

    def _open(self, booking=None, user=None):
        user = user or self.desk
        action = (booking or self.booking).with_user(user).action_rental_ways_out()
        return self.env["rental.alternative"].with_user(user).browse(action["res_id"])

    def _planned(self, booking=None):
        rows = (booking or self.booking).rental_occupation_ids
        return rows.filtered(lambda row: row.blocking and not row.away).lot_id

    def test_one_click_gives_another_unit(self):
        self.line.rental_lot_ids = self.first
        self._move(self.first, self.shop, self.other_shop)
        self.assertTrue(self.booking.rental_at_risk)
        self.assertEqual(self.booking.rental_short_words, "CAM-1 (in Lyon)")
        self.assertIn("Choose another unit: Camera", self.booking.activity_ids.mapped("summary"))
        wizard = self._open()
        way = wizard.way_ids
        self.assertEqual((way.kind, way.chosen, way.quantity), ("unit", True, 1.0))
        self.assertEqual(way.what, "CAM-2 instead of CAM-1 (in Lyon)")
        wizard.action_take()
        self.assertEqual(self.line.rental_lot_ids, self.second)
        self.assertEqual(self._planned(), self.second)
        self.assertFalse(self.booking.rental_at_risk or self.booking.activity_ids)
        self.assertIn("CAM-2 is chosen instead", "".join(self.booking.message_ids.mapped("body")))
        with self._assert_refused("not short of anything"):
            self._open()
        self._move(self.second, self.shop, self.other_shop)  # moved a second time
        self._open().action_take()
        self.assertEqual(self._planned(), self.third)
        self._depart(self.booking)
        self.assertEqual(self.booking.rental_slip_ids.line_ids.lot_id, self.third)

    def test_in_after_sales_late_and_blocked_are_told_apart(self):
        self.first.action_open_rental_ticket()
        out = self._confirmed((self.camera, 1), start=self.next_week + timedelta(days=7))
        self._depart(out)
        late = out.rental_slip_ids.line_ids.lot_id
        self._out_since(out, days=3)
        for lot, why in ((self.first, "in after-sales"), (late, f"late, with {out.name}")):
            self.line.rental_lot_ids = lot
            self.assertTrue(self.booking.rental_at_risk, why)
            self.assertEqual(self.line.rental_stray_words, f"{lot.name} ({why})")
        self._open().action_take()
        self.assertEqual(self._planned(), self.units - self.first - late)
        self.assertFalse(self.booking.rental_at_risk)

    def test_a_quote_whose_unit_is_blocked_is_to_process_and_then_offered(self):
        quote = self._booking((self.camera, 1))
        quote.order_line.rental_lot_ids = self.first
        self.env["rental.occupation"].create(
            {
                "product_id": self.camera.id,
                "warehouse_id": self.shop.id,
                "lot_id": self.first.id,
                "date_start": quote.rental_start,
                "date_end": quote.rental_end,
            }
        )
        self.env.invalidate_all()
        quote.action_rental_submit()
        quote.action_rental_propose()
        self.assertEqual(quote.rental_state, "to_process")
        self.assertIn("blocked", quote.activity_ids.mapped("note")[0])
        self._open(quote).action_take()
        self.assertEqual(quote.rental_state, "proposed")
        self.assertEqual(quote.order_line.rental_lot_ids, self.second)
        quote.action_confirm()
        self.assertEqual(self._planned(quote), self.second)

    def test_a_customer_who_confirms_meets_no_constraint(self):
        quote = self._booking((self.camera, 1))
        quote.order_line.rental_lot_ids = self.first
        quote.action_rental_submit()
        quote.action_rental_propose()
        self.line.rental_lot_ids = self.first  # firm, and sooner
        portal = new_test_user(self.env, "units_guest", "base.group_portal")
        quote.with_user(portal).sudo().action_confirm()
        self.assertEqual(quote.rental_state, "confirmed")
        self.assertEqual(quote.order_line.rental_lot_ids, self.second)
        self.assertEqual(self._planned(), self.first, "who came first keeps it")

    def test_the_unit_comes_back_and_an_old_window_is_told(self):
        self.line.rental_lot_ids = self.first
        self._move(self.first, self.shop, self.other_shop)
        wizard = self._open()
        self._move(self.first, self.other_shop, self.shop)
        self.assertFalse(self.booking.rental_at_risk or self.booking.activity_ids)
        with self._assert_refused("CAM-1 is there"):
            wizard.action_take()
        self.assertEqual(self.line.rental_lot_ids, self.first)

    def test_the_rest_of_a_booking_half_departed(self):
        booking = self._confirmed((self.camera, 2))
        booking.order_line.rental_lot_ids = self.first | self.second
        slip = self._slip(booking, "departure")
        slip.set_line(slip.line_ids[0].id, {"status": "ok"})
        slip.set_line(slip.line_ids[1].id, {"status": "later"})
        self._sign(slip)
        left = slip.line_ids[0].lot_id
        rest = (self.first | self.second) - left
        self.booking._action_cancel()  # else all three are promised
        self._move(rest, self.shop, self.other_shop)
        self.assertEqual(booking.order_line.rental_stray_words, f"{rest.name} (in Lyon)")
        self._open(booking).action_take()
        self.assertEqual(booking.order_line.rental_lot_ids, left | self.third)
        self.assertEqual(self._planned(booking), self.third)

    def test_no_unit_on_the_shelf_any_free_one_may_leave(self):
        for start in (-7, -7):
            self._depart(
                self._confirmed((self.camera, 1), start=self.next_week + timedelta(days=start))
            )
        there = self.line._rental_get_shelf_lots()
        self.assertEqual(len(there), 1)
        self.line.rental_lot_ids = there
        self._move(there, self.shop, self.other_shop)
        self.assertEqual(self.line.rental_shortage, 0)
        wizard = self._open()
        self.assertIn("any free unit instead of", wizard.way_ids.what)
        wizard.action_take()
        self.assertFalse(self.line.rental_lot_ids)
        self.assertFalse(self.booking.rental_at_risk)
        self.assertEqual(self.booking.rental_occupation_ids.filtered("blocking").quantity, 1)

    def test_two_people(self):
        other = self._confirmed((self.camera, 1))
        self.line.rental_lot_ids, other.order_line.rental_lot_ids = self.first, self.second
        for lot in (self.first, self.second):
            self._lose(lot)
        self.assertTrue(self.line.rental_shortage, "two booked, one left: no unit helps")
        ways = self._open().way_ids
        self.assertNotIn("unit", ways.mapped("kind"))
        self._receive_units(self.camera, self.shop, "CAM-4")
        self.env.invalidate_all()
        one, two, again = self._open(), self._open(other), self._open()
        self.assertEqual(one.way_ids.other_lot_id, two.way_ids.other_lot_id)
        one.action_take()
        with self._assert_refused("went meanwhile"):
            two.action_take()
        with self._assert_refused("not chosen"):
            again.action_take()
        self._open(other).action_take()
        self.assertEqual(len(self._planned() | self._planned(other)), 2)

    def test_lines_of_one_booking_get_different_units(self):
        booking = self._booking((self.camera, 1), (self.camera, 1))
        one, two = booking.order_line
        one.rental_lot_ids, two.rental_lot_ids = self.first, self.second
        self._receive_units(self.camera, self.shop, "CAM-4", "CAM-5")
        booking.action_confirm()
        for lot in (self.first, self.second):
            self._move(lot, self.shop, self.other_shop)
        wizard = self._open(booking)
        self.assertEqual(len(wizard.way_ids.filtered("chosen").other_lot_id), 2)
        wizard.action_take()
        self.assertEqual(len(self._planned(booking)), 2)

    def test_what_is_forged_is_refused(self):
        self.line.rental_lot_ids = self.first
        self._move(self.first, self.shop, self.other_shop)
        lens = self._create_product("Lens", tracking="serial")
        foreign = self._receive_units(lens, self.shop, "LENS-1")
        for lot in (foreign, self.first):
            wizard = self._open()
            wizard.way_ids.other_lot_id = lot
            with self._assert_refused("went meanwhile"):
                wizard.action_take()
        strange = self._confirmed((self.cable, 1))
        wizard = self._open()
        wizard.way_ids.order_line_id = strange.order_line
        with self._assert_refused("another booking"):
            wizard.action_take()
        technician = new_test_user(
            self.env, "units_tech", "rental_booking.group_rental_booking_technician"
        )
        guest = new_test_user(self.env, "units_stranger", "base.group_portal")
        for user in (technician, guest):
            with self.assertRaises(AccessError):
                self._open(user=user)
        self.assertEqual(self._planned(), self.first)

import base64
import os
from datetime import timedelta

from odoo import fields
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common import SIGNATURE, RentalCommon, picture


@tagged("post_install", "-at_install")
class TestRentalSlip(RentalCommon):
    """Slips with the customer at the counter."""

    def test_every_exemplar_has_its_own_line_also_untracked_ones(self):
        slip = self._slip(self._confirmed((self.camera, 2), (self.cable, 3)), "departure")
        self.assertEqual(slip.line_ids.mapped("index"), [1, 2, 1, 2, 3])

    def test_a_long_slip_takes_no_more_queries_than_a_short_one(self):
        self.env["rental.accessory"].create(
            {"product_tmpl_id": self.cable.product_tmpl_id.id, "name": "Strap"}
        )

        def count(quantity, weeks):
            booking = self._confirmed((self.cable, quantity), start=self._monday(weeks))
            slip = self._slip(booking, "departure")
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            slip.get_screen()
            return self.cr.sql_log_count - before

        count(2, 3)
        self.assertEqual(count(2, 4), count(10, 5))

    def test_goods_on_the_move_are_no_count_that_waits_to_be_applied(self):
        booking = self._confirmed((self.camera, 1), (self.cable, 3))
        self._depart(booking)
        self._return(booking)
        quants = self.env["stock.quant"].search(
            [("product_id", "in", (self.camera | self.cable).ids)]
        )
        self.assertTrue(quants)
        self.assertFalse(quants.filtered("inventory_quantity_set"))

    def test_opening_a_slip_twice_is_the_same_slip(self):
        booking = self._confirmed((self.camera, 1))
        self.assertEqual(self._slip(booking, "departure"), self._slip(booking, "departure"))

    def test_an_open_departure_slip_takes_up_what_is_added_to_the_booking(self):
        booking = self._confirmed((self.cable, 2))
        slip = self._slip(booking, "departure")
        slip.set_line(slip.line_ids[0].id, {"status": "ok", "comment": "checked"})
        read = slip.version
        booking.order_line.product_uom_qty = 3
        booking.order_line = [Command.create({"product_id": self.camera.id})]
        self.assertEqual(slip.line_ids.mapped("status"), ["ok", "pending", "pending", "pending"])
        self.assertEqual(slip.line_ids.product_id, self.cable | self.camera)
        self.assertGreater(slip.version, read, "who signs an older reading is told to read again")
        booking.order_line[0].product_uom_qty = 1
        self.assertEqual(slip.line_ids.mapped("comment"), ["checked", False])
        slip.scan("CAM-1")
        self._sign(slip)
        self.assertEqual(booking.order_line.mapped("product_uom_qty"), [1, 1])

    def test_another_product_on_the_booking_is_another_line_of_the_open_slip(self):
        booking = self._confirmed((self.camera, 1))
        booking.action_rental_prepare()
        slip = self._slip(booking, "departure")
        slip.set_all("ok")
        booking.order_line.product_id = self.cable
        line = slip.line_ids
        self.assertEqual((line.product_id, line.status), (self.cable, "pending"))
        self.assertFalse(line.lot_id | booking.order_line.rental_lot_ids)

    def test_the_desk_cancels_a_booking_whose_slip_is_open(self):
        booking = self._confirmed((self.camera, 1))
        slip = self._slip(booking, "departure")
        desk = new_test_user(self.env, "canceller", "rental_booking.group_rental_booking_desk")
        booking.with_user(desk)._action_cancel()
        self.assertEqual((booking.rental_state, slip.state), ("cancelled", "cancelled"))
        with self._assert_refused("was cancelled"):
            self._sign(slip)

    def test_a_booking_that_moves_to_another_shop_leaves_its_units_behind(self):
        self._receive_units(self.camera, self.other_shop, "LYO-1")
        booking = self._confirmed((self.camera, 1))
        booking.action_rental_prepare()
        slip = self._slip(booking, "departure")
        booking.warehouse_id = self.other_shop
        self.assertFalse(booking.order_line.rental_lot_ids)
        self.assertEqual(slip.state, "cancelled")
        row = booking.rental_occupation_ids.filtered("blocking")
        self.assertEqual((row.warehouse_id, row.lot_id), (self.other_shop, row.lot_id.browse()))
        self._depart(booking)
        self.assertEqual(booking.order_line.rental_lot_ids.name, "LYO-1")

    def _lent_by_a_colleague(self):
        """A booking of four cameras in a shop that owns three, on its way out."""
        self.env["rental.occupation"].create(
            {
                "kind": "supply",
                "product_id": self.camera.id,
                "warehouse_id": self.shop.id,
                "date_start": self.next_week - timedelta(days=30),
                "date_end": self.next_week + timedelta(days=30),
            }
        )
        booking = self._confirmed((self.camera, 4))
        slip = self._slip(booking, "departure")
        for name in ("CAM-1", "CAM-2", "CAM-3"):
            slip.scan(name)
        slip.set_line(slip.line_ids[3].id, {"outside_unit": "COLL-7", "status": "ok"})
        self._sign(slip)
        return booking

    def test_a_unit_of_a_colleague_leaves_and_comes_back_without_being_in_stock(self):
        booking = self._lent_by_a_colleague()
        out = self.shop.rental_out_location_id
        self.assertEqual(sum(out.quant_ids.mapped("quantity")), 3)
        self.assertEqual(sum(booking.rental_occupation_ids.mapped("quantity")), 4)
        back = self._slip(booking, "return")
        self.assertTrue(back.scan("COLL-7")["scan"]["ok"])
        back.set_all("ok")
        self._sign(back)
        self.assertFalse(booking.rental_occupation_ids.filtered("blocking"))
        self.assertEqual(self.units.location_id, self.shop.lot_stock_id)
        self.assertEqual(booking.rental_state, "returned")

    def test_a_unit_of_a_colleague_that_is_damaged_or_lost_is_no_loss_of_ours(self):
        damaged, lost = ("damaged", "dented"), ("missing", "")
        booking = self._lent_by_a_colleague()
        self._return(booking, {3: damaged})
        self.assertFalse(booking.rental_repair_ids)
        self.assertIn("Damaged unit of a colleague", booking.activity_ids.mapped("summary"))
        booking = self._lent_by_a_colleague()
        self._return(booking, {3: lost})
        self.assertIn("COLL-7", booking.rental_missing_ids.display_name)
        booking.rental_missing_ids.action_charge()
        self.assertEqual(booking.rental_state, "returned")
        self.assertEqual(booking.order_line.filtered("rental_charge").price_unit, 1000)
        fleet = self.camera._get_rental_availability(
            self.shop, self.next_week, self.next_week + timedelta(hours=1)
        )[self.camera.id].fleet
        self.assertEqual(fleet, 3)

    def test_a_serial_of_ours_is_not_taken_for_a_unit_of_a_colleague(self):
        slip = self._slip(self._confirmed((self.camera, 1)), "departure")
        slip.set_line(slip.line_ids.id, {"outside_unit": "CAM-2"})
        self.assertEqual((slip.line_ids.lot_id.name, slip.line_ids.outside_unit), ("CAM-2", False))
        self.units[0].action_open_rental_ticket()
        with self._assert_refused("in after-sales"):
            slip.set_line(slip.line_ids.id, {"outside_unit": "CAM-1"})

    def test_scanning_serials_and_barcodes_fills_the_lines(self):
        slip = self._slip(self._confirmed((self.camera, 1), (self.cable, 2)), "departure")
        self.assertTrue(slip.scan("CAM-2")["scan"]["ok"])
        self.assertEqual(slip.line_ids[0].lot_id, self.units[1])
        self.assertTrue(slip.scan("CAM-2")["scan"]["ok"])
        self.assertFalse(slip.scan("CAM-3")["scan"]["ok"])
        for _exemplar in range(2):
            self.assertTrue(slip.scan("BC-Cable")["scan"]["ok"])
        self.assertFalse(slip.scan("BC-Cable")["scan"]["ok"])
        self.assertFalse(slip.scan("nothing")["scan"]["ok"])
        self.assertEqual(slip.get_screen()["problems"], [])

    def test_signing_needs_every_line_a_unit_a_photo_and_a_name(self):
        self.camera.rental_photo_required = True
        slip = self._slip(self._confirmed((self.camera, 1)), "departure")
        with self._assert_refused("to check"):
            self._sign(slip)
        slip.set_all("ok")
        self.assertEqual(slip.line_ids.status, "pending")
        slip.scan("CAM-1")
        with self._assert_refused("photo to take"):
            self._sign(slip)
        slip.add_photo(slip.line_ids.id, "p-1.png", picture())
        with self._assert_refused("signature of the customer"):
            self._sign(slip, signed_by=" ")
        self._sign(slip)
        self.assertEqual(slip.state, "signed")

    def test_signing_twice_moves_nothing_twice(self):
        booking = self._confirmed((self.cable, 2))
        slip = self._depart(booking)
        picking = slip.picking_id
        self.assertEqual(self._sign(slip)["state"], "signed")
        self.assertEqual(slip.picking_id, picking)
        with self._assert_refused("already signed by Camille Martin"):
            self._sign(slip, signed_by="Somebody else")
        with self._assert_refused("already signed"):
            slip.set_all("ok")

    def test_two_tablets_on_one_slip_the_customer_signs_what_was_read(self):
        slip = self._slip(self._confirmed((self.cable, 2)), "departure")
        first = slip.set_all("ok")
        slip.set_line(slip.line_ids[0].id, {"comment": "scratched plug"})
        with self._assert_refused("changed on another device"):
            slip.sign({"signature": SIGNATURE, "signed_by": "Camille", "version": first["version"]})
        self.assertEqual(slip.state, "draft")

    def test_a_unit_that_is_out_already_names_its_booking(self):
        first = self._confirmed((self.camera, 1))
        slip = self._slip(first, "departure")
        slip.scan("CAM-1")
        self._sign(slip)
        second = self._slip(self._confirmed((self.camera, 1)), "departure")
        answer = second.scan("CAM-1")["scan"]
        self.assertFalse(answer["ok"])
        self.assertIn(first.name, answer["message"])
        with self._assert_refused(first.name):
            second.set_line(second.line_ids.id, {"lot_id": self.units[0].id})

    def test_a_unit_of_another_product_is_refused(self):
        lens = self._create_product("Lens", tracking="serial")
        other = self._receive_units(lens, self.shop, "LENS-1")
        slip = self._slip(self._confirmed((self.camera, 1)), "departure")
        with self._assert_refused("not a Camera"):
            slip.set_line(slip.line_ids.id, {"lot_id": other.id})

    def test_a_signed_slip_is_sent_to_the_customer(self):
        slip = self._depart(self._confirmed((self.cable, 1)))
        desk = new_test_user(
            self.env,
            "rental_sender",
            "rental_booking.group_rental_booking_desk",
            email="desk@example.com",
        )
        self.customer.email = "customer@example.com"
        action = slip.with_user(desk).action_send()
        composer = (
            self.env["mail.compose.message"]
            .with_user(desk)
            .with_context(**action["context"])
            .create({})
        )
        self.assertIn(slip.name, composer.subject)
        self.assertEqual(composer.partner_ids, self.customer)
        self.assertEqual(len(composer.attachment_ids), 1)
        composer._action_send_mail()
        self.assertIn(self.customer, slip.message_ids.partner_ids)

    def test_what_was_not_taken_leaves_the_booking(self):
        booking = self._confirmed((self.cable, 3))
        slip = self._slip(booking, "departure")
        slip.set_line(slip.line_ids[0].id, {"status": "missing"})
        slip.set_all("ok")
        self._sign(slip)
        self.assertEqual(booking.order_line.product_uom_qty, 2)
        self.assertEqual(booking.rental_occupation_ids.filtered("blocking").quantity, 2)
        self.assertEqual(booking.invoice_ids.amount_untaxed, 10)

    def test_nothing_leaving_is_no_departure(self):
        slip = self._slip(self._confirmed((self.cable, 1)), "departure")
        slip.set_line(slip.line_ids.id, {"status": "missing"})
        with self._assert_refused("Nothing leaves"):
            self._sign(slip)

    def test_the_unit_that_left_is_the_unit_that_comes_back(self):
        booking = self._confirmed((self.camera, 1))
        slip = self._slip(booking, "departure")
        slip.scan("CAM-1")
        self._sign(slip)
        back = self._slip(booking, "return")
        back.set_line(back.line_ids.id, {"status": "ok", "lot_id": self.units[1].id})
        self.assertEqual(back.line_ids.lot_id, self.units[0])
        self.assertFalse(back.scan("CAM-2")["scan"]["ok"])

    def test_a_rating_that_does_not_exist_is_ignored(self):
        booking = self._confirmed((self.cable, 1))
        self._depart(booking)
        self._return(booking, rating="9")
        self.assertEqual((booking.rental_rating, booking.rental_state), (0, "returned"))

    def test_a_shortage_never_blocks_a_departure(self):
        booking = self._confirmed((self.cable, 10))
        quant = self.env["stock.quant"].search(
            [("product_id", "=", self.cable.id), ("location_id", "=", self.shop.lot_stock_id.id)]
        )
        quant.with_context(inventory_mode=True).inventory_quantity = 6
        quant.action_apply_inventory()
        self._depart(booking)
        self.assertEqual(booking.rental_state, "out")

    def test_a_pinned_unit_may_leave_with_another_booking(self):
        later = self._confirmed((self.camera, 1), start=self.next_week + timedelta(days=2))
        later.order_line.rental_lot_ids = self.units[0]
        now = self._confirmed((self.camera, 1))
        slip = self._slip(now, "departure")
        slip.scan("CAM-1")
        self._sign(slip)
        self.assertEqual(later.order_line.rental_lot_ids, self.units[0], "it is back in time")
        self.assertEqual(later.rental_occupation_ids.filtered("blocking").quantity, 1)

    def test_the_return_slip_shows_the_departure_beside(self):
        booking = self._confirmed((self.camera, 1))
        slip = self._slip(booking, "departure")
        slip.scan("CAM-1")
        slip.add_photo(slip.line_ids.id, "p-1.png", picture())
        slip.set_line(slip.line_ids.id, {"comment": "scratch on the left"})
        self._sign(slip)
        line = self._slip(booking, "return").get_screen()["lines"][0]
        self.assertEqual(line["departure"]["comment"], "scratch on the left")
        self.assertEqual(len(line["departure"]["photos"]), 1)
        self.assertEqual(line["lot"]["name"], "CAM-1")

    def test_a_partial_return_releases_only_what_is_back(self):
        booking = self._confirmed((self.camera, 2), (self.cable, 4))
        self._depart(booking)
        self._return(booking, {1: ("missing", ""), 4: ("missing", ""), 5: ("missing", "")})
        self.assertEqual(booking.rental_state, "incomplete")
        blocking = booking.rental_occupation_ids.filtered("blocking")
        self.assertEqual(sorted(blocking.mapped("quantity")), [1, 2])
        available = self.cable._get_rental_availability(
            self.shop, self.next_week, self.next_week + timedelta(hours=1)
        )
        self.assertEqual(available[self.cable.id].available, 8)
        second = self._return(booking)
        self.assertEqual(len(second.line_ids), 3)
        self.assertEqual(booking.rental_state, "returned")
        self.assertFalse(booking.rental_occupation_ids.filtered("blocking"))

    def test_a_big_photo_is_kept_small_and_a_huge_one_is_refused(self):
        slip = self._slip(self._confirmed((self.cable, 1)), "departure")
        slip.add_photo(slip.line_ids.id, "big.png", picture(4000, 3000))
        photo = slip.line_ids.photo_ids
        self.assertLess(len(base64.b64decode(photo.image)), 200_000)
        slip.add_photo(slip.line_ids.id, "big.png", picture(4000, 3000))
        self.assertEqual(len(slip.line_ids.photo_ids), 1)
        huge = base64.b64encode(os.urandom(26 * 1024 * 1024)).decode()
        with self._assert_refused("at most 25 MB"):
            slip.add_photo(slip.line_ids.id, "huge.png", huge)

    def test_a_photo_of_20_megabytes_is_taken(self):
        slip = self._slip(self._confirmed((self.cable, 1)), "departure")
        padding = b"\0" * (20 * 1024 * 1024)
        data = base64.b64encode(base64.b64decode(picture(2500, 2000)) + padding).decode()
        slip.add_photo(slip.line_ids.id, "twenty.png", data)
        self.assertEqual(len(slip.line_ids.photo_ids), 1)

    def test_what_is_no_photo_is_refused_and_nothing_is_lost(self):
        slip = self._slip(self._confirmed((self.cable, 1)), "departure")
        slip.set_all("ok")
        for data in ("", "not base64!", base64.b64encode(b"hello").decode()):
            with self.subTest(data=data), self._assert_refused("photo"):
                slip.add_photo(slip.line_ids.id, "x.png", data)
        self.assertEqual(slip.line_ids.status, "ok")

    def test_the_rating_reaches_the_booking(self):
        booking = self._confirmed((self.cable, 1))
        self._depart(booking)
        self._return(booking, rating="2", feedback="Long wait")
        self.assertEqual((booking.rental_rating, booking.rental_feedback), (2, "Long wait"))
        rating = self.env["rating.rating"].search(
            [("res_model", "=", "sale.order"), ("res_id", "=", booking.id)]
        )
        self.assertEqual((rating.rating, rating.feedback), (2, "Long wait"))

    def test_a_departure_before_the_planned_time_blocks_from_now(self):
        booking = self._confirmed((self.camera, 1))
        self._depart(booking)
        rows = booking.rental_occupation_ids.filtered("blocking")
        self.assertLessEqual(rows.date_start, fields.Datetime.now())


@tagged("post_install", "-at_install")
class TestRentalLateAndMissing(RentalCommon):
    def _late_booking(self, days=2, **kwargs):
        booking = self._confirmed((self.camera, 1), (self.cable, 2), **kwargs)
        self._depart(booking)
        self._out_since(booking, days=days)
        return booking

    def test_late_half_days_are_charged_by_the_tariff(self):
        booking = self._late_booking()
        slip = self._slip(booking, "return")
        expected = slip.get_screen()["order"]["late_half_days"]
        self.assertGreater(expected, 0)
        self._return(booking)
        charges = booking.order_line.filtered(lambda line: line.rental_charge == "late")
        self.assertEqual(booking.rental_late_half_days, expected)
        self.assertEqual(charges.mapped("price_unit"), [60.0, 3.0])
        self.assertEqual(charges.mapped("product_uom_qty"), [expected, 2 * expected])
        self.assertEqual(booking.invoice_ids.amount_untaxed, 110 + 60 * expected + 6 * expected)

    def test_back_in_time_costs_nothing_more(self):
        booking = self._confirmed((self.camera, 1))
        self._depart(booking)
        self._return(booking)
        self.assertFalse(booking.order_line.filtered("rental_charge"))

    def test_missing_goods_get_a_grace_period_then_their_replacement_is_charged(self):
        booking = self._confirmed((self.camera, 1))
        self._depart(booking)
        self._return(booking, {0: ("missing", "")})
        gap = booking.rental_missing_ids
        grace = self.env.company.rental_grace_days
        self.assertGreaterEqual(
            gap.deadline, fields.Date.context_today(self.env.user) + timedelta(days=grace)
        )
        cron = self.env.ref("rental_booking.ir_cron_rental_missing")
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.assertEqual(gap.state, "waiting")
        gap.deadline = fields.Date.context_today(self.env.user) - timedelta(days=1)
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.assertEqual((gap.state, booking.rental_state), ("charged", "returned"))
        self.assertEqual(gap.charge_line_id.price_unit, 1000)
        self.assertEqual(booking.invoice_ids.amount_untaxed, 1100)
        found = self.camera._get_rental_availability(
            self.shop, self.next_week, self.next_week + timedelta(hours=1)
        )[self.camera.id]
        self.assertEqual((found.fleet, found.available), (2, 2))

    def test_late_and_missing_both_apply_to_one_booking(self):
        booking = self._late_booking()
        self._return(booking, {0: ("missing", "")})
        booking.rental_missing_ids.action_charge()
        kinds = set(booking.order_line.mapped("rental_charge"))
        self.assertLessEqual({"late", "replacement"}, kinds)

    def test_brought_back_before_the_date_costs_nothing(self):
        booking = self._confirmed((self.camera, 1))
        self._depart(booking)
        self._return(booking, {0: ("missing", "")})
        self._return(booking)
        self.assertEqual(booking.rental_missing_ids.state, "back")
        self.assertEqual(booking.rental_state, "returned")
        self.assertFalse(booking.order_line.filtered("rental_charge"))

    def test_what_comes_back_after_the_charge_costs_nothing_while_the_invoice_is_a_draft(self):
        booking = self._confirmed((self.camera, 1))
        self._depart(booking)
        self._return(booking, {0: ("missing", "")})
        gap = booking.rental_missing_ids
        with self._assert_refused("return slip"):
            gap.action_bring_back()
        gap.action_charge()
        self.assertEqual(booking.invoice_ids.amount_untaxed, 1100)
        gap.action_bring_back()
        self.assertEqual((gap.state, booking.invoice_ids.amount_untaxed), ("back", 100))
        self.assertEqual(gap.lot_id.location_id, self.shop.lot_stock_id)
        found = self.camera._get_rental_availability(
            self.shop, self.next_week, self.next_week + timedelta(hours=1)
        )[self.camera.id]
        self.assertEqual((found.fleet, found.available), (3, 3))

    def test_what_comes_back_after_the_invoice_asks_for_a_credit_note(self):
        booking = self._confirmed((self.camera, 1))
        self._depart(booking)
        self._return(booking, {0: ("missing", "")})
        booking.rental_missing_ids.action_charge()
        booking.action_rental_close()
        booking.rental_missing_ids.action_bring_back()
        self.assertEqual(booking.invoice_ids.amount_untaxed, 1100)
        self.assertIn("Came back after the charge", booking.activity_ids.mapped("summary"))

    def test_a_return_slip_begun_for_what_is_charged_meanwhile_is_void(self):
        booking = self._confirmed((self.camera, 1))
        self._depart(booking)
        self._return(booking, {0: ("missing", "")})
        second = self._slip(booking, "return")
        second.set_all("ok")
        booking.rental_missing_ids.action_charge()
        with self._assert_refused("was cancelled"):
            self._sign(second)
        self.assertFalse(self.shop.rental_out_location_id.quant_ids.filtered("quantity"))

    def test_an_accessory_that_is_missing_must_be_named(self):
        booking = self._confirmed((self.cable, 1))
        self._depart(booking)
        slip = self._slip(booking, "return")
        with self._assert_refused("no accessories"):
            slip.set_line(slip.line_ids.id, {"status": "accessory_missing"})
        self.env["rental.accessory"].create(
            {"product_tmpl_id": self.camera.product_tmpl_id.id, "name": "Battery"}
        )
        booking = self._confirmed((self.camera, 1))
        self._depart(booking)
        slip = self._slip(booking, "return")
        slip.set_line(slip.line_ids.id, {"status": "accessory_missing"})
        with self._assert_refused("accessory to untick"):
            self._sign(slip)

    def test_a_missing_accessory_is_awaited_and_charged_alone(self):
        self.env["rental.accessory"].create(
            {
                "product_tmpl_id": self.camera.product_tmpl_id.id,
                "name": "Battery",
                "replacement_price": 45,
            }
        )
        booking = self._confirmed((self.camera, 1))
        self._depart(booking)
        slip = self._slip(booking, "return")
        slip.set_all("ok")
        slip.set_accessory(slip.line_ids.accessory_ids.id, False)
        self.assertEqual(slip.line_ids.status, "accessory_missing")
        self._sign(slip)
        self.assertEqual(booking.rental_state, "incomplete")
        self.assertFalse(booking.rental_occupation_ids.filtered("blocking"))
        second = self._slip(booking, "return")
        self.assertTrue(second.line_ids.only_accessories)
        second.action_cancel()
        booking.rental_missing_ids.action_charge()
        charge = booking.order_line.filtered("rental_charge")
        self.assertEqual((charge.price_unit, booking.rental_state), (45, "returned"))

    def test_exemplars_that_nobody_tells_apart_are_entered_together(self):
        booking = self._confirmed((self.cable, 6))
        slip = self._slip(booking, "departure")
        first, rest = slip.line_ids[:4].ids, slip.line_ids[4:].ids
        payload = slip.set_lines(first, "ok")
        self.assertEqual(
            [line["status"] for line in payload["lines"]], ["ok"] * 4 + ["pending"] * 2
        )
        self.assertEqual(len({line["order_line_id"] for line in payload["lines"]}), 1)
        foreign = self._slip(self._confirmed((self.cable, 1)), "departure")
        with self._assert_refused("no longer on"):
            slip.set_lines(foreign.line_ids.ids, "ok")
        with self._assert_refused("does not exist on this slip"):
            slip.set_lines(first, "kept")
        slip.set_lines(rest, "later")
        self._sign(slip)
        self.assertEqual(booking.order_line.rental_out_qty, 4)

from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common import RentalCommon

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@tagged("post_install", "-at_install")
class TestRentalLife(RentalCommon):
    """A running rental: in parts, late, exchanged, prolonged, undone – each at its real time."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tariff.write({"half_day_ratio": 0.5, "late_ratio": 0.5})
        cls.monday = cls._monday(-3)  # 9:00 or 10:00 in the shop
        cls.tripod = cls._create_product("Tripod", list_price=80.0)
        cls._receive(cls.tripod, cls.shop, 3)

    def _out(self, *lines, days=3, **values):
        """A booking that left on the Monday, planned back ``days`` later at the same hour + 8."""
        booking = self._confirmed(
            *lines, start=self.monday, hours=24 * days + 8, rental_ignore_hours=True, **values
        )
        slip = self._slip(booking, "departure")
        slip.set_all("ok")
        for line in slip.line_ids.filtered(lambda line: line.status == "pending"):
            slip.set_line(line.id, {"status": "ok", "lot_id": slip.get_free_lots(line.id)[0]["id"]})
        self._sign(slip, moment=fields.Datetime.to_string(self.monday))
        return booking

    def _back(self, booking, *statuses, moment=None):
        """Sign a return with the statuses of its lines in order."""
        slip = self._slip(booking, "return")
        for line, status in zip(slip.line_ids, statuses, strict=True):
            comment = "broken" if status in ("damaged", "exchanged") else ""
            slip.set_line(line.id, {"status": status, "comment": comment})
        self._sign(slip, moment=fields.Datetime.to_string(moment) if moment else False)
        return slip

    def _free(self, start, length=DAY, product=None):
        product = product or self.tripod
        found = product._get_rental_availability(self.shop, start, start + length)
        return found[product.id].available

    def _charged(self, booking, kind="late"):
        lines = booking.order_line.filtered(lambda line: line.rental_charge == kind)
        return sum(lines.mapped("price_subtotal"))

    # Missing and kept -------------------------------------------------------------------------

    def test_what_is_missing_is_promised_to_nobody(self):
        booking = self._out((self.tripod, 3), days=30)
        self._back(booking, "ok", "missing", "missing", moment=self.monday + DAY)
        self.assertEqual(booking.rental_state, "incomplete")
        self.assertEqual(self._free(self._monday(8)), 1)
        with self._assert_refused("2 too few"):
            self._confirmed((self.tripod, 3), start=self._monday(8))
        self._back(booking, "ok", "ok")
        self.assertEqual(self._free(self._monday(8)), 3)

    def test_what_is_kept_is_out_still_and_blocks_without_an_end(self):
        booking = self._out((self.tripod, 3), days=30)
        self._back(booking, "ok", "kept", "kept", moment=self.monday + DAY)
        self.assertEqual((booking.rental_state, booking.order_line.rental_out_qty), ("out", 2))
        self.assertFalse(booking.rental_missing_ids)
        self.assertEqual(self._free(self._monday(8)), 1)
        booking.rental_end += DAY
        self.assertEqual(self._free(self._monday(8)), 3, "with a day agreed it ends by it")

    def test_a_partial_return_then_a_late_one_pays_its_own_lateness(self):
        """Two that stayed until Friday pay two half-days each; all three together pay 240."""
        self._receive(self.tripod, self.shop, 6)
        for first in ("kept", "missing"):
            booking = self._out((self.tripod, 3))
            self._back(booking, "ok", first, first, moment=self.monday + DAY)
            self.assertEqual(self._charged(booking), 0)
            self._back(booking, "ok", "ok", moment=self.monday + 4 * DAY + 6 * HOUR)
            self.assertEqual(self._charged(booking), 160)
            self.assertEqual(booking.rental_state, "returned")
        booking = self._out((self.tripod, 3))
        self._back(booking, "ok", "ok", "ok", moment=self.monday + 4 * DAY + 6 * HOUR)
        self.assertEqual(self._charged(booking), 240)

    def test_a_half_day_is_never_charged_twice(self):
        booking = self._out((self.tripod, 2))
        late = self.monday + 4 * DAY + 6 * HOUR
        self._back(booking, "ok", "missing", moment=late)
        self.assertEqual(self._charged(booking), 2 * 80)
        self._back(booking, "ok", moment=late + DAY)
        self.assertEqual(self._charged(booking), 2 * 80 + 80)

    def test_what_came_into_the_night_box_is_not_late(self):
        booking = self._out((self.tripod, 1))
        due = booking.rental_end
        slip = self._back(booking, "ok", moment=due)
        self.assertEqual((slip.happened_on, booking.rental_returned_on), (due, due))
        self.assertEqual(self._charged(booking), 0)

    def test_a_return_happened_neither_tomorrow_nor_before_the_departure(self):
        booking = self._out((self.tripod, 1))
        for moment in (fields.Datetime.now() + DAY, self.monday - HOUR):
            with self._assert_refused("cannot have happened"):
                self._back(booking, "ok", moment=moment)

    def test_a_departure_is_entered_late_but_never_before_its_booking(self):
        early = fields.Datetime.now() - 30 * DAY
        for start, moment, right in (
            (self.next_week, early, False),
            (self.next_week, fields.Datetime.now() - 9000 * DAY, False),
            (self.monday, self.monday - 2 * DAY, False),
            (self.monday, self.monday - HOUR, True),
            (self.monday, self.monday + 5 * DAY, True),
        ):
            booking = self._confirmed(
                (self.cable, 1), start=start, hours=24 * 40, rental_ignore_hours=True
            )
            slip = self._slip(booking, "departure")
            slip.set_all("ok")
            if right:
                self._sign(slip, moment=fields.Datetime.to_string(moment))
                self.assertEqual(slip.happened_on, moment.replace(microsecond=0))
                continue
            with self._assert_refused("nothing of .* was known before"):
                self._sign(slip, moment=fields.Datetime.to_string(moment))
            self.assertEqual((slip.state, booking.rental_state), ("draft", "confirmed"))

    def test_what_is_out_is_not_sold_past_its_slip(self):
        booking = self._confirmed((self.camera, 1), (self.tripod, 2))
        slip = self._depart(booking)
        place = self.shop.rental_out_location_id
        customers = self.env.ref("stock.stock_location_customers")
        unit = slip.line_ids.lot_id
        for product, lot, target in (
            (self.camera, unit, customers),
            (self.tripod, unit.browse(), customers),
            (self.tripod, unit.browse(), self.shop.lot_stock_id),
            (self.tripod, unit.browse(), self.tripod.property_stock_inventory),
        ):
            with self._assert_refused(f"is out with {booking.name}"), self.cr.savepoint():
                self.env["stock.move"]._move_rental_units(product, lot, 1, place, target, "sold")
        for forged in (False, slip.id):
            with self._assert_refused(f"is out with {booking.name}"), self.cr.savepoint():
                self._press_return(slip.picking_id, rental_slip_id=forged)
        self._receive(self.tripod, self.shop, 1, location=place)  # found there by a count
        self.env["stock.move"]._move_rental_units(
            self.tripod, unit.browse(), 1, place, self.shop.lot_stock_id, "found"
        )
        self._back(booking, "ok", "ok", "missing")
        booking.rental_missing_ids.action_charge()
        there = self.env["stock.quant"].search([("location_id", "=", place.id)])
        self.assertFalse(sum(there.mapped("quantity")))

    def _press_return(self, picking, **vals):
        """Odoo's own Return button on the transfer of a slip."""
        wizard = (
            self.env["stock.return.picking"]
            .with_context(active_id=picking.id, active_model="stock.picking")
            .create({})
        )
        wizard.product_return_moves.quantity = 1
        back = self.env["stock.picking"].browse(wizard.action_create_returns()["res_id"])
        self.assertFalse(back.move_ids.rental_slip_id)
        back.move_ids.write({**vals, "picked": True})
        back.button_validate()

    # Later departures -------------------------------------------------------------------------

    def test_the_third_one_leaves_tomorrow(self):
        booking = self._confirmed((self.tripod, 3))
        slip = self._slip(booking, "departure")
        slip.set_line(slip.line_ids[2].id, {"status": "later"})
        slip.set_all("ok")
        self._sign(slip)
        line = booking.order_line
        self.assertEqual((line.product_uom_qty, line.rental_out_qty), (3, 2))
        self.assertEqual(self._free(self.next_week, HOUR), 0)
        second = self._slip(booking, "departure")
        self.assertEqual(len(second.line_ids), 1)
        second.set_all("ok")
        self._sign(second)
        self.assertEqual(line.rental_out_qty, 3)
        self.assertEqual(
            sum(booking.rental_occupation_ids.filtered("blocking").mapped("quantity")), 3
        )
        self._back(booking, "ok", "ok", "ok")
        self.assertEqual(booking.rental_state, "returned")

    def test_a_line_with_its_own_later_dates_leaves_later(self):
        booking = self._booking((self.tripod, 1), (self.cable, 2), hours=80)
        booking.order_line[1].write({"rental_start": self.next_week + 3 * DAY})
        booking.action_confirm()
        slip = self._slip(booking, "departure")
        self.assertEqual(slip.line_ids.product_id, self.tripod)
        slip.set_all("ok")
        self._sign(slip)
        self.assertEqual(booking.order_line[1].product_uom_qty, 2)
        self._back(booking, "ok")
        self.assertEqual(booking.rental_state, "out", "the cables have not left yet")
        second = self._slip(booking, "departure")
        self.assertEqual(second.line_ids.product_id, self.cable)

    def test_goods_added_while_it_is_out_leave_with_a_second_slip(self):
        booking = self._out((self.tripod, 1), days=30)
        booking.order_line = [Command.create({"product_id": self.cable.id, "product_uom_qty": 2})]
        added = booking.order_line[1]
        self.assertTrue(added.rental_terms)
        slip = self._slip(booking, "departure")
        slip.set_all("ok")
        self._sign(slip)
        self.assertEqual(added.rental_out_qty, 2)
        with self._assert_refused("can no longer change"):
            added.product_uom_qty = 1

    def test_an_own_end_makes_late_on_its_own(self):
        booking = self._booking(
            (self.tripod, 1),
            (self.cable, 1),
            start=self.monday,
            hours=24 * 30,
            rental_ignore_hours=True,
        )
        booking.order_line[0].write({"rental_end": self.monday + DAY})
        booking.action_confirm()
        slip = self._slip(booking, "departure")
        slip.set_all("ok")
        self._sign(slip, moment=fields.Datetime.to_string(self.monday))
        self.assertEqual(booking.rental_due, self.monday + DAY)
        self.assertTrue(booking.rental_is_late)
        self.assertIn(booking, self.env["sale.order"].search([("rental_is_late", "=", True)]))

    # Extension and exchange -------------------------------------------------------------------

    def test_only_what_is_still_out_is_prolonged_and_priced(self):
        booking = self._out((self.tripod, 3), days=30)
        one = booking.order_line.price_unit
        self._back(booking, "ok", "kept", "kept", moment=self.monday + DAY)
        booking.rental_end += DAY
        lines = booking.order_line.sorted("product_uom_qty")
        self.assertEqual(lines.mapped("product_uom_qty"), [1, 2])
        self.assertEqual(lines.mapped("price_unit"), [one, one + 80])
        self.assertEqual(lines.mapped("rental_out_qty"), [0, 2])
        self.assertEqual(booking.invoice_ids.amount_untaxed, 3 * one + 2 * 80)
        self._back(booking, "ok", "ok")
        self.assertEqual(booking.rental_state, "returned")

    def test_a_broken_unit_is_exchanged_at_the_same_price(self):
        booking = self._out((self.camera, 2), days=30)
        price = booking.amount_untaxed
        self._back(booking, "exchanged", "kept", moment=self.monday + DAY)
        self.assertEqual((booking.rental_state, len(booking.rental_repair_ids)), ("out", 1))
        slip = self._slip(booking, "departure")
        slip.set_line(
            slip.line_ids.id,
            {"status": "ok", "lot_id": slip.get_free_lots(slip.line_ids.id)[0]["id"]},
        )
        self._sign(slip)
        line = booking.order_line
        self.assertEqual((line.rental_out_qty, line.product_uom_qty), (2, 2))
        self.assertEqual(booking.amount_untaxed, price)
        self._back(booking, "ok", "ok")
        self.assertEqual(booking.rental_state, "after_sales")

    def test_a_chosen_unit_gives_way_to_an_extension_when_another_is_free(self):
        booking = self._out((self.camera, 1), days=25)
        unit = booking.order_line.rental_lot_ids
        later = self._confirmed((self.camera, 1), start=booking.rental_end + HOUR)
        later.order_line.rental_lot_ids = unit
        booking.rental_end += DAY
        self.assertNotEqual(later.order_line.rental_lot_ids, unit)
        self.assertEqual(len(later.order_line.rental_lot_ids), 1)

    def test_a_chosen_unit_that_comes_back_broken_is_chosen_no_longer(self):
        booking = self._out((self.camera, 1))
        unit = booking.order_line.rental_lot_ids
        later = self._confirmed((self.camera, 1), start=self._monday(2))
        later.order_line.rental_lot_ids = unit
        self._back(booking, "damaged")
        self.assertNotIn(unit, later.order_line.rental_lot_ids)
        self.assertEqual(len(later.order_line.rental_lot_ids), 1)

    # Undo -------------------------------------------------------------------------------------

    def test_a_wrong_departure_is_undone(self):
        booking = self._confirmed((self.camera, 2), (self.cable, 3))
        slip = self._slip(booking, "departure")
        slip.scan("CAM-1")
        slip.set_line(slip.line_ids[1].id, {"status": "missing"})
        slip.set_all("ok")
        self._sign(slip)
        slip.action_undo()
        self.assertEqual((booking.rental_state, slip.state), ("confirmed", "cancelled"))
        self.assertEqual(booking.order_line.mapped("product_uom_qty"), [2, 3])
        self.assertEqual(self.units.location_id, self.shop.lot_stock_id)
        rows = booking.rental_occupation_ids.filtered("blocking")
        self.assertFalse(rows.filtered("away"))
        self.assertEqual(sum(rows.mapped("quantity")), 5)
        self.assertFalse(booking.invoice_ids)
        self._depart(booking)
        self.assertEqual(booking.rental_state, "out")

    def test_a_wrong_return_is_undone_with_its_charge_and_its_ticket(self):
        booking = self._out((self.camera, 2))
        late = self.monday + 4 * DAY + 6 * HOUR
        amount = booking.invoice_ids.amount_untaxed
        slip = self._back(booking, "damaged", "missing", moment=late)
        self.assertGreater(booking.invoice_ids.amount_untaxed, amount)
        slip.action_undo()
        self.assertEqual(booking.rental_state, "out")
        self.assertFalse(booking.rental_missing_ids)
        self.assertEqual(booking.rental_repair_ids.rental_ticket_state, "closed")
        self.assertEqual(booking.invoice_ids.amount_untaxed, amount)
        self.assertEqual(
            self.units.filtered(lambda lot: lot.location_id == self.shop.rental_out_location_id),
            booking.order_line.rental_lot_ids,
        )
        self._back(booking, "ok", "ok", moment=late)
        self.assertEqual(booking.rental_state, "returned")
        self.assertEqual(self._charged(booking), 2 * 2 * 50)

    def test_an_undone_return_leaves_what_was_kept_or_missing_before_as_it_was(self):
        booking = self._out((self.tripod, 2), days=30)
        self._back(booking, "kept", "missing", moment=self.monday + DAY)
        wrong = self._back(booking, "ok", "missing", moment=self.monday + 2 * DAY)
        self.assertEqual(booking.rental_state, "incomplete")
        wrong.action_undo()
        self.assertEqual(booking.rental_state, "out")
        self.assertEqual(booking._get_rental_lines().rental_missing_qty, 1)
        later = self.monday + 60 * DAY
        self.assertEqual(self._free(later), 1, "kept and missing both have no end")
        booking.rental_end += DAY
        self.assertEqual(self._free(later), 2, "what is kept has an end by the new dates")

    def test_a_replacement_that_is_not_taken_is_neither_delivered_nor_paid(self):
        booking = self._out((self.tripod, 3), days=30)
        self._back(booking, "exchanged", "exchanged", "kept", moment=self.monday + DAY)
        line = booking._get_rental_lines()
        self.assertEqual((line.qty_delivered, line._rental_get_to_depart()), (1, 2))
        slip = self._slip(booking, "departure")
        for own, status in zip(slip.line_ids, ("later", "missing"), strict=True):
            slip.set_line(own.id, {"status": status})
        with self._assert_refused("Nothing leaves: lower"):
            self._sign(slip)
        slip.set_line(slip.line_ids[0].id, {"status": "ok"})
        self._sign(slip)
        self.assertEqual((line.product_uom_qty, line.qty_delivered), (2, 2))
        self.assertEqual(line._rental_get_to_depart(), 0)

    def test_a_replacement_that_nobody_wants_is_taken_off_the_booking(self):
        booking = self._out((self.tripod, 2), days=30)
        self._back(booking, "exchanged", "kept", moment=self.monday + DAY)
        line = booking._get_rental_lines()
        line.product_uom_qty = 1
        self.assertEqual(line._rental_get_to_depart(), 0)

    def test_only_a_manager_undoes_and_only_within_a_week(self):
        slip = self._depart(self._confirmed((self.cable, 1)))
        desk = new_test_user(self.env, "undoer", "rental_booking.group_rental_booking_desk")
        with self.assertRaises(AccessError):
            slip.with_user(desk).action_undo()
        slip.signed_on -= timedelta(days=8)
        with self._assert_refused("more than a week ago"):
            slip.action_undo()

    # Proof, past, transfers -------------------------------------------------------------------

    def test_what_was_signed_is_what_is_printed_later(self):
        booking = self._confirmed((self.camera, 1))
        slip = self._depart(booking)
        before = slip._get_proof()
        booking.rental_end += DAY
        booking.partner_id = self.env["res.partner"].create({"name": "Somebody else"})
        self.assertEqual(slip._get_proof(), before)
        self.assertEqual(before["customer"], "Studio Lumière")
        html = (
            self.env["ir.actions.report"]
            ._render_qweb_html("rental_booking.report_rental_slip", slip.ids)[0]
            .decode()
        )
        self.assertIn("Studio Lumière", html)
        self.assertNotIn("Somebody else", html)
        self.assertIn("1,000.00", html, "what is charged when it is lost")

    def test_the_past_is_told_as_it_was(self):
        booking = self._out((self.tripod, 2))
        self._back(booking, "ok", "ok", moment=self.monday + DAY)
        self.assertEqual(self._free(self.monday, HOUR), 1)
        self.assertEqual(self._free(self.monday + 2 * DAY, HOUR), 3)
        day = fields.Date.to_string(self.monday)
        grid = self.env["rental.availability"].get_grid(self.shop.id, day, 3, search="Tripod")
        self.assertEqual([cell["available"] for cell in grid["rows"][0]["cells"]], [1, 1, 3])

    def test_a_transfer_that_was_carried_out_counts_once(self):
        plan = {
            "kind": "transfer",
            "product_id": self.tripod.id,
            "warehouse_id": self.shop.id,
            "dest_warehouse_id": self.other_shop.id,
            "quantity": 1,
            "date_start": self._monday(-1),
            "date_end": self._monday(2),
        }
        self.env["rental.occupation"].create(plan)

        def free(start):
            return [
                self.tripod._get_rental_availability(shop, start, start + HOUR)[
                    self.tripod.id
                ].available
                for shop in (self.shop, self.other_shop)
            ]

        during, after = self._monday(1), self._monday(3)
        self.assertEqual((free(during), free(after)), ([2, 1], [3, 0]))
        lots = self.env["stock.lot"]
        moves = self.env["stock.move"]
        here, there = self.shop.lot_stock_id, self.other_shop.lot_stock_id
        moves._move_rental_units(self.tripod, lots, 1, here, there, "lent")
        self.assertEqual((free(during), free(after)), ([2, 1], [3, 0]))
        with self._assert_refused("1 too few"):
            self._confirmed((self.tripod, 2), shop=self.other_shop)
        moves._move_rental_units(self.tripod, lots, 1, there, here, "back")
        self.assertEqual((free(during), free(after)), ([3, 0], [3, 0]))

    def test_an_early_departure_is_signed_knowingly(self):
        self._confirmed((self.tripod, 3), start=self.next_week)
        early = self._confirmed((self.tripod, 3), start=self.next_week + 2 * DAY)
        slip = self._slip(early, "departure")
        slip.set_all("ok")
        self.assertTrue(slip.get_screen()["warnings"])
        with self._assert_refused("promised until this booking begins"):
            self._sign(slip)
        self._sign(slip, knowingly=True)
        self.assertEqual(early.rental_state, "out")

    def test_a_booking_that_cannot_be_served_is_told_and_listed(self):
        first = self._confirmed((self.tripod, 3))
        self._depart(first)
        later = self._confirmed((self.tripod, 2), start=self._monday(2))
        self._out_since(first, days=3)
        self.assertTrue(later.rental_has_shortage, "overdue goods block without an end")
        with self.enter_registry_test_mode():
            self.env.ref("rental_booking.ir_cron_rental_late").method_direct_trigger()
        self.assertEqual(first.rental_state, "late")
        self.assertTrue(later.rental_at_risk)
        self.assertIn("Shortage: Tripod", later.activity_ids.mapped("summary"))
        desk = self.env["sale.order"].get_rental_desk()
        self.assertTrue(next(tile for tile in desk["tiles"] if tile["key"] == "at_risk")["count"])
        self._back(first, "ok", "ok", "ok")
        with self.enter_registry_test_mode():
            self.env.ref("rental_booking.ir_cron_rental_late").method_direct_trigger()
        self.assertFalse(later.rental_at_risk)

    def test_the_rest_of_a_booking_that_is_out_is_told_too(self):
        booking = self._confirmed((self.tripod, 3))
        slip = self._slip(booking, "departure")
        for line, status in zip(slip.line_ids, ("ok", "ok", "later"), strict=True):
            slip.set_line(line.id, {"status": status})
        self._sign(slip)
        self.assertFalse(booking.rental_at_risk or booking.rental_has_shortage)
        wizard = self.env["rental.shelf.ticket"].create(
            {"product_id": self.tripod.id, "warehouse_id": self.shop.id}
        )
        wizard.action_send()
        self.assertTrue(booking.rental_at_risk)
        self.assertEqual(booking.order_line.rental_shortage, 1)
        self.assertEqual(booking.activity_ids.rental_short_product_id, self.tripod)
        self.assertIn(booking, booking.search([("rental_desk_group", "in", ["at_risk"])]))
        self._back(booking, "ok", "kept")
        self.assertFalse(booking.rental_at_risk or booking.activity_ids)
        second = self._slip(booking, "departure")
        second.set_all("ok")
        self._sign(second)
        self.assertFalse(booking.rental_at_risk)

    # No-show, sold goods ----------------------------------------------------------------------

    def test_a_booking_that_nobody_fetches_frees_its_goods_after_a_while(self):
        booking = self._confirmed((self.tripod, 3), start=self._monday(0) - 7 * DAY, hours=24 * 40)
        with self.enter_registry_test_mode():
            self.env.ref("rental_booking.ir_cron_rental_expired").method_direct_trigger()
        self.assertEqual(booking.rental_state, "cancelled")
        self.assertEqual(self._free(self._monday(1)), 3)

    def test_goods_that_are_sold_leave_with_the_slip_and_are_invoiced(self):
        battery = self._create_product(
            "Battery",
            is_rental=False,
            invoice_policy="delivery",
            list_price=4,
            rental_tariff_id=False,
        )
        self._receive(battery, self.shop, 10)
        booking = self._confirmed((self.tripod, 1), (battery, 3))
        slip = self._slip(booking, "departure")
        sold = slip.line_ids.filtered(lambda line: line.product_id == battery)
        self.assertEqual(sold.quantity, 3)
        slip.set_line(sold.id, {"status": "later"})
        slip.set_all("ok")
        self._sign(slip)
        self.assertEqual(booking.invoice_ids.amount_untaxed, 80)
        self._back(booking, "kept")
        second = self._slip(booking, "departure")
        second.set_all("ok")
        self._sign(second)
        self.assertEqual(booking.order_line[1].qty_delivered, 3)
        self.assertEqual(booking.invoice_ids.amount_untaxed, 92)
        self._back(booking, "ok")
        booking.action_rental_close()
        self.assertEqual(booking.invoice_ids.state, "posted")

    def test_what_is_sold_but_not_handed_over_stops_the_closing(self):
        battery = self._create_product(
            "Battery", is_rental=False, list_price=4, rental_tariff_id=False
        )
        self._receive(battery, self.shop, 10)
        booking = self._confirmed((self.tripod, 1), (battery, 3))
        slip = self._slip(booking, "departure")
        slip.set_line(slip.line_ids[-1:].id, {"status": "later"})
        slip.set_all("ok")
        self._sign(slip)
        self._back(booking, "ok")
        with self._assert_refused("not handed over"):
            booking.action_rental_close()

from datetime import timedelta

from odoo import fields
from odoo.tests import new_test_user, tagged

from .common import RentalCommon


@tagged("post_install", "-at_install")
class TestRentalAfterSales(RentalCommon):
    def setUp(self):
        super().setUp()
        self.booking = self._confirmed((self.camera, 1))
        self._depart(self.booking)
        self._return(self.booking, {0: ("damaged", "lens mount bent")})
        self.ticket = self.booking.rental_repair_ids

    def _available(self):
        return self.camera._get_rental_availability(
            self.shop, self.next_week, self.next_week + timedelta(hours=1)
        )[self.camera.id]

    def test_a_damaged_unit_leaves_availability_and_opens_a_ticket(self):
        self.assertEqual(self.booking.rental_state, "after_sales")
        self.assertEqual(self.ticket.rental_diagnosis, "lens mount bent")
        self.assertEqual(self.ticket.lot_id.location_id, self.shop.rental_after_sales_location_id)
        self.assertEqual((self._available().fleet, self._available().available), (3, 2))

    def test_repairing_puts_it_back_charges_and_lets_the_booking_close(self):
        technician = new_test_user(
            self.env, "technician", "rental_booking.group_rental_booking_technician"
        )
        ticket = self.ticket.with_user(technician)
        ticket.action_rental_diagnose()
        ticket.action_rental_start()
        ticket.action_rental_wait()
        ticket.action_rental_resume()
        ticket.rental_charge = 120
        ticket.action_rental_repaired()
        ticket.action_rental_close()
        self.assertEqual(self.ticket.lot_id.location_id, self.shop.lot_stock_id)
        self.assertEqual(self._available().available, 3)
        self.assertEqual(self.booking.rental_state, "returned")
        self.assertEqual(self.booking.invoice_ids.amount_untaxed, 220)
        self.booking.action_rental_close()
        self.assertEqual(self.booking.rental_state, "closed")

    def test_writing_off_takes_it_out_of_the_fleet(self):
        self.ticket.action_rental_diagnose()
        with self._assert_refused("choose the resolution"):
            self.ticket.action_rental_decide()
        self.ticket.rental_resolution = "written_off"
        self.ticket.action_rental_decide()
        self.ticket.action_rental_close()
        self.assertEqual((self._available().fleet, self._available().available), (2, 2))
        self.assertEqual((self.ticket.state, self.booking.rental_state), ("done", "returned"))

    def test_replacing_by_new_receives_the_new_unit(self):
        self.ticket.action_rental_diagnose()
        self.ticket.rental_resolution = "replaced_new"
        with self._assert_refused("serial number of the new unit"):
            self.ticket.action_rental_decide()
        self.ticket.rental_new_serial = "CAM-9"
        self.ticket.action_rental_decide()
        self.ticket.action_rental_close()
        self.assertEqual((self._available().fleet, self._available().available), (3, 3))
        new = self.env["stock.lot"].search([("name", "=", "CAM-9")])
        self.assertEqual(new.location_id, self.shop.lot_stock_id)

    def test_a_rejected_ticket_gives_the_unit_back(self):
        self.ticket.action_rental_reject()
        self.assertEqual(self.ticket.rental_resolution, "no_fault")
        self.assertEqual(self._available().available, 3)
        self.assertEqual(self.booking.rental_state, "returned")

    def test_the_expected_date_lets_later_bookings_have_it(self):
        self.ticket.rental_expected_end = self.next_week - timedelta(hours=1)
        self.assertEqual(self._available().available, 3)
        self.ticket.rental_expected_end = False
        self.assertEqual(self._available().available, 2)

    def test_a_ticket_past_its_expected_date_keeps_blocking(self):
        self.ticket.rental_expected_end = self.next_week - timedelta(hours=1)
        row = self.ticket.rental_occupation_ids
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE rental_occupation SET date_start = %s, date_end = %s WHERE id = %s",
            (
                fields.Datetime.now() - timedelta(days=3),
                fields.Datetime.now() - timedelta(days=1),
                row.id,
            ),
        )
        self.env.invalidate_all()
        self.assertEqual(self._available().available, 2)

    def test_opening_a_ticket_is_never_refused_and_tells_the_bookings_that_are_short(self):
        booking = self._confirmed((self.camera, 2))
        shelf = self.units.filtered(lambda lot: lot.location_id == self.shop.lot_stock_id)
        shelf[0].action_open_rental_ticket()
        self.assertEqual(self._available().available, -1)
        self.assertIn("Shortage: Camera", booking.activity_ids.mapped("summary"))
        with self._assert_refused("is not on a shelf"):
            shelf[0].action_open_rental_ticket()

    def test_a_damaged_untracked_exemplar_gets_its_ticket_too(self):
        booking = self._confirmed((self.cable, 2))
        self._depart(booking)
        self._return(booking, {0: ("damaged", "plug broken")})
        ticket = booking.rental_repair_ids
        self.assertEqual((ticket.product_id, ticket.product_qty), (self.cable, 1))
        ticket.action_rental_reject()
        self.assertEqual(booking.rental_state, "returned")

    def test_open_tickets_cannot_be_deleted_or_cancelled_around_the_workflow(self):
        with self._assert_refused("would stay in after-sales"):
            self.ticket.unlink()
        with self._assert_refused("Reject"):
            self.ticket.action_repair_cancel()
        with self._assert_refused("buttons only"):
            self.ticket.rental_ticket_state = "closed"

    def test_missing_and_damaged_show_the_first_open_obligation(self):
        booking = self._confirmed((self.camera, 2))
        self._depart(booking)
        self._return(booking, {0: ("damaged", "x"), 1: ("missing", "")})
        self.assertEqual(booking.rental_state, "incomplete")
        self.assertTrue(booking.rental_has_missing and booking.rental_has_after_sales)
        self._return(booking)
        self.assertEqual(booking.rental_state, "after_sales")
        booking.rental_repair_ids.action_rental_reject()
        self.assertEqual(booking.rental_state, "returned")

    def test_a_warning_stays_while_what_is_free_on_the_way_is_taken_again(self):
        """Two cameras on the shelf and three promised: told once, whatever becomes of the third."""
        self.ticket.action_rental_reject()
        out = self._confirmed((self.camera, 1))
        self._depart(out)
        later = self._confirmed((self.camera, 3), start=self._monday(3))
        self._out_since(out, days=2)
        out._rental_tell_overdue()
        warning = later.activity_ids
        self.assertEqual(warning.rental_short_product_id, self.camera)
        self.camera.name = "Renamed"
        back = self._return(out, {0: ("damaged", "lens")})
        self._assert_warned_once(later, warning)
        back.action_undo()
        self._assert_warned_once(later, warning)
        self._return(out, {0: ("damaged", "lens")})
        ticket = out.rental_repair_ids.filtered(lambda one: one.rental_ticket_state == "new")
        ticket.write({"rental_resolution": "written_off"})
        ticket.action_rental_diagnose()
        ticket.action_rental_decide()
        ticket.action_rental_close()
        self._assert_warned_once(later, warning)
        self._receive_units(self.camera, self.shop, "CAM-4")
        self.env["rental.availability"]._tell_relief({(self.camera.id, self.shop.id)})
        self.assertFalse(later.activity_ids)

    def test_what_is_charged_as_lost_is_no_relief(self):
        self.ticket.action_rental_reject()
        out = self._confirmed((self.camera, 1))
        self._depart(out)
        later = self._confirmed((self.camera, 3), start=self._monday(3))
        self._return(out, {0: ("missing", "")})
        warning = later.activity_ids
        out.rental_missing_ids.action_charge()
        self._assert_warned_once(later, warning)

    def _assert_warned_once(self, booking, warning):
        self.assertEqual(booking.activity_ids, warning)
        self.assertNotIn("no longer short", " ".join(booking.message_ids.mapped("body")))

    def test_goods_without_serial_go_to_after_sales_from_the_shelf(self):
        desk = new_test_user(self.env, "shelf", "rental_booking.group_rental_booking_desk")
        wizard = self.env["rental.shelf.ticket"].with_user(desk)
        values = {"product_id": self.cable.id, "warehouse_id": self.shop.id}
        with self._assert_refused("10 on the shelf"):
            wizard.create({**values, "quantity": 11}).action_send()
        action = wizard.create({**values, "quantity": 3, "note": "cut"}).action_send()
        ticket = self.env["repair.order"].browse(action["res_id"])
        self.assertEqual((ticket.product_qty, ticket.rental_diagnosis), (3, "cut"))
        window = (self.next_week, self.next_week + timedelta(hours=1))
        found = self.cable._get_rental_availability(self.shop, *window)[self.cable.id]
        self.assertEqual((found.fleet, found.available), (10, 7))
        ticket.action_rental_reject()
        found = self.cable._get_rental_availability(self.shop, *window)[self.cable.id]
        self.assertEqual(found.available, 10)
        with self._assert_refused("has serial numbers"):
            wizard.create({**values, "product_id": self.camera.id}).action_send()

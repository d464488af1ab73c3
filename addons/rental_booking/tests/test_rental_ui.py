"""The screens in a real browser: the counter at tablet size, the grid, the timeline, unit tests."""

import hashlib
from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, new_test_user, tagged

from odoo.addons.web.tests.test_js import HOOTCommon, unit_test_error_checker

from .common import RentalCommon


class RentalTourCommon(RentalCommon, HttpCase):
    browser_size = "820x1180"
    touch_enabled = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = new_test_user(
            cls.env,
            "rental_tour_clerk",
            "rental_booking.group_rental_booking_manager",
            name="Claude Comptoir",
        )
        cls.clerk.rental_shop_ids = cls.shop
        start, end = cls.env["sale.order"]._rental_get_today_bounds()
        cls.middle_of_today = start + (end - start) / 2

    def _assert_tour(self, url, tour):
        """The clerk can do all steps of the tour; each step waits for what it expects."""
        self.start_tour(url, tour, login=self.clerk.login)


@tagged("post_install", "-at_install", "browser")
class TestRentalTabletTour(RentalTourCommon):
    def test_a_booking_leaves_and_comes_back_on_the_tablet(self):
        self.camera.rental_accessory_ids = [(0, 0, {"name": "Battery"})]
        booking = self._booking((self.camera, 2), (self.cable, 1), start=self.middle_of_today)
        booking.rental_ignore_hours = True
        booking.action_confirm()
        self._assert_tour("/odoo/rental-today", "rental_departure_tour")
        departure = booking.rental_slip_ids
        self.assertEqual((departure.state, booking.rental_state), ("signed", "out"))
        self.assertEqual(departure.line_ids.mapped("status"), ["ok", "ok", "ok"])
        self.assertEqual(len(departure.line_ids.lot_id), 2)
        self.assertEqual(departure.signed_by, "Camille Martin")
        self.assertEqual(departure.line_ids[0].comment, "Small scratch")
        self.assertEqual(len(departure.line_ids.photo_ids), 1)

        self._assert_tour("/odoo/rental-today", "rental_return_tour")
        comeback = booking.rental_slip_ids - departure
        self.assertEqual((comeback.type, comeback.state), ("return", "signed"))
        self.assertEqual(sorted(comeback.line_ids.mapped("status")), ["damaged", "missing", "ok"])
        self.assertEqual(booking.rental_rating, 4)
        self.assertEqual(booking.rental_feedback, "Merci")
        self.assertTrue(booking.rental_has_missing)
        self.assertTrue(booking.rental_has_after_sales)

    def test_some_come_back_early_and_the_rest_late(self):
        """The desk's story: two of three early, entered later with their time; the third late."""
        self.tariff.write({"half_day_ratio": 0.5, "late_ratio": 0.5})
        booking = self._booking((self.cable, 3), start=self.middle_of_today)
        booking.rental_ignore_hours = True
        booking.action_confirm()
        self._depart(booking)
        self._out_since(booking, days=3)
        self._assert_tour("/odoo/rental-today", "rental_partial_return_tour")
        booking.invalidate_recordset()
        returns = booking.rental_slip_ids.filtered(lambda slip: slip.type == "return").sorted("id")
        self.assertEqual([len(slip.line_ids) for slip in returns], [3, 1])
        self.assertLess(returns[0].happened_on, booking.rental_end)
        self.assertEqual(returns[0].line_ids.mapped("status"), ["ok", "ok", "kept"])
        late = booking.order_line.filtered(lambda line: line.rental_charge == "late")
        self.assertEqual(returns[1].line_ids.late_half_days, late.product_uom_qty)
        self.assertGreaterEqual(late.product_uom_qty, 4)
        self.assertEqual(booking.rental_state, "returned")

    def test_thirty_cables_and_two_cameras_leave_with_twelve_taps(self):
        self._receive(self.cable, self.shop, 20)
        booking = self._booking((self.camera, 2), (self.cable, 30), start=self.middle_of_today)
        booking.rental_ignore_hours = True
        booking.action_confirm()
        self._assert_tour("/odoo/rental-today", "rental_twelve_taps_tour")
        self.assertEqual(booking.rental_slip_ids.line_ids.mapped("status"), ["ok"] * 32)
        self.assertEqual(booking.rental_state, "out")

    def test_what_is_entered_without_connection_arrives_later(self):
        booking = self._booking((self.cable, 2), start=self.middle_of_today)
        booking.rental_ignore_hours = True
        booking.action_confirm()
        slip = self._slip(booking, "departure")
        self._assert_tour(f"/odoo/rental-slip-desk/{slip.id}", "rental_offline_tour")
        slip.invalidate_recordset()
        self.assertEqual(slip.line_ids.mapped("status"), ["ok", "ok"])
        self.assertEqual(slip.line_ids[0].comment, "Entered offline")


@tagged("post_install", "-at_install", "browser")
class TestRentalDeskTour(RentalTourCommon):
    browser_size = "1400x900"
    touch_enabled = False

    def test_a_number_of_the_grid_leads_to_its_booking(self):
        self._confirmed((self.camera, 2), start=self.middle_of_today, rental_ignore_hours=True)
        self._assert_tour("/odoo/rental-availability", "rental_grid_tour")

    def test_a_bar_of_the_timeline_leads_to_its_booking(self):
        booking = self._confirmed(
            (self.camera, 1),
            start=self.middle_of_today,
            rental_ignore_hours=True,
        )
        before = booking.rental_start
        self._assert_tour("/odoo/rental-timeline", "rental_timeline_tour")
        booking.invalidate_recordset()
        self.assertEqual((booking.rental_start - before).days, 1)

    def test_a_scan_a_drag_and_a_call_from_any_screen(self):
        booking = self._confirmed(
            (self.camera, 1), start=self.middle_of_today, rental_ignore_hours=True
        )
        before = booking.rental_start
        self._assert_tour("/odoo/rental-today", "rental_counter_tour")
        booking.invalidate_recordset()
        self.assertEqual((booking.rental_start - before).days, 1)
        called = self.env["sale.order"].search([("is_rental", "=", True)], limit=1)
        self.assertNotEqual(called, booking)
        self.assertEqual(called.rental_state, "confirmed")

    def test_a_tile_leads_to_the_bookings_that_it_counts(self):
        late = self._confirmed((self.cable, 1), start=fields.Datetime.now())
        self._depart(late)
        self._out_since(late, days=2)
        self._assert_tour("/odoo/rental-today", "rental_tile_tour")


@tagged("post_install", "-at_install", "browser")
class TestRentalPrint(RentalTourCommon):
    """Not a browser, but wkhtmltopdf, which asks the server for its styles."""

    def test_a_slip_and_a_booking_print_as_pdf(self):
        booking = self._confirmed((self.camera, 2), (self.cable, 2))
        slip = self._depart(booking)
        printer = self.env["ir.actions.report"].with_context(force_report_rendering=True)
        for report, record in (("slip", slip), ("booking", booking)):
            content, kind = printer._render_qweb_pdf(
                f"rental_booking.action_report_rental_{report}", record.ids
            )
            self.assertEqual(kind, "pdf")
            self.assertTrue(content.startswith(b"%PDF"))

    def test_what_was_signed_is_the_same_bytes_later(self):
        booking = self._confirmed((self.camera, 1))
        slip = self._depart(booking)
        slip.with_context(force_report_rendering=True)._make_proof()
        booking.rental_end += timedelta(days=2)
        printer = self.env["ir.actions.report"].with_context(force_report_rendering=True)
        content, _kind = printer._render_qweb_pdf(
            "rental_booking.action_report_rental_slip", slip.ids
        )
        self.assertEqual(hashlib.sha256(content).hexdigest(), slip.proof_hash)


@tagged("post_install", "-at_install", "browser")
class TestRentalHoot(HOOTCommon):
    test_generate_hoot_hash = None
    test_get_hoot_filter = None

    def test_unit(self):
        self._assert_suite_succeeds()

    def _assert_suite_succeeds(self):
        self._test_params = [("+", "@rental_booking")]
        self.browser_js(
            f"/web/tests?headless&loglevel=2&preset=desktop&timeout=15000{self.get_hoot_filters()}",
            "",
            login="admin",
            timeout=300,
            success_signal="[HOOT] Test suite succeeded",
            error_checker=unit_test_error_checker,
        )

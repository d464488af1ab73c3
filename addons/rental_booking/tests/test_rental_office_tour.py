from odoo.tests import HttpCase, new_test_user, tagged

from .common import RentalCommon


@tagged("post_install", "-at_install", "browser")
class TestRentalOfficeTour(RentalCommon, HttpCase):
    """Quote → confirm, then repair → close → pay; the counter in between has its own tour."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = new_test_user(
            cls.env, "rental_office", "rental_booking.group_rental_booking_manager"
        )
        cls.manager.rental_shop_ids = cls.shop

    def test_a_quote_is_made_and_confirmed(self):
        self.start_tour("/odoo/rental-bookings", "rental_quote_tour", login=self.manager.login)
        booking = self.env["sale.order"].search(
            [("partner_id", "=", self.customer.id), ("is_rental", "=", True)]
        )
        self.assertEqual((booking.rental_state, booking.warehouse_id), ("confirmed", self.shop))

    def test_a_damaged_unit_is_repaired_and_the_booking_paid(self):
        booking = self._confirmed((self.camera, 1))
        self._depart(booking)
        self._return(booking, {0: ("damaged", "Does not start")})
        login = self.manager.login
        self.start_tour("/odoo/rental-tickets", "rental_after_sales_tour", login=login)
        self.assertEqual(booking.rental_state, "returned")
        self.start_tour(f"/odoo/rental-bookings/{booking.id}", "rental_closing_tour", login=login)
        self.assertEqual(booking.rental_state, "closed")
        self.assertEqual(booking.invoice_ids.amount_untaxed, 250)
        self.assertEqual(booking.rental_invoice_state, "collected")

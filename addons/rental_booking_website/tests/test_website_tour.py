from odoo.tests import new_test_user, tagged

from .common import WebRentalCommon

SIZES = {"desk": "1400x900", "phone": "390x844"}


@tagged("post_install", "-at_install", "browser")
class TestWebsiteTour(WebRentalCommon):
    """A visitor books by himself, a customer changes and cancels: at a desk and on a phone."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.write({"rental_customer_hours": 24, "rental_customer_changes": True})
        cls.guest = new_test_user(cls.env, "tour_guest", "base.group_portal", name="Camille")

    def test_a_visitor_books_a_camera(self):
        for name, size in SIZES.items():
            with self.subTest(size=name):
                self.browser_size = size
                self.touch_enabled = name == "phone"
                self.start_tour(f"{self.camera.website_url}", "rental_visitor_tour")
                booking = self._baskets()[:1]
                self.assertEqual(booking.rental_state, "requested")
                self.assertEqual(booking.partner_id.email, "lou@example.com")
                booking._action_cancel()

    def test_a_customer_changes_and_cancels_his_booking(self):
        for name, size in SIZES.items():
            with self.subTest(size=name):
                self.browser_size = size
                self.touch_enabled = name == "phone"
                booking = self._confirmed(
                    (self.camera, 1), start=self._monday(2), partner_id=self.guest.partner_id.id
                )
                self.start_tour(
                    f"/my/rentals/{booking.id}", "rental_customer_tour", login="tour_guest"
                )
                self.env.invalidate_all()
                self.assertEqual(booking.order_line.product_uom_qty, 2)
                self.assertEqual(booking.rental_state, "cancelled")

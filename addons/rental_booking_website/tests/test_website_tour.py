from odoo import fields
from odoo.tests import new_test_user, tagged

from .common import WebRentalCommon
from .test_website_payment import prepare_provider

DESK, PHONE = "1400x900", "390x844"


class TourCommon(WebRentalCommon):
    """A visitor books and pays by himself, a customer changes and cancels."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.write(
            {
                "rental_customer_hours": 24,
                "rental_customer_changes": True,
                "rental_web_answer": "confirm",
                "rental_web_payment": "online",
            }
        )
        cls.guest = new_test_user(cls.env, "tour_guest", "base.group_portal", name="Camille")

    def _at(self, size):
        self.browser_size, self.touch_enabled = size, size == PHONE

    def _visit_and_book(self, size):
        self._at(size)
        self.env["payment.provider"].search([]).state = "disabled"
        provider = prepare_provider(self.env)
        provider.redirect_form_view_id.arch = '<form action="/shop/rental" method="get"/>'
        self.start_tour(self.camera.website_url, "rental_visitor_tour")
        booking = self._baskets()[:1]
        self.assertEqual(booking.partner_id.email, "lou@example.com")
        payment = booking.transaction_ids
        self.assertEqual(payment.provider_id, provider)
        self.assertEqual(payment.amount, booking.amount_total)
        self.assertEqual(booking.rental_state, "proposed")
        self.assertGreater(booking.rental_hold_until, fields.Datetime.now())
        payment._set_done()
        payment._check_amount_and_confirm_order()
        self.assertEqual(booking.rental_state, "confirmed")

    def _change_and_cancel(self, size):
        self._at(size)
        booking = self._confirmed(
            (self.camera, 1), start=self._monday(2), partner_id=self.guest.partner_id.id
        )
        self.start_tour(f"/my/rentals/{booking.id}", "rental_customer_tour", login="tour_guest")
        self.env.invalidate_all()
        self.assertEqual(booking.order_line.product_uom_qty, 2)
        self.assertEqual(booking.rental_state, "cancelled")


@tagged("post_install", "-at_install", "browser")
class TestWebsiteTour(TourCommon):
    def test_a_visitor_books_and_pays_on_his_phone(self):
        self._visit_and_book(PHONE)

    def test_a_customer_changes_and_cancels_at_a_desk(self):
        self._change_and_cancel(DESK)


@tagged("post_install", "-at_install", "browser", "slow", "-standard")
class TestWebsiteTourOtherSizes(TourCommon):
    def test_a_visitor_books_and_pays_at_a_desk(self):
        self._visit_and_book(DESK)

    def test_a_customer_changes_and_cancels_on_his_phone(self):
        self._change_and_cancel(PHONE)

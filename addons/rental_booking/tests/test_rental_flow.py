from odoo.tests import tagged

from .common import RentalCommon


@tagged("post_install", "-at_install")
class TestRentalFlow(RentalCommon):
    """From the quote to the paid invoice."""

    def test_a_booking_goes_from_quote_to_closed_invoice(self):
        booking = self._booking((self.camera, 2), (self.cable, 3))
        self.assertEqual(booking.rental_state, "draft")
        self.assertEqual(booking.order_line[0].price_unit, 100.0)
        booking.action_confirm()
        self.assertEqual(booking.rental_state, "confirmed")
        slip = self._depart(booking)
        self.assertEqual(len(slip.line_ids), 5)
        self.assertEqual(booking.rental_state, "out")
        invoice = booking.invoice_ids
        self.assertEqual((invoice.state, invoice.amount_total), ("draft", 215.0))
        out = self.shop.rental_out_location_id
        self.assertEqual(len(self.units.filtered(lambda lot: lot.location_id == out)), 2)
        self._return(booking, rating="5", feedback="Parfait")
        self.assertEqual(booking.rental_state, "returned")
        self.assertEqual(booking.rental_rating, 5)
        booking.action_rental_close()
        self.assertEqual(booking.rental_state, "closed")
        self.assertEqual((invoice.state, invoice.rental_invoice_state), ("posted", "to_collect"))

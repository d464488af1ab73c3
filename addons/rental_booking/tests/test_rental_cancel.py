from datetime import timedelta

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from .common import RentalCommon


@tagged("post_install", "-at_install")
class TestRentalCancel(RentalCommon):
    """Nobody fetches the goods, or somebody cancels: what is kept, and who hears of it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.monday = cls._monday(2)
        cls.env.company.write({"rental_no_show_hours": 4, "rental_mails": False})

    def _two_days(self):
        with freeze_time(self.monday):
            return self._confirmed(
                (self.camera, 2), start=self.monday + timedelta(days=1), hours=34
            )

    def _run_expired(self, **after):
        with freeze_time(self.monday + timedelta(days=1, **after)), self.enter_registry_test_mode():
            for _time in range(3):
                self.env.ref("rental_booking.ir_cron_rental_expired").method_direct_trigger()
            self.env.invalidate_all()

    def _charges(self, booking):
        return booking.order_line.filtered("rental_charge").mapped("price_subtotal")

    def test_the_tolerance_passes_and_nothing_is_charged(self):
        booking = self._two_days()
        self._run_expired(hours=3)
        self.assertEqual(booking.rental_state, "confirmed")
        self._run_expired(hours=5)
        self.assertEqual(booking.rental_state, "cancelled")
        self.assertEqual(booking.rental_cancel_kind, "no_show")
        self.assertFalse(booking.rental_occupation_ids.filtered("blocking"))
        self.assertFalse(self._charges(booking))
        self.assertFalse(booking.invoice_ids)

    def test_a_no_show_pays_the_first_day_by_a_draft_invoice(self):
        self.env.company.rental_no_show_charge = "first_day"
        booking = self._two_days()
        self._run_expired(hours=5)
        self.assertEqual(self._charges(booking), [200.0])
        self.assertEqual(booking.invoice_ids.mapped("amount_untaxed"), [200.0])
        self.assertEqual(booking.invoice_ids.mapped("state"), ["draft"])
        self.assertIn("Not picked up: invoice to check", booking.activity_ids.mapped("summary"))

    def test_the_whole_rental_is_kept_of_what_was_paid(self):
        self.env.company.rental_no_show_charge = "all"
        booking = self._two_days()
        posted = booking._create_invoices()
        posted.action_post()
        self._run_expired(hours=5)
        drafts = booking.invoice_ids - posted
        self.assertEqual(sum(drafts.mapped("amount_total_signed")), 0.0, "nothing to give back")
        self.assertEqual(self._charges(booking), [posted.amount_untaxed])
        self.assertIn("All of it is kept", "".join(booking.activity_ids.mapped("note")))

    def test_the_first_day_of_what_was_paid_the_rest_is_proposed_for_a_credit_note(self):
        self.env.company.rental_no_show_charge = "first_day"
        booking = self._two_days()
        posted = booking._create_invoices()
        posted.action_post()
        self._run_expired(hours=5)
        drafts = booking.invoice_ids - posted
        total = sum((posted | drafts).mapped("amount_untaxed_signed"))
        self.assertAlmostEqual(total, 200.0)
        self.assertIn("Cancelled, but invoiced", booking.activity_ids.mapped("summary"))

    def test_a_cancellation_in_time_pays_no_no_show(self):
        self.env.company.rental_no_show_charge = "all"
        booking = self._two_days()
        booking.with_context(rental_cancel_kind="customer")._action_cancel()
        self.assertEqual(booking.rental_cancel_kind, "customer")
        self.assertFalse(self._charges(booking))
        self.assertFalse(booking.activity_ids)

    def test_what_was_paid_on_line_is_never_silent(self):
        booking = self._two_days()
        provider = self.env["payment.provider"].sudo().search([], limit=1)
        method = self.env["payment.method"].sudo().with_context(active_test=False)
        self.env["payment.transaction"].sudo().create(
            {
                "provider_id": provider.id,
                "payment_method_id": method.search([], limit=1).id,
                "reference": "paid before",
                "amount": booking.amount_total,
                "currency_id": booking.currency_id.id,
                "partner_id": booking.partner_id.id,
                "state": "done",
                "sale_order_ids": [(6, 0, booking.ids)],
            }
        )
        self._run_expired(hours=5)
        self.assertEqual(booking.rental_state, "cancelled")
        self.assertIn("Cancelled, but paid", booking.activity_ids.mapped("summary"))

    def test_the_reason_is_written_by_the_cancellation_only(self):
        desk = self.env["res.users"].create(
            {
                "name": "Desk",
                "login": "rental_cancel_desk",
                "group_ids": [(6, 0, self.env.ref("rental_booking.group_rental_booking_desk").ids)],
            }
        )
        booking = self._two_days().with_user(desk)
        with self.assertRaises(AccessError):
            booking.rental_cancel_kind = "no_show"

import base64
from datetime import timedelta

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import RentalCommon


@tagged("post_install", "-at_install")
class TestRentalInvoice(RentalCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.journal = cls.env["account.journal"].search(
            [("type", "=", "sale"), ("company_id", "=", cls.env.company.id)], limit=1
        )
        cls.booking = cls._confirmed((cls.camera, 1), (cls.cable, 2))
        cls._depart(cls.booking)
        cls.invoice = cls.booking.invoice_ids

    def _close(self):
        self._return(self.booking)
        self.booking.action_rental_close()

    def _pay(self):
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=self.invoice.ids
        ).create({})._create_payments()

    def test_the_draft_follows_every_change(self):
        self.assertEqual((self.invoice.state, self.invoice.amount_total), ("draft", 110))
        self.booking.rental_end += timedelta(days=1)
        self.assertEqual(self.invoice.amount_total, 220)
        self.booking.order_line[0].discount = 50
        self.assertEqual(self.invoice.amount_total, 120)
        self.booking._add_rental_charge("repair", "Fuse", 12)
        self.assertEqual(self.invoice.amount_untaxed, 132)
        self.assertEqual(self.booking.invoice_ids, self.invoice)

    def test_a_hand_made_line_of_the_draft_stays(self):
        self.invoice.write(
            {"invoice_line_ids": [(0, 0, {"name": "Delivery", "price_unit": 30, "tax_ids": False})]}
        )
        self.booking.rental_end += timedelta(days=1)
        self.assertEqual(self.invoice.amount_total, 250)

    def test_prices_are_frozen_at_the_confirmation(self):
        self.camera.list_price = 500
        self.tariff.half_day_ratio = 1
        self.booking.rental_end += timedelta(hours=16)
        self.assertEqual(self.booking.order_line[0].price_unit, 160)

    def test_a_manager_can_take_the_new_price(self):
        booking = self._confirmed((self.camera, 1))
        self.camera.list_price = 500
        booking.order_line.action_rental_resync_price()
        self.assertEqual(booking.order_line.price_unit, 500)

    def test_a_period_price_is_rounded_once_then_multiplied(self):
        self.tariff.half_day_ratio = 1 / 3
        booking = self._booking((self.cable, 3), hours=2)
        self.assertEqual(booking.order_line.price_unit, 1.67)
        self.assertEqual(booking.order_line.price_subtotal, 5.01)

    def test_a_discount_agreed_at_the_confirmation_survives_an_extension(self):
        booking = self._booking((self.camera, 1))
        booking.order_line.price_unit = 80
        booking.action_confirm()
        booking.rental_end += timedelta(days=1)
        self.assertEqual(booking.order_line.price_unit, 160)

    def test_the_four_states_follow_the_core(self):
        self.assertEqual(self.invoice.rental_invoice_state, "to_establish")
        self._close()
        self.assertEqual(self.invoice.rental_invoice_state, "to_collect")
        self._pay()
        self.assertEqual(self.invoice.rental_invoice_state, "collected")
        self.env["account.move"].browse(self.invoice.id).action_rental_export()
        self.assertEqual(self.invoice.rental_invoice_state, "closed")
        self.assertEqual(self.booking.rental_invoice_state, "closed")

    def test_an_export_sends_each_invoice_once_with_its_payment(self):
        self._close()
        self._pay()
        self.env["rental.export"].action_run_collected()
        run = self.invoice.rental_export_id
        text = base64.b64decode(run.file).decode("utf-8-sig")
        self.assertIn(self.invoice.name, text)
        debit = sum(float(row.split(";")[11].replace(",", ".")) for row in text.splitlines()[1:])
        credit = sum(float(row.split(";")[12].replace(",", ".")) for row in text.splitlines()[1:])
        self.assertEqual(debit, credit)
        self.assertEqual(debit, 2 * self.invoice.amount_total)
        with self._refused("None of these invoices"):
            self.invoice.action_rental_export()
        with self._refused("proves what was sent"):
            run.unlink()

    def test_an_unpaid_invoice_can_be_sent_for_recovery(self):
        self._close()
        with self._refused("None of these invoices"):
            self.invoice.action_rental_export()
        self.invoice.action_rental_recover()
        self.assertEqual(self.invoice.rental_invoice_state, "closed")
        self.assertTrue(self.invoice.rental_recovery)
        self.assertEqual(self.invoice.rental_history_ids.transition, "recover")

    def test_a_posted_invoice_is_never_edited(self):
        self._close()
        self.assertEqual(self.invoice.state, "posted")
        total = self.invoice.amount_total
        self.booking._sync_rental_invoice()
        self.assertEqual(self.invoice.amount_total, total)

    def test_a_credit_note_is_a_rental_document(self):
        self._close()
        credit = self.invoice._reverse_moves()
        self.assertTrue(credit.is_rental)
        self.assertEqual(credit.rental_invoice_state, "to_establish")

    def test_only_accountants_export(self):
        self._close()
        self._pay()
        desk = new_test_user(
            self.env,
            "deskuser",
            "rental_booking.group_rental_booking_desk,account.group_account_readonly",
        )
        with self.assertRaises(AccessError):
            self.invoice.with_user(desk).action_rental_export()

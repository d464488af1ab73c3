import base64
from datetime import timedelta

from odoo.exceptions import AccessError
from odoo.fields import Command
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

    def test_a_draft_that_somebody_deletes_or_cancels_is_there_again(self):
        accountant = new_test_user(self.env, "billing", "account.group_account_invoice")
        for give_up in ("unlink", "button_cancel"):
            draft = self.booking.invoice_ids.filtered(lambda move: move.state == "draft")
            self.assertEqual(draft.amount_untaxed, 110)
            getattr(draft.with_user(accountant), give_up)()
        draft = self.booking.invoice_ids.filtered(lambda move: move.state == "draft")
        self.assertEqual((len(draft), draft.amount_untaxed), (1, 110))
        draft.action_post()
        self.booking.rental_end += timedelta(days=1)
        more = self.booking.invoice_ids.filtered(lambda move: move.state == "draft")
        more.with_user(accountant).unlink()
        again = self.booking.invoice_ids.filtered(lambda move: move.state == "draft")
        self.assertEqual(again.amount_untaxed, 110)

    def test_prices_are_frozen_at_the_confirmation(self):
        self.camera.list_price = 500
        self.tariff.half_day_ratio = 1
        self.booking.rental_end += timedelta(hours=16)
        self.assertEqual(self.booking.order_line[0].price_unit, 160)

    def test_more_units_cost_the_frozen_price_too(self):
        booking = self._confirmed((self.camera, 1))
        self.camera.list_price = 500
        booking.order_line.product_uom_qty = 2
        self.assertEqual((booking.order_line.price_unit, booking.amount_untaxed), (100, 200))

    def test_what_is_added_to_a_confirmed_booking_has_its_price_frozen_too(self):
        booking = self._confirmed((self.cable, 1))
        booking.order_line = [Command.create({"product_id": self.camera.id})]
        added = booking.order_line[1]
        self.camera.list_price = 500
        booking.rental_end += timedelta(days=1)
        self.assertEqual(added.price_unit, 200)
        self._depart(booking)
        self._out_since(booking, days=4)
        self._return(booking)
        late = booking.order_line.filtered(lambda line: line.rental_charge == "late")
        self.assertEqual(late.mapped("price_unit"), [3, 60])

    def test_another_product_on_a_confirmed_line_has_its_own_price(self):
        booking = self._confirmed((self.cable, 1))
        line = booking.order_line
        line.product_id = self.camera
        self.assertEqual((line.price_unit, line.rental_terms["day_price"]), (100, 100))
        self.camera.list_price = 500
        line.product_id = self.camera
        self.assertEqual(line.price_unit, 100, "the same product again changes nothing")

    def test_more_rental_has_the_taxes_of_the_rental(self):
        reduced = self.env["account.tax"].create({"name": "Reduced", "amount": 5.5})
        booking = self._booking((self.camera, 1))
        booking.order_line.tax_ids = reduced
        booking.action_confirm()
        self._depart(booking)
        self._out_since(booking, days=2)
        self._return(booking)
        late = booking.order_line.filtered(lambda line: line.rental_charge == "late")
        self.assertEqual(late.tax_ids, reduced)

    def test_an_extension_after_the_invoice_was_posted_is_charged_apart(self):
        self.invoice.action_post()
        self.booking.rental_end += timedelta(days=1)
        self.booking.rental_end += timedelta(days=1)
        self.assertEqual(self.invoice.amount_untaxed, 110)
        more = self.booking.invoice_ids - self.invoice
        self.assertEqual((more.state, more.amount_untaxed), ("draft", 220))
        self.assertEqual(self.booking.order_line.mapped("price_unit"), [300, 15])
        self._close()
        self.assertEqual(more.state, "posted")

    def test_a_shorter_rental_after_the_invoice_was_posted_is_a_credit_note(self):
        booking = self._confirmed((self.camera, 1), hours=34)
        self._depart(booking)
        booking.invoice_ids.action_post()
        booking.rental_end -= timedelta(days=1)
        credit = booking.invoice_ids.filtered(lambda move: move.move_type == "out_refund")
        self.assertEqual((credit.amount_untaxed, credit.is_rental), (100, True))

    def test_an_invoice_made_before_the_departure_belongs_to_the_booking(self):
        booking = self._confirmed((self.camera, 1))
        early = booking._create_invoices()
        self.assertEqual((early.rental_order_id, early.is_rental), (booking, True))
        early.action_post()
        self._depart(booking)
        self.assertEqual(booking.invoice_ids, early)

    def test_a_note_written_by_hand_on_the_draft_stays(self):
        self.invoice.write(
            {"invoice_line_ids": [(0, 0, {"name": "Thank you", "display_type": "line_note"})]}
        )
        self.booking.rental_end += timedelta(days=1)
        self.assertIn("Thank you", self.invoice.invoice_line_ids.mapped("name"))

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
        with self._assert_refused("None of these invoices"):
            self.invoice.action_rental_export()
        with self._assert_refused("proves what was sent"):
            run.unlink()

    def _get_rows(self, run):
        text = base64.b64decode(run.file).decode("utf-8-sig")
        return [row.split(";") for row in text.splitlines()[1:]]

    def test_one_payment_of_two_invoices_is_sent_once(self):
        other = self._confirmed((self.cable, 4), start=self.next_week + timedelta(days=7))
        self._depart(other)
        self._return(other)
        other.action_rental_close()
        self._close()
        invoices = self.invoice | other.invoice_ids
        payment = (
            self.env["account.payment.register"]
            .with_context(active_model="account.move", active_ids=invoices.ids)
            .create({"group_payment": True})
            ._create_payments()
        )
        runs = []
        for invoice in invoices:
            invoice.action_rental_export()
            runs.append(self._get_rows(invoice.rental_export_id))
        pieces = [[row[8] for row in rows] for rows in runs]
        self.assertIn(payment.move_id.name, pieces[0])
        self.assertNotIn(payment.move_id.name, pieces[1])

    def test_a_payment_after_the_recovery_is_sent_by_the_next_run(self):
        self._close()
        self.invoice.action_rental_recover()
        self._pay()
        action = self.env["rental.export"].action_run_collected()
        run = self.env["rental.export"].browse(action["res_id"])
        payment = self.invoice._get_reconciled_payments().move_id
        self.assertEqual({row[8] for row in self._get_rows(run)}, {payment.name})
        self.assertEqual(run.move_count, 0)
        with self._assert_refused("None of these invoices"):
            self.env["rental.export"].action_run_collected()

    def test_a_credit_note_is_never_sent_for_recovery(self):
        self._close()
        credit = self.invoice._reverse_moves()
        credit.action_post()
        with self._assert_refused("None of these invoices"):
            credit.action_rental_recover()

    def test_an_unpaid_invoice_can_be_sent_for_recovery(self):
        self._close()
        with self._assert_refused("None of these invoices"):
            self.invoice.action_rental_export()
        self.invoice.action_rental_recover()
        self.assertEqual(self.invoice.rental_invoice_state, "closed")
        self.assertTrue(self.invoice.rental_recovery)
        self.assertEqual(self.invoice.rental_history_ids[:1].transition, "recover")

    def test_a_posted_invoice_is_never_edited(self):
        self._close()
        self.assertEqual(self.invoice.state, "posted")
        total = self.invoice.amount_total
        self.booking._sync_rental_invoice()
        self.assertEqual(self.invoice.amount_total, total)
        with self._assert_refused("Make a credit note"):
            self.invoice.button_draft()
        self.assertEqual(self.invoice.state, "posted")

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

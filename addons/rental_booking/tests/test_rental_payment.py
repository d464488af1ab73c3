from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import freeze_time, new_test_user, tagged
from odoo.tools import mute_logger

from .test_rental_customer import RentalGuest


@tagged("post_install", "-at_install")
class TestRentalPayment(RentalGuest):
    """Paid on line: the goods are kept first; what went meanwhile stops no work on payments."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        form = cls.env["ir.ui.view"].create(
            {"name": "pay", "type": "qweb", "arch": '<form action="/pay" method="post"/>'}
        )
        cls.method = cls.env.ref("payment.payment_method_unknown")
        cls.provider = cls.env["payment.provider"].create(
            {
                "name": "Card",
                "code": "none",
                "state": "test",
                "is_published": True,
                "payment_method_ids": [Command.set(cls.method.ids)],
                "redirect_form_view_id": form.id,
            }
        )
        cls.method.active = True
        cls._prepare_journal()
        cls.customer.email = "guest@example.com"
        cls.offer = cls._booking((cls.camera, 3), require_payment=True, prepayment_percent=1.0)
        cls.offer.action_rental_submit()
        cls.offer.action_rental_propose()
        cls.offer._portal_ensure_token()

    @classmethod
    def _prepare_journal(cls):
        """What the provider pays lands on an account that waits for the bank."""
        journal = cls.env["account.journal"].search(
            [("type", "=", "bank"), ("company_id", "=", cls.env.company.id)], limit=1
        )
        line = journal.inbound_payment_method_line_ids[:1]
        line.payment_provider_id = cls.provider
        line.payment_account_id = cls.env["account.account"].create(
            {
                "name": "Payments on their way",
                "code": "TSTWAY",
                "account_type": "asset_current",
                "reconcile": True,
            }
        )

    def _ask_to_pay(self, amount=None, booking=None, path="rentals", **values):
        booking = booking or self.offer
        params = {
            "access_token": booking.access_token,
            "provider_id": self.provider.id,
            "payment_method_id": self.method.id,
            "token_id": None,
            "amount": booking.amount_total if amount is None else amount,
            "flow": "redirect",
            "tokenization_requested": False,
            "landing_route": "/my",
            **values,
        }
        with mute_logger("odoo.http"):
            answer = self.url_open(
                f"/my/{path}/{booking.id}/transaction", json={"params": params}
            ).json()
        self.env.invalidate_all()
        return answer

    def _transaction(self, amount=None):
        return self.env["payment.transaction"].create(
            {
                "provider_id": self.provider.id,
                "payment_method_id": self.method.id,
                "amount": self.offer.amount_total if amount is None else amount,
                "currency_id": self.offer.currency_id.id,
                "partner_id": self.customer.id,
                "reference": f"PAY-{self.offer.name}",
                "operation": "online_redirect",
                "sale_order_ids": [Command.set(self.offer.ids)],
            }
        )

    def _pay(self, amount=None):
        transaction = self._transaction(amount)
        transaction._set_done()
        transaction._post_process()
        return transaction

    def _money(self, transaction):
        """(is worked on, payments, the customer's credit)"""
        payment = transaction.payment_id
        lines = payment.move_id.line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        )
        return transaction.is_post_processed, len(payment), -sum(lines.mapped("amount_residual"))

    def test_the_goods_are_kept_before_the_provider_is_asked(self):
        self.authenticate(None, None)
        page = self._page("/pay", booking=self.offer).text
        self.assertIn("Pay and confirm", page)
        self.assertFalse(self.offer.rental_hold_until, "a page only shows")
        answer = self._ask_to_pay()
        self.assertIn("reference", answer.get("result", {}), answer)
        self.assertGreater(self.offer.rental_hold_until, fields.Datetime.now())
        with self.assertRaises(UserError):
            self._confirmed((self.camera, 1))
        transaction = self.offer.transaction_ids
        transaction._set_done()
        transaction._post_process()
        self.assertEqual(self.offer.rental_state, "confirmed")
        transaction._post_process()
        self.assertEqual(len(transaction.payment_id), 1, "twice is once")

    def test_what_went_is_told_before_anything_is_paid(self):
        self._confirmed((self.camera, 1))
        self.authenticate(None, None)
        self.assertIn("No longer free: Camera", self._page("/pay", booking=self.offer).text)
        for path in ("rentals", "orders"):
            answer = self._ask_to_pay(path=path)
            self.assertIn("You have paid nothing", answer["error"]["data"]["message"])
        self.assertFalse(self.offer.transaction_ids)
        self.assertEqual(self.offer.rental_state, "proposed")

    def test_forged_amounts_links_and_states_reach_no_provider(self):
        self.authenticate(None, None)
        for values in (
            {"amount": 1.0},
            {"amount": -5},
            {"access_token": "forged"},
        ):
            self.assertIn("error", self._ask_to_pay(**values), values)
        self.assertFalse(self.offer.transaction_ids)
        self.assertIn(
            "no longer possible", self._send("/confirm", booking=self.offer).text, "pay first"
        )
        self.assertEqual(self.offer.rental_state, "proposed")

    def test_who_may_not_confirm_pays_nothing(self):
        self.customer.rental_confirm_limit = 10
        self.authenticate(None, None)
        for path in ("rentals", "orders"):
            answer = self._ask_to_pay(path=path)
            self.assertIn("above your limit", answer["error"]["data"]["message"])
        self.assertFalse(self.offer.transaction_ids)
        self.assertFalse(self.offer.rental_hold_until)
        desk = new_test_user(self.env, "hold_desk", "rental_booking.group_rental_booking_desk")
        with self.assertRaises(AccessError):
            self.offer.with_user(desk).rental_hold_until = "2099-01-01 00:00:00"

    def test_gone_after_the_payment_it_goes_to_the_desk_with_its_credit(self):
        self._confirmed((self.camera, 1))
        transaction = self._pay()
        self.assertEqual(self.offer.rental_state, "to_process")
        self.assertEqual(self._money(transaction), (True, 1, self.offer.amount_total))
        self.assertIn("Paid, but not confirmed", self.offer.activity_ids.mapped("summary"))
        mails = self.offer.rental_notice_ids.filtered(lambda notice: notice.kind == "paid")
        self.assertEqual(len(mails), 1)
        for _time in range(5):
            self.env["payment.transaction"]._cron_post_process()
            transaction._post_process()
        self.assertEqual(
            self.offer.rental_notice_ids.filtered("kind").mapped("kind").count("paid"), 1
        )
        self.assertEqual(self.offer.rental_state, "to_process")

    def test_paid_after_the_hold_it_is_confirmed_while_it_is_free(self):
        self.offer._rental_take_for_payment()
        with freeze_time(fields.Datetime.now() + timedelta(minutes=31)):
            transaction = self._pay()
        self.assertEqual(self.offer.rental_state, "confirmed")
        self.assertEqual(self._money(transaction)[:2], (True, 1))

    def test_paid_for_what_was_cancelled_or_changed_is_kept_and_told(self):
        self.offer.rental_end += timedelta(days=3)
        transaction = self._pay(1.0)
        self.assertEqual(self._money(transaction)[:2], (True, 1))
        self.assertEqual(self.offer.rental_state, "to_process")
        note = self.offer.activity_ids.filtered(lambda todo: "Paid" in todo.summary).note
        self.assertIn("less than", note)

    def test_a_payment_for_a_cancelled_booking_is_not_lost(self):
        transaction = self._transaction()
        self.offer._action_cancel()
        transaction._set_done()
        transaction._post_process()
        self.assertEqual(self._money(transaction)[:2], (True, 1))
        self.assertIn("Paid, but not confirmed", self.offer.activity_ids.mapped("summary"))

    def test_cancelling_what_was_paid_on_line_invoices_the_fee_and_tells_the_rest(self):
        self._pay()
        self.assertEqual(self.offer.rental_state, "confirmed")
        self.assertEqual(self.offer._rental_get_cancel_fee(), (300, 75))
        self.offer._action_cancel()
        draft = self.offer.invoice_ids
        self.assertEqual((draft.state, draft.amount_untaxed), ("draft", 75))
        self.assertIn("Cancelled, but paid", self.offer.activity_ids.mapped("summary"))

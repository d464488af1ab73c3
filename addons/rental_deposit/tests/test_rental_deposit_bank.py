from contextlib import contextmanager
from unittest.mock import patch

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .common import DepositCommon

REFUSED = "No"


@tagged("post_install", "-at_install")
class TestRentalDepositBank(DepositCommon):
    """What a bank did stays in the books: it refuses, something fails after it, a job runs twice."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.booking = cls._confirmed((cls.camera, 1))
        cls.deposit = cls.booking.rental_deposit_ids

    @contextmanager
    def _bank(self, **answers):
        """The bank answers a kind of request otherwise; yields what it was asked, in order."""
        asked = []

        def answer(kind, original):
            def send(transaction):
                asked.append(kind)
                if kind in answers:
                    return answers[kind](transaction)
                return original(transaction)

            return send

        model = self.env.registry["payment.transaction"]
        methods = {
            "charge": "_send_payment_request",
            "capture": "_send_capture_request",
            "void": "_send_void_request",
        }
        kept = self.env.registry["rental.deposit"]._keep_answer

        def keep(deposit):
            asked.append("kept")
            return kept(deposit)

        patches = [
            patch.object(model, name, answer(kind, getattr(model, name)))
            for kind, name in methods.items()
        ]
        patches.append(patch.object(self.env.registry["rental.deposit"], "_keep_answer", keep))
        for one in patches:
            one.start()
        try:
            yield asked
        finally:
            for one in patches:
                one.stop()

    @staticmethod
    def _no(_transaction):
        raise ValidationError(REFUSED)

    def _told(self):
        return self.deposit.activity_ids.mapped("summary")

    def test_captured_and_the_release_is_refused(self):
        deposit = self._card(self.booking)
        invoice = self._damage(self.booking, 150.0)
        with self._bank(void=self._no) as asked:
            answer = self._keep(deposit, invoice, 150.0, give_back_rest=True, user=self.accountant)
        self.assertEqual(asked, ["capture", "kept", "void", "kept"])
        self.assertEqual(answer["params"]["type"], "danger")
        self.assertEqual((deposit.state, deposit.kept_amount), ("held", 150.0))
        self.assertEqual(invoice.amount_residual, 0.0)
        self.assertEqual(self._told(), ["The bank refused"])
        self.assertFalse(deposit.given_back_on)
        deposit.with_user(self.desk).action_give_back()
        self.assertEqual(deposit.state, "kept")
        self.assertFalse(self._told())

    def test_a_capture_that_is_refused_is_told_and_may_be_tried_again(self):
        deposit = self._card(self.booking)
        invoice = self._damage(self.booking, 150.0)
        with self._bank(capture=self._no) as asked:
            answer = self._keep(deposit, invoice, 150.0, give_back_rest=True)
        self.assertEqual(asked, ["capture", "kept"], "nothing is released of it")
        self.assertIn(deposit.name, answer["params"]["message"])
        self.assertEqual((deposit.state, deposit.kept_amount), ("held", 0.0))
        self.assertEqual(self._told(), ["The bank refused"])
        self._keep(deposit, invoice, 150.0)
        self.assertEqual((deposit.kept_amount, invoice.amount_residual), (150.0, 0.0))

    def test_captured_and_the_books_are_closed(self):
        deposit = self._card(self.booking)
        invoice = self._damage(self.booking, 150.0)
        model = self.env.registry["payment.transaction"]

        def closed(_transaction, **_values):
            raise UserError(REFUSED)

        with patch.object(model, "_create_payment", closed):
            self._keep(deposit, invoice, 150.0)
        self.assertEqual((deposit.kept_amount, invoice.amount_residual), (150.0, 150.0))
        self.assertEqual(self._told(), ["Captured, not in the books yet"])
        deposit.transaction_id.child_transaction_ids._post_process()
        self.assertEqual(invoice.amount_residual, 0.0)

    def test_the_same_press_again_captures_once(self):
        deposit = self._card(self.booking)
        invoice = self._damage(self.booking, 400.0)
        wizard = self.env["rental.deposit.keep"].create(
            {
                "deposit_id": deposit.id,
                "invoice_id": invoice.id,
                "amount": 150.0,
                "give_back_rest": False,
            }
        )
        with self._bank() as asked:
            wizard.action_keep()
            wizard.action_keep()
        self.assertEqual(asked.count("capture"), 1)
        self.assertEqual(deposit.kept_amount, 150.0)

    def test_one_of_several_that_the_bank_refuses(self):
        other = self._confirmed((self.camera, 1)).rental_deposit_ids
        both = self.deposit | other
        for deposit in both:
            self._try_card(deposit)

        def refuse_other(transaction):
            if transaction.source_transaction_id == other.transaction_id:
                raise ValidationError(REFUSED)
            transaction._set_canceled()

        with self._bank(void=refuse_other) as asked:
            answer = both.with_user(self.desk).action_give_back()
        self.assertEqual(asked, ["void", "kept"] * 2, "each is in the books before the next")
        self.assertEqual(both.mapped("state"), ["returned", "held"])
        self.assertIn(other.name, answer["params"]["message"])
        both.with_user(self.desk).action_give_back()
        self.assertEqual(both.mapped("state"), ["returned", "returned"], "the rest, once more")

    def test_a_saved_card_is_charged_after_the_commit_and_once(self):
        self.deposit.token_id = self._token(self.customer)
        noted = []

        def silent(transaction):
            noted.append((transaction.id, transaction.state))

        with self._bank(charge=silent) as asked:
            self.deposit._hold_or_tell()
            self.assertEqual(asked, ["kept", "charge", "kept"])
            self.deposit._hold_or_tell()  # the job is tried again
            with self._assert_refused("asked already"):
                self.deposit.with_user(self.desk).action_hold_saved_card()
        self.assertEqual(len(noted), 1)
        transaction = self.deposit.transaction_ids
        self.assertIn("The card could not be held", self._told())
        transaction._process(
            "demo", {"reference": transaction.reference, "simulated_state": "done"}
        )
        self.assertEqual(self.deposit.state, "held")

    def test_nobody_charges_for_a_booking_that_has_ended(self):
        self.deposit.token_id = self._token(self.customer)
        self._try_card(self.deposit, "error")
        self.booking._action_cancel()
        with self._bank() as asked, self._assert_refused("has ended"):
            self.deposit.with_user(self.desk).action_hold_saved_card()
        self.assertFalse(asked)

    def test_a_cheque_in_the_meantime_and_the_card_is_released(self):
        self.deposit.kind = "cheque"
        self.deposit.action_receive()
        transaction = self._try_card(self.deposit)
        with self._bank() as asked:
            transaction._post_process()
        self.assertEqual(asked, ["void", "kept"])
        self.assertEqual((self.deposit.state, transaction.state), ("held", "cancel"))
        self.assertFalse(self.deposit.transaction_id)

    def test_a_hold_that_lapsed_is_given_back_once(self):
        deposit = self._card(self.booking)
        deposit._mark_lapsed()
        with self._bank(void=self._no):
            deposit.with_user(self.desk).action_give_back()
        self.assertEqual(deposit.state, "returned")
        with self._assert_refused("not held"):
            deposit.with_user(self.desk).action_give_back()

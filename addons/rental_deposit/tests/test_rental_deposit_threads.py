import secrets
import threading
from unittest.mock import patch

from odoo.tests import tagged

from odoo.addons.rental_booking.tests.test_rental_threads import ThreadCase

CLERKS = 4
SENT = {
    "charge": "_send_payment_request",
    "capture": "_send_capture_request",
    "void": "_send_void_request",
}


@tagged("post_install", "-at_install", "slow", "-standard")
class TestRentalDepositThreads(ThreadCase):
    """Clerks on one deposit at one moment: a bank rolls nothing back, so the books must agree."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bank, cls.mutex = [], threading.Lock()
        cls._patch_bank()
        with cls._new_env() as env:
            cls._prepare_provider(env)
            env["product.product"].browse(cls.product_id).rental_deposit = 500.0
        cls.addClassCleanup(cls._put_away)

    @classmethod
    def _patch_bank(cls):
        """The ledger of the bank: what it was asked, whatever became of the transaction here."""
        model = cls.registry["payment.transaction"]
        for kind, name in SENT.items():
            cls.startClassPatcher(patch.object(model, name, cls._note(kind, getattr(model, name))))

        def keep(deposit):
            deposit.env.flush_all()
            deposit.env.cr.commit()

        cls.startClassPatcher(patch.object(cls.registry["rental.deposit"], "_keep_answer", keep))

    @classmethod
    def _note(cls, kind, original):
        def send(transaction):
            with cls.mutex:
                cls.bank.append((kind, transaction.amount))
            return original(transaction)

        return send

    @classmethod
    def _prepare_provider(cls, env):
        found = env["payment.provider"].search(
            [("code", "=", "demo"), ("company_id", "=", env.company.id)], limit=1
        )
        provider = found.copy({"name": f"Holds {secrets.token_hex(2)}"})
        provider.write({"state": "test", "capture_manually": True, "is_published": True})
        provider.journal_id = provider.journal_id or env["account.journal"].search(
            [("type", "=", "bank"), ("company_id", "=", env.company.id)], limit=1
        )
        method = env.ref("payment_demo.payment_method_demo")
        cls.method_before = method.read(["active", "support_manual_capture"])[0]
        cls.provider_before = env.company.rental_deposit_provider_id.id
        method.write({"active": True, "support_manual_capture": "partial"})
        env.company.rental_deposit_provider_id = provider
        cls.provider_id, cls.method_id = provider.id, method.id

    @classmethod
    def _put_away(cls):
        with cls._new_env() as env:
            env.company.rental_deposit_provider_id = cls.provider_before
            env["payment.provider"].browse(cls.provider_id).state = "disabled"
            cls.method_before.pop("id")
            env["payment.method"].browse(cls.method_id).write(cls.method_before)
            deposits = env["rental.deposit"].search([("partner_id", "=", cls.customer_id)])
            tries = deposits.transaction_ids
            tries |= tries.child_transaction_ids
            payments = tries.payment_id
            payments.action_draft()
            moves = payments.move_id | env["account.move"].search(
                [("partner_id", "=", cls.customer_id)]
            )
            posted = moves.filtered(lambda move: move.state == "posted")
            posted.button_draft()
            tries.payment_id = False
            payments.unlink()
            moves.exists().with_context(force_delete=True).unlink()
            env.cr.execute("DELETE FROM payment_transaction WHERE id = ANY(%s)", (tries.ids,))
            env.cr.execute("DELETE FROM rental_deposit WHERE id = ANY(%s)", (deposits.ids,))

    def setUp(self):
        super().setUp()
        self.bank.clear()
        with self._new_env() as env:
            deposit = self._book(env, hours=24 * len(self._testMethodName)).rental_deposit_ids
            deposit.token_id = env["payment.token"].create(
                {
                    "provider_id": self.provider_id,
                    "payment_method_id": self.method_id,
                    "payment_details": "1234",
                    "partner_id": self.customer_id,
                    "provider_ref": "demo",
                    "demo_simulated_state": "done",
                }
            )
            self.deposit_id = deposit.id

    def _asked(self, kind):
        return sum(amount for what, amount in self.bank if what == kind)

    def _hold(self):
        with self._new_env() as env:
            env["rental.deposit"].browse(self.deposit_id).action_hold_saved_card()

    def _invoice(self):
        with self._new_env() as env:
            move = env["account.move"].create(
                {
                    "move_type": "out_invoice",
                    "partner_id": self.customer_id,
                    "invoice_line_ids": [
                        (0, 0, {"name": "Damage", "price_unit": 900.0, "tax_ids": False})
                    ],
                }
            )
            move.action_post()
            return move.id

    def _keep(self, env, invoice_id, amount, rest):
        env["rental.deposit.keep"].create(
            {
                "deposit_id": self.deposit_id,
                "invoice_id": invoice_id,
                "amount": amount,
                "give_back_rest": rest,
            }
        ).action_keep()

    def _assert_books_agree(self):
        """What the bank did is what the books say: taken, released, still held."""
        with self._new_env() as env:
            env["payment.transaction"]._cron_post_process()  # payments that met on the books
            deposit = env["rental.deposit"].browse(self.deposit_id)
            self.assertEqual(deposit.kept_amount, self._asked("capture"))
            held = deposit.amount - self._asked("capture") - self._asked("void")
            rest = deposit._from_cents(deposit._get_hold().rest)
            self.assertEqual(rest if deposit.state == "held" else 0.0, held)
            self.assertGreaterEqual(held, 0.0)
            paid = deposit.transaction_id.child_transaction_ids.payment_id
            self.assertEqual(sum(paid.mapped("amount")), self._asked("capture"))

    def test_one_card_is_charged_once(self):
        def hold(env, _thread, _attempt):
            env["rental.deposit"].browse(self.deposit_id).action_hold_saved_card()

        counts = self._hammer(hold, CLERKS, 1)
        self.assertEqual((counts["done"], counts["refused"]), (1, CLERKS - 1), counts)
        self.assertEqual(self.bank, [("charge", 500.0)])

    def test_one_hold_is_released_once(self):
        self._hold()

        def release(env, _thread, _attempt):
            env["rental.deposit"].browse(self.deposit_id).action_give_back()

        counts = self._hammer(release, CLERKS, 1)
        self.assertEqual((counts["done"], counts["refused"]), (1, CLERKS - 1), counts)
        self.assertEqual(self.bank[1:], [("void", 500.0)])
        self._assert_books_agree()

    def test_kept_and_given_back_at_one_moment(self):
        self._hold()
        invoice_id = self._invoice()

        def work(env, thread, _attempt):
            if thread == 0:
                env["rental.deposit"].browse(self.deposit_id).action_give_back()
            else:
                self._keep(env, invoice_id, 200.0, rest=thread == 1)

        counts = self._hammer(work, CLERKS, 1)
        self.assertEqual(counts["raw"], 0, counts)
        self._assert_books_agree()

    def test_more_is_not_kept_than_is_held(self):
        self._hold()
        invoice_id = self._invoice()
        counts = self._hammer(
            lambda env, _thread, _attempt: self._keep(env, invoice_id, 200.0, rest=False), CLERKS, 1
        )
        self.assertEqual((counts["done"], counts["refused"]), (2, CLERKS - 2), counts)
        self.assertEqual(self._asked("capture"), 400.0)
        self._assert_books_agree()

import base64
import random

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ..core import cfonb160
from ..models import account_bill, account_bill_remittance
from .common import BillCommon


@tagged("post_install", "-at_install")
class TestBillLife(BillCommon):
    def test_the_workflows_are_sound(self):
        for module, name in (
            (account_bill, "account.bill"),
            (account_bill_remittance, "account.bill.remittance"),
        ):
            states = [state for state, _label in self.env[name]._fields["state"].selection]
            self.assertEqual(module.WORKFLOW.find_faults(states), [])

    def test_from_the_invoice_to_the_bank(self):
        first = self._create_bill(amount=1200.0, due="2026-12-26")
        second = self._create_bill(self.partner_b, 300.5)
        self.assertEqual(str(first.date_payment), "2026-12-28", "the 26th is a Saturday")
        self.assertEqual(first.partner_bank_id.sanitized_acc_number, "FR4610096000501234567890182")
        first.action_send()
        (first | second).action_accept()
        self.assertEqual(first.line_ids.amount_residual, 0)
        self.assertEqual((self._balance("411"), self._balance("413")), (0, 150050))
        remittance = self._remit(first | second)
        self.assertEqual((self._balance("413"), self._balance("5113")), (0, 150050))
        self.assertEqual(set((first | second).mapped("state")), {"remitted"})
        self._check_file(remittance, first)
        self._credit(remittance, bill_ids=[(6, 0, (first | second).ids)], fee=7.2)
        self.assertEqual(self._balance("5113"), 0)
        self.assertEqual((self._balance("512"), self._balance("6275")), (149330, 720))
        self.assertEqual((first.state, remittance.state), ("collected", "credited"))

    def _check_file(self, remittance, first):
        content = base64.b64decode(remittance.file)
        head, *records, end = cfonb160.read(content)
        self.assertEqual((head["entry"], head["account"]), ("3", "12345678901"))
        self.assertEqual([record["cents"] for record in records], ["000000120000", "000000030050"])
        self.assertEqual(records[0]["due_day"], "281226")
        self.assertEqual(records[0]["issue_day"], first.issue_date.strftime("%d%m%y"))
        self.assertEqual(end["cents"], "000000150050")

    def test_a_discount_costs_interest(self):
        bill = self._create_bill(state="portfolio")
        remittance = self._remit(bill, entry="discount", value_date="2026-11-30")
        self.assertEqual(self._balance("5114"), 120000)
        head = cfonb160.read(base64.b64decode(remittance.file))[0]
        self.assertEqual((head["entry"], head["value_day"]), ("1", "301126"))
        self._credit(remittance, fee=5.0, interest=12.34)
        self.assertEqual(self._balance("5114"), 0)
        self.assertEqual((self._balance("512"), self._balance("6616")), (118266, 1234))

    def test_collections_are_credited_as_they_fall_due(self):
        early = self._create_bill(due="2026-12-15", state="portfolio")
        late = self._create_bill(due="2027-02-15", amount=50.0, state="portfolio")
        remittance = self._remit(early | late)
        self._credit(remittance, date="2026-12-16")
        self.assertEqual(
            (early.state, late.state, remittance.state), ("collected", "remitted", "sent")
        )
        self._credit(remittance, date="2027-02-16")
        self.assertEqual((late.state, remittance.state), ("collected", "credited"))
        self.assertEqual(self._balance("5113"), 0)

    def test_an_unpaid_bill_comes_back_to_the_customer_with_its_fees(self):
        bill = self._create_bill(state="portfolio")
        remittance = self._remit(bill)
        self._credit(remittance)
        self._return(bill, fee=18.0)
        self.assertEqual(bill.state, "unpaid")
        self.assertEqual(bill.unpaid_reason, "funds")
        self.assertEqual(self._balance("411", self.partner_a), 121800)
        self.assertEqual((self._balance("512"), self._balance("6275")), (-1800, 0))
        debts = bill.unpaid_move_id.line_ids.filtered(lambda line: line.amount_residual > 0)
        self.assertIn(bill.date_due, debts.mapped("date_maturity"), "late from the due date on")
        self.assertFalse(any(debts.mapped("no_followup")), "reminders find them")
        self.assertTrue(bill.activity_ids)
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self._return(bill, fee=18.0)
        bill.action_draw_again()
        again = bill.next_bill_id
        self.assertEqual((again.amount, again.state), (1218.0, "draft"))
        again.action_accept()
        self.assertEqual(self._balance("411", self.partner_a), 0)
        with self.assertRaises(UserError):
            bill.action_draw_again()

    def test_an_unpaid_bill_before_its_credit_leaves_the_bank_account_alone(self):
        bill = self._create_bill(state="portfolio")
        remittance = self._remit(bill)
        self._return(bill, fee=18.0, charge=False)
        self.assertEqual(self._balance("411", self.partner_a), 120000)
        self.assertEqual(
            (self._balance("5113"), self._balance("512"), self._balance("6275")), (0, -1800, 1800)
        )
        self.assertEqual(remittance.state, "credited")

    def test_a_cancelled_bill_opens_its_invoice_again(self):
        bill = self._create_bill(state="portfolio")
        bill.action_cancel()
        self.assertEqual(bill.line_ids.amount_residual, 1200.0)
        self.assertEqual((self._balance("411"), self._balance("413")), (120000, 0))
        bill.line_ids.move_id.action_lcr_draw_bills()
        self.assertEqual(
            len(self.env["account.bill"].search([("partner_id", "=", self.partner_a.id)])), 2
        )

    def test_a_bill_is_cancelled_after_the_credit_note_of_its_invoice(self):
        """The credit note finds no debt to settle; the cancellation gives it one."""
        bill = self._create_bill(state="portfolio")
        invoice = bill.line_ids.move_id
        note = invoice._reverse_moves([{"invoice_date": invoice.invoice_date}])
        note.action_post()
        debt = invoice.line_ids.filtered(lambda line: line.account_type == "asset_receivable")
        credit = note.line_ids.filtered(lambda line: line.account_type == "asset_receivable")
        self.assertEqual((debt.amount_residual, credit.amount_residual), (0, -1200))
        bill.action_cancel()
        self.assertEqual((bill.state, debt.amount_residual), ("cancelled", 1200))
        (debt | credit).reconcile()
        self.assertEqual((self._balance("411"), self._balance("413")), (0, 0))
        with self.assertRaisesRegex(UserError, "nothing to draw"):
            invoice.action_lcr_draw_bills()

    def test_a_refused_remittance_gives_its_bills_back(self):
        bill = self._create_bill(state="portfolio")
        remittance = self._remit(bill)
        remittance.action_refuse()
        self.assertEqual((bill.state, bill.remittance_id.id), ("portfolio", False))
        self.assertEqual((self._balance("413"), self._balance("5113")), (120000, 0))
        again = self._remit(bill)
        self._credit(again)
        self.assertEqual(
            (bill.state, self._balance("413"), self._balance("5113")), ("collected", 0, 0)
        )

    def test_an_invoice_paid_meanwhile_stops_the_acceptance(self):
        bill = self._create_bill()
        bill.action_send()
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=bill.line_ids.move_id.ids
        ).create({"amount": 200.0, "payment_difference_handling": "open"})._create_payments()
        with self.assertRaisesRegex(UserError, "owe"):
            bill.action_accept()
        self.assertEqual(bill.state, "sent")

    def _draw_many(self, *amounts):
        invoices = self.env["account.move"].union(
            *(self._create_invoice(self.partner_a, amount) for amount in amounts)
        )
        invoices.action_lcr_draw_bills()
        return invoices, invoices.line_ids.lcr_bill_id

    def test_one_of_two_invoices_was_paid(self):
        invoices, bill = self._draw_many(100.0, 250.0)
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoices[0].ids
        ).create({})._create_payments()
        bill.action_accept()
        self.assertEqual((bill.state, bill.amount), ("portfolio", 250.0))
        self.assertEqual(set(bill.line_ids.mapped("amount_residual")), {0.0})

    def test_a_credit_note_is_taken_off_a_bill(self):
        invoice, bill = self._draw_many(300.0)
        note = invoice._reverse_moves([{"invoice_date": invoice.invoice_date}])
        note.invoice_line_ids.price_unit = 100.0
        note.action_post()
        bill.line_ids = [
            (4, one.id) for one in note.line_ids if one.account_type == "asset_receivable"
        ]
        bill.action_accept()
        self.assertEqual((bill.state, bill.amount), ("portfolio", 200.0))
        self.assertEqual(set(bill.line_ids.mapped("amount_residual")), {0.0})
        self.assertEqual(self._balance("413"), 20000)
        self._credit(self._remit(bill))
        self.assertEqual((self._balance("413"), self._balance("512")), (0, 20000))

    def test_drawn_again_cancelled_and_drawn_once_more(self):
        bill = self._create_bill(state="portfolio")
        self._remit(bill)
        self._return(bill)
        bill.action_draw_again()
        first = bill.next_bill_id
        self.assertFalse(bill.can_draw_again)
        first.action_cancel()
        self.assertTrue(bill.can_draw_again)
        bill.action_draw_again()
        self.assertNotEqual(bill.next_bill_id, first)
        self.assertEqual(bill.next_bill_id.amount, 1200.0)

    def test_unpaid_by_mistake_is_taken_back(self):
        for credited in (False, True):
            with self.subTest(credited=credited):
                before = {one: self._balance(one) for one in ("411", "413", "5113", "512", "6275")}
                bill = self._create_bill(state="portfolio")
                remittance = self._remit(bill)
                if credited:
                    self._credit(remittance)
                self._return(bill, fee=18.0)
                bill.action_draw_again()
                with self.assertRaisesRegex(UserError, "cancel that one first"):
                    bill.action_was_paid()
                bill.next_bill_id.action_cancel()
                bill.action_was_paid()
                self.assertEqual(
                    (bill.state, remittance.state),
                    ("collected", "credited") if credited else ("remitted", "sent"),
                )
                self.assertFalse(bill.unpaid_move_id or bill.unpaid_reason or bill.activity_ids)
                held = {"512" if credited else "5113": 120000}
                for account, balance in before.items():
                    self.assertEqual(self._balance(account) - balance, held.get(account, 0))
                if not credited:
                    self._credit(remittance)
                    self.assertEqual(bill.state, "collected")

    def test_a_return_that_was_paid_is_no_mistake(self):
        bill = self._create_bill(state="portfolio")
        self._remit(bill)
        self._return(bill)
        debt = bill.unpaid_move_id.line_ids.filtered(lambda line: line.amount_residual > 0)
        payment = self.env["account.payment"].create(
            {"partner_id": self.partner_a.id, "amount": 500.0, "journal_id": self.bank.id}
        )
        payment.action_post()
        credit = payment.move_id.line_ids.filtered(
            lambda line: line.account_type == "asset_receivable"
        )
        (debt | credit).reconcile()
        with self.assertRaisesRegex(UserError, "Undo that matching"):
            bill.action_was_paid()
        clerk = new_test_user(
            self.env,
            "lcr_biller",
            "account.group_account_invoice",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        with self.assertRaises(AccessError):
            bill.with_user(clerk).action_was_paid()

    def test_documents(self):
        bill = self._create_bill(state="portfolio", accepted=True)
        remittance = self._remit(bill)
        for report, record in (
            ("account_lcr_fr.report_account_bill", bill),
            ("account_lcr_fr.report_account_bill_remittance", remittance),
        ):
            html = self.env["ir.actions.report"]._render_qweb_html(report, record.ids)[0].decode()
            self.assertIn(bill.name, html)
            self.assertIn(self.partner_a.name, html)

    def test_a_random_life_keeps_the_books_right(self):
        """Independent model: where each bill stands says what each account holds."""
        for seed in (3, 8):
            with self.subTest(seed=seed):
                self._walk(random.Random(seed))

    def _walk(self, chance):
        start = {one: self._balance(one) for one in ("411", "413", "5113", "512")}
        bills = [self._create_bill(amount=chance.randrange(10, 500)) for _number in range(4)]
        places = {bill: {"411": 1} for bill in bills}
        for _step in range(16):
            bill = chance.choice(bills)
            self._step(chance, bill, places)
            for account, before in start.items():
                held = sum(one.amount * place.get(account, 0) for one, place in places.items())
                self.assertEqual(self._balance(account) - before, round(held * 100))

    def _step(self, chance, bill, places):
        if bill.state in ("draft", "sent"):
            bill.action_accept()
            places[bill] = {"413": 1}
        elif bill.state == "portfolio":
            if chance.random() < 0.3:
                bill.action_cancel()
                places[bill] = {"411": 1}
            else:
                self._remit(bill)
                places[bill] = {"5113": 1}
        elif bill.state == "remitted":
            self._step_at_the_bank(chance, bill, places)
        elif bill.state == "collected":
            movement = bill.credit_move_id.statement_line_id
            if movement and chance.random() < 0.5:
                movement.action_undo_reconciliation()
                self._match(movement, bill.bank_line_id)
                places[bill] = {"512": 1}
                return
            self._return(bill)
            # the statement has not taken it back yet
            places[bill] = {"411": 1, "5113": -1, "512": 1} if movement else {"411": 1}

    def _step_at_the_bank(self, chance, bill, places):
        what = chance.choice(["credit", "statement", "return", "refuse"])
        if what == "credit":
            self._credit(bill.remittance_id, movement_id=False)
            places[bill] = {"512": 1}
        elif what == "statement":
            self._match(self._create_movement(bill.amount), bill.bank_line_id)
            places[bill] = {"512": 1}
        elif what == "return":
            self._return(bill)
            places[bill] = {"411": 1}
        else:
            bill.remittance_id.action_refuse()
            places[bill] = {"413": 1}

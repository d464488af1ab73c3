from odoo.exceptions import UserError
from odoo.tests import Form, new_test_user, tagged

from .common import BillCommon


@tagged("post_install", "-at_install")
class TestBillStatement(BillCommon):
    """The bank's statements move its account; bills and remittances follow what is matched."""

    def _remit_two(self):
        bills = self._create_bill(state="portfolio") | self._create_bill(
            self.partner_b, 300.5, state="portfolio"
        )
        return bills, self._remit(bills)

    def _get_cents(self):
        return {code: self._balance(code) for code in ("411", "413", "5113", "512", "6275")}

    def test_a_matched_movement_collects_and_its_undoing_opens_again(self):
        bills, remittance = self._remit_two()
        movement = self._create_movement(1500.5)
        self._match(movement, bills.bank_line_id)
        self.assertEqual(set(bills.mapped("state")), {"collected"})
        self.assertEqual(remittance.state, "credited")
        self.assertEqual(bills.credit_move_id, movement.move_id)
        movement.action_undo_reconciliation()
        self.assertEqual(set(bills.mapped("state")), {"remitted"})
        self.assertEqual((remittance.state, bills.credit_move_id.ids), ("sent", []))
        self._match(movement, bills.bank_line_id)
        self.assertEqual(remittance.state, "credited")
        self.assertEqual((self._balance("5113"), self._balance("512")), (0, 150050))

    def test_some_of_the_bills_are_matched(self):
        bills, remittance = self._remit_two()
        self._match(self._create_movement(1200), bills[0].bank_line_id)
        self.assertEqual(bills.mapped("state"), ["collected", "remitted"])
        self.assertEqual(remittance.state, "sent")
        self._credit(remittance)
        self.assertEqual((bills[1].state, remittance.state), ("collected", "credited"))
        self.assertEqual((self._balance("5113"), self._balance("512")), (0, 150050))

    def test_a_bill_that_was_credited_meanwhile_is_not_credited_again(self):
        bills, remittance = self._remit_two()
        wizard = self.env["account.bill.credit"].create(
            {"remittance_id": remittance.id, "date": "2027-01-04", "movement_id": False}
        )
        self.assertEqual(wizard.bill_ids, bills)
        self._match(self._create_movement(1200), bills[0].bank_line_id)
        with self.assertRaisesRegex(UserError, "at the bank"), self.env.cr.savepoint():
            wizard.action_credit()
        self.assertEqual((self._balance("5113"), self._balance("512")), (30050, 120000))

    def test_a_credit_less_fees_is_the_movement_itself(self):
        bills, remittance = self._remit_two()
        movement = self._create_movement(1493.3)
        wizard = Form(
            self.env["account.bill.credit"].with_context(default_remittance_id=remittance.id)
        )
        self.assertTrue(wizard.has_movements)
        self.assertFalse(wizard.movement_id, "not the whole amount: a person chooses")
        wizard.movement_id = movement
        self.assertEqual(wizard.date, movement.date)
        wizard.fee = 7
        credit = wizard.save()
        with self.assertRaisesRegex(UserError, "make"), self.env.cr.savepoint():
            credit.action_credit()
        credit.fee = 7.2
        credit.action_credit()
        self.assertTrue(movement.is_reconciled)
        self.assertEqual(bills.credit_move_id, movement.move_id)
        self.assertEqual(
            (remittance.state, set(bills.mapped("state"))), ("credited", {"collected"})
        )
        self.assertEqual(
            self._get_cents(), {"411": 0, "413": 0, "5113": 0, "512": 149330, "6275": 720}
        )
        again = self._remit(self._create_bill(amount=1493.3, state="portfolio"))
        with self.assertRaisesRegex(UserError, "matched already"), self.env.cr.savepoint():
            self._credit(again, movement_id=movement.id)
        movement.action_undo_reconciliation()
        self.assertEqual((remittance.state, set(bills.mapped("state"))), ("sent", {"remitted"}))

    def test_a_clerk_names_the_movement_though_he_may_not_write_statements(self):
        bills, remittance = self._remit_two()
        movement = self._create_movement(1500.5)
        clerk = new_test_user(
            self.env,
            "lcr_clerk",
            "account.group_account_invoice,base.group_user",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        self.assertFalse(movement.with_user(clerk).has_access("write"))
        wizard = self.env["account.bill.credit"].with_user(clerk)
        Form(wizard.with_context(default_remittance_id=remittance.id)).save().action_credit()
        self.assertTrue(movement.is_reconciled)
        self.assertEqual(bills.credit_move_id, movement.move_id)
        self.assertEqual((self._balance("5113"), self._balance("512")), (0, 150050))

    def test_the_movement_of_the_whole_amount_is_proposed(self):
        _bills, remittance = self._remit_two()
        movement = self._create_movement(1500.5)
        context = {"default_remittance_id": remittance.id}
        wizard = Form(self.env["account.bill.credit"].with_context(**context))
        self.assertEqual(wizard.movement_id, movement)
        self._create_movement(1500.5)
        self.assertFalse(Form(self.env["account.bill.credit"].with_context(**context)).movement_id)

    def test_what_comes_back_by_a_statement_moves_the_account_once(self):
        bills, remittance = self._remit_two()
        self._match(self._create_movement(1500.5), bills.bank_line_id)
        self._return(bills[0], fee=18.0)
        self.assertEqual(remittance.state, "credited")
        self.assertEqual(self._balance("411", self.partner_a), 121800)
        self.assertEqual((self._balance("5113"), self._balance("512")), (-121800, 150050))
        waiting = bills[0].unpaid_move_id.line_ids.filtered(
            lambda line: line.account_id.code.startswith("5113")
        )
        self._match(self._create_movement(-1218, "2027-01-07"), waiting)
        self.assertEqual(
            self._get_cents(), {"411": 121800, "413": 0, "5113": 0, "512": 28250, "6275": 0}
        )
        self.assertEqual(bills.mapped("state"), ["unpaid", "collected"])

    def test_what_comes_back_before_its_credit_leaves_nothing_open(self):
        bills, _remittance = self._remit_two()
        self._return(bills[0])
        self.assertTrue(bills[0].bank_line_id.reconciled)
        self.assertEqual(bills.mapped("state"), ["unpaid", "remitted"])
        self.assertEqual(self._balance("5113"), 30050)

    def test_an_entry_that_is_no_money_collects_nothing(self):
        bills, _remittance = self._remit_two()
        account = bills.bank_line_id.account_id
        entry = bills._book(
            self.company._lcr_get_journal(),
            [
                {"account_id": account.id, "balance": -1500.5},
                {"account_id": self.company_data["default_account_expense"].id, "balance": 1500.5},
            ],
        )
        credit = entry.line_ids.filtered(lambda line: line.account_id == account)
        (credit | bills.bank_line_id).reconcile()
        self.assertTrue(bills.bank_line_id[0].reconciled)
        self.assertEqual(set(bills.mapped("state")), {"remitted"})

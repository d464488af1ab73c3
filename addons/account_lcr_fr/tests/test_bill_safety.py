from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import BillCommon


@tagged("post_install", "-at_install")
class TestBillSafety(BillCommon):
    def test_every_door_of_a_state_is_closed(self):
        bill = self._create_bill(state="portfolio")
        with self.assertRaises(UserError):
            bill.state = "collected"
        with self.assertRaises(UserError):
            bill.date_due = "2027-06-30"
        with self.assertRaises(UserError):
            bill.unlink()
        with self.assertRaises(UserError):
            bill.line_ids.lcr_bill_id = False
        remittance = self._remit(bill, sign=False)
        for values in ({"state": "credited"}, {"entry": "discount"}, {"date": "2026-01-01"}):
            with self.subTest(values), self.assertRaises(UserError):
                remittance.write(values)
        with self.assertRaises(UserError):
            bill.remittance_id = False
        with self.assertRaises(UserError):
            bill.action_cancel()

    def test_a_bill_goes_to_one_bank(self):
        bill = self._create_bill(state="portfolio")
        first = self.env["account.bill.remittance"].create({"journal_id": self.bank.id})
        bill.remittance_id = first
        other = first.copy()
        with self.assertRaises(UserError):
            bill.remittance_id = other
        with self.assertRaises(UserError):
            other.action_prepare()
        draft = self._create_bill()
        with self.assertRaises(UserError):
            draft.remittance_id = first

    def test_twice_is_once(self):
        bill = self._create_bill(state="portfolio")
        remittance = self._remit(bill)
        for action in (bill.action_accept, remittance.action_sign, remittance.action_prepare):
            with self.assertRaises(UserError):
                action()
        self._credit(remittance)
        with self.assertRaises(UserError):
            self._credit(remittance, bill_ids=[(6, 0, bill.ids)])
        self.assertEqual(self._balance("512"), 120000)

    def test_foreign_accounts_are_refused_by_name(self):
        self.partner_a.bank_ids = [(5,), (0, 0, {"acc_number": "DE89370400440532013000"})]
        bill = self._create_bill()
        with self.assertRaisesRegex(UserError, self.partner_a.name):
            bill.action_accept()
        bill.kind = "paper"
        bill.action_accept()
        remittance = self._remit(bill)
        self.assertFalse(remittance.file, "a bill on paper is on the slip alone")

    def test_two_persons(self):
        self.bank.lcr_two_persons = True
        values = {"company_id": self.company.id, "company_ids": [(6, 0, self.company.ids)]}
        other = new_test_user(self.env, "lcr_signer", "account.group_account_manager", **values)
        remittance = self._remit(self._create_bill(state="portfolio"), sign=False)
        with self.assertRaisesRegex(UserError, "another person"):
            remittance.action_sign()
        remittance.with_user(other).action_sign()
        self.assertEqual((remittance.state, remittance.signed_by_id), ("sent", other))

    def test_who_may(self):
        values = {"company_id": self.company.id, "company_ids": [(6, 0, self.company.ids)]}
        reader = new_test_user(self.env, "lcr_reader", "account.group_account_readonly", **values)
        stranger = new_test_user(self.env, "lcr_stranger", "base.group_user", **values)
        bill = self._create_bill(state="portfolio")
        self.assertEqual(bill.with_user(reader).amount, 1200.0)
        for action in ("action_cancel", "action_remit", "action_draw_again"):
            with self.subTest(action), self.assertRaises(AccessError):
                getattr(bill.with_user(reader), action)()
        with self.assertRaises(AccessError):
            bill.with_user(stranger).read(["amount"])

    def test_nothing_to_draw_is_told(self):
        invoice = self._create_invoice(self.partner_a, 100.0)
        invoice.action_lcr_draw_bills()
        with self.assertRaisesRegex(UserError, "nothing to draw"):
            invoice.action_lcr_draw_bills()

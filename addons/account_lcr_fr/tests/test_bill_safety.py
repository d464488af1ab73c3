import base64

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

    def _create_clerk(self):
        return new_test_user(
            self.env,
            "lcr_clerk",
            "account.group_account_invoice,base.group_user",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )

    def test_what_the_books_say_is_not_entered(self):
        """Who invoices forges neither what the bank owes or paid, nor who signed which file."""
        bill = self._create_bill(state="portfolio")
        remittance = self._remit(bill)
        clerk = self._create_clerk()
        paid = self._create_movement(1200).move_id.line_ids[0]
        attacks = {
            bill: {
                "bank_line_id": paid.id,
                "bank_journal_id": self.company_data["default_journal_cash"].id,
                "acceptance_move_id": paid.move_id.id,
                "credit_move_id": paid.move_id.id,
                "unpaid_move_id": paid.move_id.id,
                "unpaid_reason": "other",
                "next_bill_id": bill.id,
                "amount": 1.0,
                "date_payment": "2027-06-30",
                "name": "EFF/9",
            },
            remittance: {
                "file": base64.b64encode(b"another file"),
                "filename": "x.txt",
                "prepared_by_id": clerk.id,
                "signed_by_id": clerk.id,
                "signed_on": "2026-11-01 00:00:00",
                "move_id": paid.move_id.id,
                "amount": 1.0,
                "bill_count": 9,
                "name": "REM/9",
            },
        }
        for document, values in attacks.items():
            forged = document.with_user(clerk)
            for name, value in values.items():
                with self.subTest(name), self.assertRaises(UserError), self.env.cr.savepoint():
                    forged.write({name: value})
            context = {f"default_{name}": value for name, value in values.items()}
            names = forged._guarded_fields
            self.assertFalse(
                names & set(forged.with_context(**context).default_get(list(values))),
                "a context chooses none of them",
            )
        self.assertEqual((bill.state, bill.amount), ("remitted", 1200.0))

    def test_no_bill_begins_where_it_was_not_led(self):
        remittance = self.env["account.bill.remittance"].create({"journal_id": self.bank.id})
        clerk = self._create_clerk()
        bills = self.env["account.bill"].with_user(clerk)
        values = {"partner_id": self.partner_a.id, "date_due": "2026-12-31"}
        forged = ({"remittance_id": remittance.id}, {"bank_line_id": 1}, {"amount": 5.0})
        for more in forged:
            with self.subTest(more), self.assertRaises(UserError), self.env.cr.savepoint():
                bills.create({**values, **more})
        with self.assertRaises(UserError), self.env.cr.savepoint():
            bills.with_context(default_remittance_id=remittance.id).create(values)
        accepted = self._create_bill(state="portfolio")
        with self.assertRaisesRegex(UserError, "on its way"), self.env.cr.savepoint():
            accepted.line_ids.move_id.copy().with_user(clerk).write(
                {"line_ids": [(0, 0, {"name": "x", "lcr_bill_id": accepted.id})]}
            )

    def test_a_bill_is_over_what_its_customer_owes(self):
        bill = self._create_bill()
        other = self._create_invoice(self.partner_b, 50.0)
        debt = other.line_ids.filtered(lambda line: line.account_type == "asset_receivable")
        bill.line_ids = [(4, debt.id)]
        with self.assertRaisesRegex(UserError, "invoices of"):
            bill.action_accept()

    def test_the_file_has_no_second_door(self):
        remittance = self._remit(self._create_bill(state="portfolio"))
        kept = remittance.file
        clerk = self._create_clerk()
        values = {"res_model": remittance._name, "res_field": "file", "res_id": remittance.id}
        files = self.env["ir.attachment"].sudo().search(self._equals(values))
        door = files.with_user(clerk)
        for attack in (
            lambda: door.write({"raw": b"another file"}),
            lambda: door.unlink(),
            lambda: door.create({"name": "x", "raw": b"another file", **values}),
        ):
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                attack()
        remittance.invalidate_recordset()
        self.assertEqual(remittance.file, kept)

    @staticmethod
    def _equals(values):
        return [(name, "=", value) for name, value in values.items()]

    def test_the_books_are_not_pulled_from_under_a_bill(self):
        bill = self._create_bill(state="portfolio")
        invoice, acceptance = bill.line_ids.move_id, bill.acceptance_move_id
        remittance = self._remit(bill)
        for entry in (invoice, acceptance, remittance.move_id):
            with self.assertRaisesRegex(UserError, bill.name), self.env.cr.savepoint():
                entry.button_draft()
            with self.assertRaisesRegex(UserError, bill.name), self.env.cr.savepoint():
                entry.button_cancel()
        self._credit(remittance)
        credit = bill.credit_move_id
        with self.assertRaisesRegex(UserError, bill.name), self.env.cr.savepoint():
            credit.button_draft()
        credit.line_ids.remove_move_reconcile()
        credit.button_draft()
        self.assertEqual((bill.state, remittance.state), ("remitted", "sent"))
        remittance.action_refuse()
        bill.action_cancel()
        invoice.button_draft()
        self.assertEqual(invoice.state, "draft")

    def test_the_entries_of_a_bill_are_turned_round_with_the_bill_alone(self):
        """Else its customer would owe twice once the bill is cancelled."""
        bill = self._create_bill(state="portfolio")
        bills = bill | self._create_bill(partner=self.partner_b, amount=50.0, state="portfolio")

        def reverse(entry, refused):
            wizard = self.env["account.move.reversal"].with_context(
                active_model="account.move", active_ids=entry.ids
            )
            wizard = wizard.create({"journal_id": entry.journal_id.id})
            if not refused:
                wizard.refund_moves()
                return
            with self.assertRaisesRegex(UserError, bill.name), self.env.cr.savepoint():
                wizard.refund_moves()

        reverse(bill.acceptance_move_id, True)
        remittance = self._remit(bills)
        reverse(bill.acceptance_move_id, True)
        reverse(remittance.move_id, True)
        remittance.action_refuse()
        bill.action_cancel()
        self.assertEqual(bill.line_ids.amount_residual, 1200.0)
        remittance = self._remit(bills - bill)
        self._credit(remittance)
        self._return(bills - bill)
        bill = bills - bill
        reverse(bill.unpaid_move_id, True)
        reverse(bill.credit_move_id, False)

    def test_nothing_to_draw_is_told(self):
        invoice = self._create_invoice(self.partner_a, 100.0)
        invoice.action_lcr_draw_bills()
        with self.assertRaisesRegex(UserError, "nothing to draw"):
            invoice.action_lcr_draw_bills()

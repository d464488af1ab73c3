from odoo.tests import HttpCase, new_test_user, tagged

from .common import BillCommon


@tagged("post_install", "-at_install", "browser")
class TestBillTour(BillCommon, HttpCase):
    today = None  # a browser lives in its own time

    def test_from_acceptance_to_remittance_to_unpaid(self):
        new_test_user(
            self.env,
            "lcr_accountant",
            "base.group_user,account.group_account_manager",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        bill = self._create_bill()
        self.start_tour(
            f"/odoo/exchange-bills/{bill.id}",
            "account_lcr_fr_life",
            login="lcr_accountant",
            timeout=180,
        )
        self.assertEqual((bill.state, bill.remittance_id.state), ("unpaid", "credited"))
        self.assertTrue(bill.remittance_id.file)
        self.assertEqual(bill.next_bill_id.amount, 1218.0)
        self.assertEqual(self._balance("411", self.partner_a), 121800)
        self.assertEqual(
            [self._balance(code) for code in ("413", "5113", "512", "6275")], [0, 0, -2520, 720]
        )

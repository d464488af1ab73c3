from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import AfterSalesCommon


@tagged("post_install", "-at_install")
class TestHolds(AfterSalesCommon):
    """Which invoices a case holds, so that nobody is reminded of them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls._sell(3)
        cls.invoice = cls.order.invoice_ids

    def _get_why(self, invoice=None):
        invoice = invoice or self.invoice
        holds = self.env["suite.hold"]._get_holds("account.move")
        self.assertEqual(
            holds.get(invoice.id),
            self.env["suite.hold"]._get_holds("account.move", invoice.ids).get(invoice.id),
        )
        return [why for why, _case in holds.get(invoice.id, ())]

    def test_an_open_case_holds_the_invoices_it_names(self):
        self.assertFalse(self._get_why())
        by_invoice = self._open(kind="support", invoice_id=self.invoice.id)
        by_line = self._open(kind="claim")
        self._line(by_line, invoice_line_id=self.invoice.invoice_line_ids[0].id)
        by_sale = self._open(self.order, kind="claim")
        self._line(by_sale, self.order)
        why = self._get_why()
        for case in by_invoice | by_line | by_sale:
            self.assertTrue([one for one in why if case.name in one], why)
            case.action_cancel()
            self.assertFalse([one for one in self._get_why() if case.name in one])
        by_line.action_reopen()
        self.assertEqual(len(self._get_why()), 1, "opened again")

    def test_a_question_about_an_order_holds_nothing(self):
        case = self._open(self.order, kind="support")
        self.assertFalse(self._get_why())
        case.kind = "claim"
        self.assertTrue(self._get_why(), "a claim without products is about the whole order")
        other = self._sell(1)
        self._line(case, other)
        self.assertFalse(self._get_why(), "its products say which invoice")
        self.assertTrue(self._get_why(other.invoice_ids))

    def test_a_credit_note_that_waits_holds_the_invoice(self):
        line = self._decide(self.order, "refund", goods_back=False)
        line.case_id.action_solve()
        self.assertIn("credit note", self._get_why()[0])
        line.credit_line_ids.move_id.action_post()
        self.assertFalse(self._get_why(), "what is left is due")

    def test_a_case_of_another_customer_holds_nothing(self):
        stranger = self.env["res.partner"].create({"name": "Somebody", "is_company": True})
        with self.assertRaisesRegex(UserError, "nothing to do with"):
            self._open(kind="claim", partner_id=stranger.id, invoice_id=self.invoice.id)
        self.assertFalse(self._get_why())
        buyer = self.env["res.partner"].create({"name": "Buyer", "parent_id": self.customer.id})
        self._open(kind="claim", partner_id=buyer.id, invoice_id=self.invoice.id)
        self.assertTrue(self._get_why(), "a contact of the customer")

    def test_a_fixed_number_of_queries(self):
        counts = []
        for _size in range(2):
            for _time in range(3):
                self._open(kind="claim", invoice_id=self.invoice.id)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.env["suite.hold"]._get_holds("account.move", self.invoice.ids)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1], counts)

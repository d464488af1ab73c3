from odoo.exceptions import ValidationError
from odoo.fields import Date
from odoo.tests import Form, tagged

from .common import FrenchLawCommon


@tagged("post_install", "-at_install")
class TestDueDates(FrenchLawCommon):
    """The latest lawful due date, told before posting and enforced where it is of public order."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.transport = cls.env["product.category"].create(
            {"name": "Road", "fr_payment_sector": "transport"}
        )
        cls.haul = cls._make_product("Transport", "service")
        cls.haul.categ_id = cls.env["product.category"].create(
            {"name": "Cars", "parent_id": cls.transport.id}
        )
        cls.term = cls.env["account.payment.term"].create(
            {
                "name": "90 days",
                "line_ids": [(0, 0, {"value": "percent", "value_amount": 100, "nb_days": 90})],
            }
        )

    def _invoice(self, product=None, partner=None, due=None, **values):
        values |= {"invoice_date_due": due, "invoice_payment_term_id": False} if due else {}
        return self._make_invoice(
            partner or self.professional, (product or self.goods, self.goods_tax), **values
        )

    def test_ceilings(self):
        cases = [
            ({}, "2026-05-01"),
            ({"fr_periodic": True}, "2026-04-16"),
            ({"product": self.haul}, "2026-04-01"),
            ({"product": self.haul, "fr_periodic": True}, "2026-04-01"),
            ({"partner": self.consumer}, False),
            ({"move_type": "out_refund"}, False),
        ]
        for values, latest in cases:
            with self.subTest(values):
                ceiling = self._invoice(**values).fr_due_ceiling
                self.assertEqual(ceiling, Date.to_date(latest) if latest else False)
        self.company.fr_end_of_month = True
        self.assertEqual(str(self._invoice().fr_due_ceiling), "2026-05-15")

    def test_eight_terms_of_payment(self):
        """(parts, days, counted how) → due date of 2 March, told late generally, end of month,
        periodic; transport is brought to 1 April at the latest.
        """
        end = "days_after_end_of_month"
        cases = [
            ([(100, 0, "days_after")], "2026-03-02", False, False, False),
            ([(100, 30, "days_after")], "2026-04-01", False, False, False),
            ([(100, 45, "days_after")], "2026-04-16", False, False, False),
            ([(100, 60, "days_after")], "2026-05-01", False, False, True),
            ([(100, 30, end)], "2026-04-30", False, False, True),
            ([(100, 45, end)], "2026-05-15", True, False, True),
            ([(100, 60, end)], "2026-05-30", True, True, True),
            ([(30, 0, "days_after"), (70, 90, "days_after")], "2026-05-31", True, True, True),
        ]
        for parts, due, late, late_by_contract, late_periodic in cases:
            term = self.env["account.payment.term"].create(
                {
                    "name": str(parts),
                    "line_ids": [
                        (
                            0,
                            0,
                            {"value": "percent", "value_amount": a, "nb_days": n, "delay_type": d},
                        )
                        for a, n, d in parts
                    ],
                }
            )
            with self.subTest(term=parts):
                self.company.fr_end_of_month = False
                invoice = self._invoice(invoice_payment_term_id=term.id)
                self.assertEqual(str(invoice.invoice_date_due), due)
                self.assertEqual("fr_due_date" in invoice._get_alerts(), late)
                invoice.fr_periodic = True
                self.assertEqual("fr_due_date" in invoice._get_alerts(), late_periodic)
                invoice.fr_periodic = False
                self.company.fr_end_of_month = True
                self.assertEqual("fr_due_date" in invoice._get_alerts(), late_by_contract)
                haul = self._invoice(self.haul, invoice_payment_term_id=term.id)
                haul.action_post()
                self.assertEqual(str(haul.invoice_date_due), min(due, "2026-04-01"))

    def test_a_due_date_beyond_the_ceiling_is_told_and_posted(self):
        invoice = self._invoice(due="2026-05-02")
        self.assertIn("fr_due_date", invoice._get_alerts())
        invoice.action_post()
        self.assertEqual(str(invoice.invoice_date_due), "2026-05-02")
        self.assertIn("plus tardive que la loi", "".join(invoice.message_ids.mapped("body")))
        self.assertNotIn("fr_due_date", self._invoice(due="2026-05-01")._get_alerts())

    def test_transport_is_due_within_30_days_whatever_the_partner_s_terms(self):
        self.professional.property_payment_term_id = self.term
        invoice = self._invoice(self.haul)
        self.assertEqual(invoice.invoice_payment_term_id, self.term)
        self.assertIn("fr_due_date", invoice._get_alerts())
        invoice.action_post()
        self.assertEqual(str(invoice.invoice_date_due), "2026-04-01")
        receivable = invoice.line_ids.filtered(lambda line: line.display_type == "payment_term")
        self.assertEqual(receivable.mapped("date_maturity"), [Date.to_date("2026-04-01")])
        self.assertIn("ramenée du", "".join(invoice.message_ids.mapped("body")))

    def test_transport_that_is_due_earlier_stays(self):
        invoice = self._invoice(self.haul, due="2026-03-20")
        invoice.action_post()
        self.assertEqual(str(invoice.invoice_date_due), "2026-03-20")

    def test_transport_without_a_date_counts_from_the_day_of_posting(self):
        self.professional.property_payment_term_id = self.term
        invoice = self._invoice(self.haul, invoice_date=False)
        invoice.action_post()
        self.assertEqual((invoice.invoice_date_due - invoice.invoice_date).days, 30)
        dollars = self.env.ref("base.USD")
        dollars.active = True
        invoice = self._invoice(
            self.haul, invoice_date=False, currency_id=dollars.id, invoice_currency_rate=5
        )
        invoice.action_post()
        self.assertEqual(invoice.invoice_currency_rate, 5, "a rate that somebody typed stays")

    def test_a_vendor_bill_of_transport_is_only_told(self):
        bill = self._invoice(self.haul, move_type="in_invoice", due="2026-06-30", ref="B1")
        self.assertIn("fr_due_date", bill._get_alerts())
        bill.action_post()
        self.assertEqual(str(bill.invoice_date_due), "2026-06-30")

    def test_posting_twice_after_a_reset_keeps_the_limit(self):
        invoice = self._invoice(self.haul, due="2026-09-30")
        invoice.action_post()
        invoice.button_draft()
        invoice.action_post()
        self.assertEqual(str(invoice.invoice_date_due), "2026-04-01")

    def test_a_posted_transport_is_not_put_off(self):
        invoice = self._invoice(self.haul, due="2026-03-20")
        invoice.action_post()
        with self.assertRaisesRegex(ValidationError, "L441-11"):
            invoice.invoice_date_due = "2026-05-01"
        invoice.invoice_date_due = "2026-04-01"
        other = self._invoice(self.goods, due="2026-03-20")
        other.action_post()
        other.invoice_date_due = "2026-05-30"

    def test_the_limit_is_seen_while_typing(self):
        with Form(self.env["account.move"].with_context(default_move_type="out_invoice")) as form:
            form.partner_id = self.professional
            form.invoice_date = Date.to_date("2026-03-02")
            with form.invoice_line_ids.new() as line:
                line.product_id = self.haul
            self.assertEqual(str(form.fr_due_ceiling), "2026-04-01")

from datetime import timedelta

from odoo.fields import Command
from odoo.tests import tagged

from .common import DunningCommon


@tagged("post_install", "-at_install")
class TestDunningAmounts(DunningCommon):
    """Interest, indemnity, and what is written of them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        figures = cls.env["fr.legal.figure"]
        figures.search([("code", "=", "ecb_rate")]).unlink()
        figures.create(
            [
                {"code": "ecb_rate", "date_from": day, "value": value, "source": "test"}
                for day, value in (("2025-01-01", 3.15), ("2025-07-01", 2.15))
            ]
        )
        cls.two.days = 6
        cls.one.days = 1

    def _second(self, partner, amount, late):
        """A reminder of the second level."""
        invoice = self._create_invoice(partner, amount, late)
        receivable = invoice.line_ids.filtered(lambda line: line.date_maturity)
        receivable.sudo().write({"dunning_level_id": self.one.id, "dunning_date": "2025-01-01"})
        return invoice

    def test_interest_and_indemnity(self):
        self._second(self.pro, 1000, 30)  # 30 days at 12.15 %: 9.99
        part = self._second(self.pro, 1200, 30)
        self._pay(part, 700, "2025-11-08")  # 11 days of 1200, 19 of 500: 4.39 + 3.16
        reminder = self._prepare()
        self.assertEqual(reminder.level_id, self.two)
        self.assertEqual(reminder.line_ids.mapped("interest"), [9.99, 7.56])
        self.assertEqual(reminder.line_ids.mapped("indemnity"), [40, 40])
        self.assertAlmostEqual(reminder.total, 1500 + 17.55 + 80)

    def test_the_example_of_the_specification(self):
        """1,200 € due on 31 March 2026, on 15 May: 45 days at 12.15 % or at the floor of 7.86 %."""
        self._second(self.pro, 1200, -124)
        self.env["fr.legal.figure"].search(
            [("code", "=", "legal_interest"), ("date_from", "=", "2026-01-01")]
        ).unlink()
        self.env["fr.legal.figure"].create(
            {
                "code": "legal_interest",
                "date_from": "2026-01-01",
                "value": 2.62,
                "source": "test",
            }
        )
        reminder = self._prepare(late=169)
        self.assertEqual(str(reminder.date), "2026-05-15")
        self.assertEqual(str(reminder.line_ids.date_due), "2026-03-31")
        self.assertEqual((reminder.interest, reminder.indemnity), (17.98, 40))
        self.assertAlmostEqual(reminder.total, 1257.98)
        reminder.unlink()
        self.company.fr_penalty_rate = "legal"
        reminder = self._prepare(late=169)
        self.assertEqual((reminder.interest, reminder.indemnity), (11.63, 40))

    def test_a_sent_reminder_tells_what_is_left_after_credits_and_part_payments(self):
        invoice = self._create_invoice(self.pro, 100, 30)
        credit = self._create_invoice(self.pro, 40, 20, "out_refund")
        self.one.gap = 0
        sent = self._prepare()
        sent.action_send()
        self.assertEqual((sent.owed, sent.still_owed), (60, 60))
        self._pay(invoice, 30, self.today)
        sent.invalidate_recordset()
        self.assertEqual(sent.still_owed, 30, "the credit is not matched yet")
        due = (invoice | credit).line_ids.filtered("date_maturity")
        due.filtered(lambda line: not line.reconciled).reconcile()
        sent.invalidate_recordset()
        self.assertEqual((sent.still_owed, invoice.amount_residual), (30, 30))
        self._create_invoice(self.pro, 30, 1, "out_refund")
        sent.invalidate_recordset()
        self.assertEqual(sent.still_owed, 0, "a credit settles it too")

    def test_persons_owe_neither(self):
        self._second(self.person, 1000, 30)
        reminder = self._prepare()
        self.assertEqual((reminder.interest, reminder.indemnity, reminder.total), (0, 0, 1000))
        self.assertFalse(reminder.note)

    def test_the_first_level_claims_neither(self):
        self._create_invoice(self.pro, 1000, 30)
        reminder = self._prepare()
        self.assertEqual((reminder.interest, reminder.indemnity), (0, 0))

    def test_a_rate_that_is_not_entered_is_told(self):
        self.env["fr.legal.figure"].search([("code", "=", "ecb_rate")]).write(
            {"date_to": "2025-06-30"}
        )
        self._second(self.pro, 1000, 30)
        reminder = self._prepare()
        self.assertEqual((reminder.interest, reminder.indemnity), (0, 40))
        self.assertIn("half-year", reminder.note)

    def test_other_rates_of_the_company(self):
        interest = self.env["dunning.interest"]
        day = self.today.replace(month=7, day=1)
        self.company.fr_penalty_rate = "legal"
        self.assertEqual(float(interest._compute_rate(self.company, day)), 8.28)
        self.company.write({"fr_penalty_rate": "own", "fr_penalty_percent": 5})
        self.assertAlmostEqual(float(interest._compute_rate(self.company, day)), 8.28)
        self.company.fr_penalty_percent = 15
        self.assertEqual(float(interest._compute_rate(self.company, day)), 15)

    def test_an_invoice_in_another_currency_is_claimed_in_it(self):
        dollar = self.setup_other_currency("USD", rates=[("2025-01-01", 1.25), ("2025-11-01", 2)])
        due = self.today - timedelta(days=8)
        invoice = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.person.id,
                "currency_id": dollar.id,
                "invoice_date": due - timedelta(days=30),
                "invoice_date_due": due,
                "invoice_payment_term_id": False,
                "invoice_line_ids": [
                    Command.create({"name": "Moteur", "price_unit": 1000, "tax_ids": False})
                ],
            }
        )
        invoice.action_post()
        self._create_invoice(self.person, 100, 8)
        reminder = self._prepare()
        self.assertEqual(reminder.owed, 900)
        texts = [row["owed"] for row in reminder._get_rows()]
        self.assertEqual(len(texts), 2)
        self.assertTrue(any("$" in text and "1,000" in text for text in texts), texts)
        body = str(reminder._prepare_mails()[0]["body_html"])
        self.assertIn("in its own currency", body)
        self.assertNotIn("800", body)
        # A credit that is not matched takes its part off, in the same currency.
        note = self._create_invoice(self.person, 200, 9, "out_refund")
        self.assertEqual(note.amount_total, 200)
        reminder = self._prepare()
        self.assertEqual(reminder.owed, 700)
        own = {line.own_currency_id.name: line.own_owed for line in reminder.line_ids}
        self.assertIn(own, ({"USD": 875.0}, {"USD": 750.0, "EUR": 100.0}))

    def test_euros_alone_say_nothing_of_currencies(self):
        self._create_invoice(self.person, 100, 8)
        body = str(self._prepare()._prepare_mails()[0]["body_html"])
        self.assertNotIn("own currency", body)

    def _book_by_hand(self, partner, amount):
        """An entry of a general journal on the customer's account; a credit when below zero."""
        entry = self.env["account.move"].create(
            {
                "move_type": "entry",
                "date": self.today,
                "journal_id": self.company_data["default_journal_misc"].id,
                "line_ids": [
                    Command.create(
                        {
                            "account_id": self.company_data["default_account_receivable"].id,
                            "partner_id": partner.id,
                            "balance": amount,
                        }
                    ),
                    Command.create(
                        {
                            "account_id": self.company_data["default_account_revenue"].id,
                            "balance": -amount,
                        }
                    ),
                ],
            }
        )
        entry.action_post()
        return entry

    def test_a_credit_of_a_general_journal_is_taken_off(self):
        self._create_invoice(self.person, 100, 8)
        self._book_by_hand(self.person, -30)
        self._create_invoice(self.pro, 100, 8)
        self._book_by_hand(self.pro, -30)
        self._book_by_hand(self.pro, 50)
        found = {one.partner_id: (one.owed, one.note) for one in self._prepare()}
        self.assertEqual(found[self.person], (70, False))
        owed, note = found[self.pro]
        self.assertEqual(owed, 100, "the credit may be the one of the other entry")
        self.assertIn("30.00", note)

    def test_letter_and_mail_in_french(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.env["ir.module.module"]._load_module_terms(["account_dunning_fr"], ["fr_FR"])
        self.pro.lang = "fr_FR"
        self._second(self.pro, 1000, 30)
        reminder = self._prepare()
        html, _kind = self.env["ir.actions.report"]._render_qweb_html(
            "account_dunning_fr.report_dunning_letter", reminder.ids
        )
        mail = reminder._prepare_mails()[0]["body_html"]
        for text in (html.decode(), str(mail)):
            self.assertIn("Indemnité", text)
            self.assertIn("1 049,99", text.replace("\u202f", " ").replace("\xa0", " "))
            self.assertNotIn("Due Date", text)

import random

from odoo.fields import Command
from odoo.tests import Form, tagged

from .common import FecCommon


@tagged("post_install", "-at_install")
class TestFecRoundTrip(FecCommon):
    """Our own export of a year, taken over in an empty company, gives the same books."""

    def test_balances_partners_and_letterings_are_equal(self):
        self._fill_books(random.Random(11))
        content = self._export(self.company, "2025-01-01", "2025-12-31")
        other = self._make_empty_company()
        fec = self._take_over_in(other, content)
        self.assertEqual(self._balances(other), self._balances())
        self.assertEqual(self._partner_balances(other), self._partner_balances())
        self.assertEqual(self._count_fulls(other), self._count_fulls(self.company))
        self.assertEqual(fec.lettered_count, self._count_fulls(other))
        self.assertTrue(fec.lettered_count)
        again = self._take_over_in(other, content)
        self.assertEqual(again.written_count, 0)
        self.assertEqual(self._balances(other), self._balances())

    def test_the_next_year_does_not_double_the_first(self):
        chance = random.Random(12)
        self._fill_books(chance)
        self._fill_books(chance, year=2026)
        other = self._make_empty_company()
        self._take_over_in(other, self._export(self.company, "2025-01-01", "2025-12-31"))
        fec = self._take_over_in(other, self._export(self.company, "2026-01-01", "2026-12-31"))
        self.assertTrue(fec.left_out_count)
        self.assertEqual(self._balances(other), self._balances())
        self.assertEqual(self._partner_balances(other), self._partner_balances())

    def _fill_books(self, chance, year=2025):
        partners = self.partner_a | self.partner_b
        self.partner_b.ref = "C-B"
        for number in range(12):
            invoice = self.env["account.move"].create(
                {
                    "move_type": chance.choice(["out_invoice", "in_invoice", "out_refund"]),
                    "partner_id": chance.choice(partners).id,
                    "invoice_date": f"{year}-{number % 12 + 1:02}-{chance.randrange(1, 28):02}",
                    "date": f"{year}-{number % 12 + 1:02}-28",
                    "invoice_line_ids": [
                        Command.create(
                            {
                                "name": 'Un "produit" | spécial',
                                "price_unit": chance.randrange(1, 100_000) / 100,
                                "quantity": chance.randrange(1, 4),
                            }
                        )
                        for _line in range(chance.randrange(1, 4))
                    ],
                }
            )
            invoice.action_post()
            if chance.random() < 0.6:
                self._pay(invoice)

    def _pay(self, invoice):
        context = {"active_model": "account.move", "active_ids": invoice.ids}
        wizard = Form(self.env["account.payment.register"].with_context(**context))
        wizard.payment_date = invoice.date
        payments = wizard.save()._create_payments()
        self.assertTrue(payments)

    def _export(self, company, first, last):
        wizard = (
            self.env["l10n_fr.fec.export.wizard"]
            .with_company(company)
            .create({"date_from": first, "date_to": last, "test_file": True})
        )
        return wizard.generate_fec()["file_content"]

    def _make_empty_company(self):
        return self.setup_other_company(name="Reprise SARL")["company"]

    def _take_over_in(self, company, content):
        self.env.user.company_ids |= company
        env = self.env(context=dict(self.env.context, allowed_company_ids=company.ids))
        fec = self._create_import(content, company=company).with_env(env)
        fec.lock_after = False
        fec.action_check()
        fec.action_create_others()
        fec.action_take_over()
        self.assertEqual(fec.state, "done", self._messages(fec))
        return fec

    def _count_fulls(self, company):
        return self.env["account.full.reconcile"].search_count(
            [("reconciled_line_ids.company_id", "=", company.id)]
        )

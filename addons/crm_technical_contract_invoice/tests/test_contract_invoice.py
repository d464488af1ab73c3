from odoo import fields
from odoo.tests import freeze_time, tagged

from .common import ContractInvoiceCommon


@tagged("post_install", "-at_install")
class TestContractInvoice(ContractInvoiceCommon):
    """From the contract to its invoices, and what changes afterwards."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time("2026-01-01"))

    def test_a_period_is_invoiced_once(self):
        contract = self._start(recurrence="month", amount=100)
        container = contract.recurring_ids
        self.assertEqual((container.generation_type, container.code), ("tech", contract.name))
        self.assertEqual(container.recurring_next_date, fields.Date.to_date("2026-01-01"))
        first = self._go(contract, "2026-01-01")
        self.assertEqual(
            (first.state, first.amount_untaxed, first.amount_total), ("draft", 100, 120)
        )
        self.assertIn("01/01/2026", first.invoice_line_ids.name)
        self.assertEqual(container.recurring_next_date, fields.Date.to_date("2026-02-01"))
        self.assertFalse(self._go(contract, "2026-01-31"))
        self.assertEqual(self._go(contract, "2026-02-01"), first, "a draft is brought up to date")
        self.assertEqual(self._get_amounts(first), [100, 100])
        self.assertEqual(str(first.invoice_date), "2026-02-01", "no period is due before its day")
        first.action_post()
        third = self._go(contract, "2026-03-01")
        self.assertEqual(self._get_amounts(third), [100])
        with freeze_time("2026-03-01"):
            contract.invalidate_recordset()
            self.assertEqual((contract.invoiced_amount, contract.invoice_draft_amount), (200, 100))
            self.assertEqual((contract.to_invoice_amount, contract.invoice_count), (0, 2))
            self.assertEqual(contract.next_invoice_day, fields.Date.to_date("2026-04-01"))
            self.assertIn("100.00", contract.schedule_html)

    def test_in_arrears(self):
        contract = self._start(recurrence="month", amount=100, invoicing="arrears")
        self.assertFalse(self._go(contract, "2026-01-31"))
        self.assertEqual(self._get_amounts(self._go(contract, "2026-02-01")), [100])

    def test_what_ran_before_is_not_invoiced_anew(self):
        contract = self._start("2025-03-01", invoice_from=False, recurrence="month", amount=100)
        self.assertEqual(contract.invoice_from, fields.Date.to_date("2026-01-01"))
        self.assertEqual(self._get_amounts(self._go(contract, "2026-01-15")), [100])
        other = self._start("2025-03-01", invoicing=False, invoice_from=False)
        self.assertFalse(other.recurring_ids)
        self.assertFalse(other._invoicing_settle())

    def test_a_pause_that_is_told_late_is_given_back(self):
        contract = self._start(amount=365)
        invoice = self._go(contract, "2026-01-01")
        invoice.action_post()
        with freeze_time("2026-03-01"):
            pause = self.env["tech.contract.pause"].create(
                {"contract_id": contract.id, "date_start": "2026-02-01", "reason": "Works"}
            )
        self.assertFalse(self._go(contract, "2026-03-02"), "nobody knows yet how long")
        with freeze_time("2026-03-03"):
            pause.date_end = "2026-02-10"
        note = self._go(contract, "2026-03-03")
        self.assertEqual((note.move_type, self._get_amounts(note)), ("out_refund", [-10]))
        self.assertEqual(note.reversed_entry_id, invoice)
        with freeze_time("2026-03-04"):
            pause.date_end = "2026-02-15"
        self.assertEqual(self._go(contract, "2026-03-04"), note, "the draft says what is right now")
        self.assertEqual(self._get_amounts(note), [-15])
        with freeze_time("2026-03-05"):
            pause.unlink()
        self._go(contract, "2026-03-05")
        self.assertFalse(note.exists())

    def test_an_amendment_and_an_index_told_late(self):
        contract = self._start("2025-01-01", invoice_from="2026-01-01", index_id=self.index.id)
        invoice = self._go(contract, "2026-01-01")
        self.assertEqual(self._get_amounts(invoice), [1200])
        invoice.action_post()
        self._set_index("2026-01-01", 330)
        more = self._go(contract, "2026-02-01")
        self.assertEqual(self._get_amounts(more), [120])
        self.assertIn("correction", more.invoice_line_ids.name)
        more.action_post()
        with freeze_time("2026-03-01"):
            amendment = self.env["tech.contract.amendment"].create({"contract_id": contract.id})
            amendment.write({"amount": 500, "recurrence": "half", "date_from": "2026-02-01"})
            amendment.action_agree()
        note = self._go(contract, "2026-03-01")
        kept = round(1320 * 31 / 365, 2)
        self.assertEqual(self._get_amounts(note), [round(kept - 1320, 2), 500])
        self.assertEqual(note.move_type, "out_refund")

    def test_who_leaves_gets_back_what_he_paid_ahead(self):
        contract = self._start(amount=365)
        self._go(contract, "2026-01-01").action_post()
        with freeze_time("2026-01-10"):
            contract.action_terminate()
        note = self._go(contract, "2026-01-11")
        self.assertEqual(self._get_amounts(note), [-355])
        note.unlink()
        self.assertEqual(self._get_amounts(self._go(contract, "2026-01-12")), [-355], "deleted")
        note = contract._get_draft()
        note.button_cancel()
        self.assertEqual(self._get_amounts(self._go(contract, "2026-01-13")), [-355], "cancelled")
        contract._get_draft().action_post()
        self.assertFalse(self._go(contract, "2026-06-13"))
        self.assertFalse(contract.recurring_ids.recurring_next_date)

    def test_a_line_of_ones_own_outlives_the_draft(self):
        contract = self._start(recurrence="month", amount=310)
        draft = self._go(contract, "2026-01-01")
        draft.invoice_line_ids = [(0, 0, {"name": "Call-out", "price_unit": 80, "tax_ids": False})]
        with freeze_time("2026-01-01"):
            self.env["tech.contract.pause"].create(
                {
                    "contract_id": contract.id,
                    "date_start": "2026-01-01",
                    "date_end": "2026-01-31",
                    "reason": "Works",
                }
            )
        self._go(contract, "2026-01-02")
        self.assertTrue(draft.exists())
        self.assertEqual(
            (draft.invoice_line_ids.mapped("name"), draft.amount_total), (["Call-out"], 80)
        )
        self.assertFalse(draft.tech_contract_id)
        following = self._go(contract, "2026-02-01")
        self.assertEqual(self._get_amounts(following), [310])
        self.assertNotEqual(following, draft)

    def test_who_is_opened_again_owes_what_was_given_back(self):
        contract = self._start(recurrence="month", amount=310)
        self._go(contract, "2026-01-01").action_post()
        with freeze_time("2026-01-10"):
            contract.action_terminate()
        self._go(contract, "2026-01-11").action_post()
        with freeze_time("2026-01-12"):
            contract.action_reopen()
        self._go(contract, "2026-02-01")
        booked = contract._get_booked()[contract.id].values()
        self.assertEqual(float(sum(one.amount for one in booked)), 620)

    def test_what_is_reversed_by_hand_is_due_again(self):
        contract = self._start(amount=365)
        invoice = self._go(contract, "2026-01-01")
        invoice.action_post()
        invoice._reverse_moves(cancel=True)
        again = self._go(contract, "2026-01-02")
        self.assertEqual(self._get_amounts(again), [365])
        copied = invoice.copy()
        self.assertFalse(copied.invoice_line_ids.tech_contract_id, "a copy is of nobody's period")

    def test_the_price_without_tax_is_what_is_due(self):
        self.tax.price_include_override = "tax_included"
        contract = self._start(amount=100.01)
        invoice = self._go(contract, "2026-01-01")
        self.assertEqual((invoice.amount_untaxed, invoice.amount_total), (100.01, 120.01))

    def test_oca_s_own_ways_lead_here(self):
        contract = self._start(recurrence="month", amount=100)
        self.env["contract.contract"].cron_recurring_create_invoice()
        self.assertFalse(contract._get_invoices(), "its engine does not know our periods")
        for amounts in ([100], [100, 100], [100, 100]):
            wizard = self.env["contract.manually.create.invoice"].create(
                {"invoice_date": "2026-02-01"}
            )
            wizard.create_invoice()
            self.assertEqual(self._get_amounts(contract._get_invoices()), amounts)
        self.assertNotIn(contract.recurring_ids, wizard.contract_to_invoice_ids)
        self.assertEqual(contract.recurring_ids.invoice_count, 1)

    def test_each_contract_fails_alone(self):
        bad = self._start(amount=100)
        good = self._start(amount=100)
        bad.recurring_ids.contract_type = "purchase"  # its journal is none of sales
        for _night in range(2):
            self.env["tech.contract"]._cron_invoices()
        self.assertEqual(self._get_amounts(good._get_invoices()), [100])
        self.assertFalse(bad._get_invoices())
        told = bad.activity_ids.filtered(lambda one: "No invoice" in (one.summary or ""))
        self.assertEqual(len(told), 1, "told once")

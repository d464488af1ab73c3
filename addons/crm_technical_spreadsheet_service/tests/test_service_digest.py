from datetime import datetime, timedelta

from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.tests import tagged

from .common import ServiceCommon


@tagged("post_install", "-at_install")
class TestServiceDigest(ServiceCommon):
    """What a digest says is what the lists say: of its company, to who may read it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.digest = cls.env["digest.digest"].create(
            {
                "name": "Service",
                "company_id": cls.env.company.id,
                "user_ids": cls.boss.ids,
                "kpi_tech_mrr": True,
                "kpi_tech_late_cases": True,
                "kpi_tech_overdue": True,
            }
        )
        cls.invoice = cls.sold.invoice_ids
        cls.invoice.invoice_date_due = cls.today - timedelta(days=3)
        cls.env.flush_all()

    def _read(self, user, moment=None):
        """Return ``{figure: value}`` at the end of a period, without those the person may not see."""
        end = moment or fields.Datetime.now()
        digest = self.digest.with_user(user).with_company(self.env.company)
        digest = digest.with_context(start_datetime=end - timedelta(days=1), end_datetime=end)
        digest.invalidate_model()
        return {name: digest[f"kpi_tech_{name}_value"] for name in ("mrr", "late_cases", "overdue")}

    def test_now_it_says_what_the_lists_say(self):
        found = self._read(self.boss)
        contracts = self.env["tech.contract"].search(
            [("state", "in", ("active", "notice")), ("company_id", "=", self.env.company.id)]
        )
        self.assertAlmostEqual(found["mrr"], sum(contracts.mapped("mrr")))
        own = ("company_id", "=", self.env.company.id)
        late = self.env["tech.case"].search([("is_late", "=", True), own])
        self.assertIn(self.late, late)
        self.assertEqual(found["late_cases"], len(late))
        overdue = self.env["account.move"].search(
            [
                own,
                ("move_type", "=", "out_invoice"),
                ("state", "=", "posted"),
                ("payment_state", "in", ("not_paid", "partial")),
                ("invoice_date_due", "<", self.today),
            ]
        )
        self.assertIn(self.invoice, overdue)
        self.assertAlmostEqual(found["overdue"], sum(overdue.mapped("amount_residual_signed")))

    def test_of_an_earlier_day_it_says_what_was_then(self):
        before = self._read(self.boss, datetime.now() - relativedelta(months=2))
        now = self._read(self.boss)
        self.assertAlmostEqual(now["mrr"] - before["mrr"], self.far.mrr, msg="begun since")
        self.assertEqual(before["overdue"], 0)
        yesterday = fields.Datetime.now() - timedelta(days=1)
        owing = self._read(self.boss, yesterday)["overdue"]
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=self.invoice.ids
        ).create({})._create_payments()
        self.env.flush_all()
        self.assertAlmostEqual(
            self._read(self.boss, yesterday)["overdue"], owing, msg="not yet paid"
        )
        paid = now["overdue"] - self._read(self.boss)["overdue"]
        self.assertAlmostEqual(paid, self.invoice.amount_total_signed)
        self.late.line_ids.unlink()
        self.late.action_solve()
        self.env.flush_all()
        self.assertEqual(self._read(self.boss)["late_cases"], now["late_cases"] - 1)

    def test_a_digest_leaves_out_what_its_reader_may_not_see(self):
        names = {
            user: {one["kpi_name"] for one in self.digest._compute_kpis(self.env.company, user)}
            for user in (self.boss, self.technician, self.anna)
        }
        every = {"kpi_tech_mrr", "kpi_tech_late_cases", "kpi_tech_overdue"}
        self.assertEqual(names[self.boss], every)
        self.assertEqual(names[self.technician], {"kpi_tech_late_cases"})
        self.assertEqual(names[self.anna], set())
        self.digest.action_send_manual()
        mail = self.env["mail.mail"].search([("email_to", "=", self.boss.email_formatted)], limit=1)
        self.assertIn("MRR", mail.body_html)

    def test_another_company_has_its_own_figures(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.boss.company_ids += other
        self.digest.company_id = other
        digest = self.digest.with_user(self.boss).with_company(other)
        digest = digest.with_context(
            start_datetime=fields.Datetime.now() - timedelta(days=1),
            end_datetime=fields.Datetime.now(),
        )
        self.assertEqual(digest.kpi_tech_mrr_value, 0)
        self.assertEqual(digest.kpi_tech_late_cases_value, 0)
        self.assertEqual(digest.kpi_tech_overdue_value, 0)

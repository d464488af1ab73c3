from datetime import date

from psycopg2.errors import ExclusionViolation

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from ..models.tech_contract_amendment import WORKFLOW
from .common import ContractCommon


@tagged("post_install", "-at_install")
class TestContractChanges(ContractCommon):
    """What happens to a contract that runs: pauses, amendments."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.gate, cls.door = cls.env["product.product"].create([{"name": "Gate"}, {"name": "Door"}])
        with freeze_time("2025-01-02"):
            cls.contract = cls._start(
                recurrence="month",
                amount=310,
                line_ids=[(0, 0, {"product_id": cls.gate.id, "quantity": 1})],
            )
        cls.own = cls.contract.with_user(cls.seller)

    def _night(self, day):
        with freeze_time(f"{day} 04:00:00"):
            self.env["tech.contract"]._cron_contracts()

    def _pause(self, start, end=False, lengthens=False):
        with freeze_time("2025-02-10"):
            return self.own.env["tech.contract.pause"].create(
                {
                    "contract_id": self.contract.id,
                    "date_start": start,
                    "date_end": end,
                    "lengthens": lengthens,
                    "reason": "Works",
                }
            )

    def _amend(self, day="2025-02-10", **values):
        """Write and agree an amendment as the salesperson does."""
        with freeze_time(day):
            action = self.own.action_amend()
            amendment = self.own.env["tech.contract.amendment"].browse(action["res_id"])
            amendment.write({"date_from": day, **values})
            amendment.action_agree()
        return amendment

    def _due(self, until):
        return [float(due.amount) for due in self.contract._get_schedule(until)]

    # --- pauses -----------------------------------------------------------------------------------

    def test_paused_days_cost_nothing_and_bring_nothing(self):
        self._pause("2025-02-08", "2025-02-28")
        self.assertEqual((self.contract.is_paused, self.contract.mrr), (True, 0))
        self.assertEqual(self._due(date(2025, 3, 31)), [310, 77.5, 310])
        self.assertEqual(self.contract.date_end, date(2025, 12, 31), "the term stays")
        self._night("2025-03-01")
        self.assertEqual((self.contract.is_paused, self.contract.mrr), (False, 310))

    def test_a_pause_lengthens_the_term_and_moves_the_notice(self):
        pause = self._pause("2025-03-01", "2025-03-31", lengthens=True)
        self.assertEqual(self.contract.date_end, date(2026, 1, 31))
        self.assertEqual(self.contract.last_notice_day, date(2025, 11, 30))
        with freeze_time("2025-02-11"):
            pause.date_end = "2025-03-10"
        self.assertEqual(self.contract.date_end, date(2026, 1, 10))
        with freeze_time("2025-02-12"):
            pause.unlink()
        self.assertEqual(self.contract.date_end, date(2025, 12, 31))

    def test_a_pause_without_end_grows_with_the_days_and_is_warned_of_once(self):
        self._pause("2025-02-10", lengthens=True)
        self._night("2025-11-15")
        self._night("2025-11-16")
        self.assertEqual(
            self.contract.date_end, date(2025, 12, 31) + (date(2025, 11, 17) - date(2025, 2, 10))
        )
        with freeze_time("2025-11-20"):
            self.own.action_resume()
        self.assertEqual(
            self.contract.date_end, date(2025, 12, 31) + (date(2025, 11, 20) - date(2025, 2, 10))
        )
        self.assertFalse(self.contract.is_paused)
        for day in ("2026-07-20", "2026-07-21"):
            self._night(day)
        kind = self.env.ref("crm_technical_contract.mail_activity_notice")
        told = self.contract.activity_ids.filtered(lambda one: one.activity_type_id == kind)
        self.assertEqual(len(told), 1)

    def test_a_pause_after_the_notice_moves_the_end(self):
        with freeze_time("2025-02-01"):
            self.own.action_give_notice()
        self._pause("2025-03-01", "2025-03-31", lengthens=True)
        self.assertEqual(self.contract.leaving_on, date(2026, 1, 31))

    def test_obligations_are_not_warned_of_in_a_pause(self):
        duty = {"name": "Visit", "contract_id": self.contract.id, "due_date": "2025-02-20"}
        self.env["tech.contract.obligation"].create(duty)
        self._pause("2025-02-10", "2025-02-25")
        kind = self.env.ref("crm_technical_contract.mail_activity_obligation")
        for day, count in (("2025-02-19", 0), ("2025-02-26", 1), ("2025-02-27", 1)):
            self._night(day)
            told = self.contract.activity_ids.filtered(lambda one: one.activity_type_id == kind)
            self.assertEqual(len(told), count, day)

    def test_pauses_keep_apart_and_inside_the_contract(self):
        self._pause("2025-03-01", "2025-03-31")
        with (
            self.assertRaises(ExclusionViolation),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            self._pause("2025-03-31")
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            self._pause("2024-12-01", "2025-01-05")
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self.own.is_paused = True
        draft = self._create_contract()
        with self.assertRaises(UserError):
            draft.action_pause()

    def test_a_term_that_is_over_is_not_lengthened(self):
        early = self._pause("2025-03-01", "2025-03-02", lengthens=True)
        self._night("2026-02-01")
        self.assertEqual(self.contract.term_ids[-1].date_start, date(2026, 1, 3))
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self._pause("2025-04-01", "2025-04-02", lengthens=True)
        with freeze_time("2026-02-01"), self.assertRaises(UserError):
            early.unlink()

    # --- amendments -------------------------------------------------------------------------------

    def test_an_amendment_changes_the_contract_and_keeps_both_versions(self):
        amendment = self._amend(
            amount=620, notice_months=3, line_ids=[(0, 0, {"product_id": self.door.id})]
        )
        self.assertEqual(amendment.state, "in_force")
        self.assertEqual((self.contract.amount, self.contract.mrr), (620, 620))
        self.assertEqual(self.contract.last_notice_day, date(2025, 9, 30))
        self.assertEqual(self.contract.line_ids.product_id, self.gate | self.door)
        self.assertEqual((amendment.before["amount"], amendment.after["amount"]), (310, 620))
        self.assertEqual(self._due(date(2025, 3, 31)), [310, 520.36, 620])
        self.assertEqual(self.contract.term_ids.opening_amount, 310)
        table = amendment.comparison_html
        for text in ("310.00", "620.00", "Door", "1 × Gate"):
            self.assertIn(text, table)
        self.gate.name = "Sliding gate"
        amendment.invalidate_recordset()
        self.assertNotIn("Sliding", amendment.comparison_html, "as it was agreed")

    def test_what_is_agreed_for_later_waits_for_its_day(self):
        with freeze_time("2025-02-10"):
            amendment = self.own.env["tech.contract.amendment"].browse(
                self.own.action_amend()["res_id"]
            )
            amendment.write({"date_from": "2026-01-01", "amount": 400, "renewal_months": 24})
            amendment.action_agree()
        self.assertEqual((amendment.state, self.contract.amount), ("agreed", 310))
        self._night("2026-03-01")
        self.assertEqual((amendment.state, self.contract.amount), ("in_force", 400))
        self.assertEqual(self.contract.date_end, date(2026, 12, 31), "a term that began stays")
        self._night("2027-01-01")
        self.assertEqual(self.contract.date_end, date(2028, 12, 31), "the next one is longer")
        with freeze_time("2027-01-02"):
            self.assertEqual(self.contract._get_leaving_day(date(2027, 1, 2)), date(2028, 12, 31))
        self.assertEqual(self._due(date(2026, 1, 31))[-2:], [310, 400])

    def test_two_amendments_written_together_do_not_undo_each_other(self):
        with freeze_time("2025-02-10"):
            first, second = (
                self.own.env["tech.contract.amendment"].browse(self.own.action_amend()["res_id"])
                for _time in range(2)
            )
            first.amount, second.notice_months = 400, 1
            (first | second).action_agree()
        self.assertEqual((self.contract.amount, self.contract.notice_months), (400, 1))
        self.assertEqual((first.number, second.number), (1, 2))

    def test_the_next_revision_starts_from_the_amended_amount(self):
        with freeze_time("2025-01-02"):
            contract = self._start(index_id=self.index.id)
        self.contract, self.own = contract, contract.with_user(self.seller)
        self._set_index("2025-06-01", 310)
        self._amend("2025-07-01", amount=2000)
        self._set_index("2026-01-01", 341)
        self._night("2026-01-02")
        self.assertEqual(contract.amount, 2200, "2000 × 341 / 310: the index of the amendment")

    def test_what_was_agreed_is_not_rewritten(self):
        amendment = self._amend(amount=400)
        for vals in ({"amount": 1}, {"date_from": "2025-01-01"}, {"before": {}}, {"number": 9}):
            with self.subTest(vals), self.assertRaises(UserError):
                amendment.write(vals)
        with self.assertRaises(UserError):
            self.own.env["tech.contract.amendment.line"].create(
                {"amendment_id": amendment.id, "product_id": self.door.id}
            )
        with self.assertRaises(UserError):
            self.own.line_ids.note = "Forged"
        with self.assertRaises(UserError):
            amendment.unlink()
        with self.assertRaises(UserError):
            amendment.action_cancel()
        rival = amendment.with_user(self.rival)
        with self.assertRaises(AccessError):
            rival.read(["amount"])
        with self.assertRaises(AccessError):
            rival.create({"contract_id": self.contract.id})

    def test_what_cannot_be_agreed_is_said(self):
        with self.assertRaisesRegex(UserError, "nothing"):
            self._amend()
        with self.assertRaisesRegex(UserError, "before"):
            self._amend("2024-12-01", amount=3)
        self._amend("2025-03-01", amount=400)
        with self.assertRaisesRegex(UserError, "before"):
            self._amend("2025-02-20", amount=500)
        with freeze_time("2025-03-02"):
            self.own.action_give_notice()
        with self.assertRaisesRegex(UserError, "notice"):
            self._amend("2025-03-03", amount=500)

    def test_the_letter_is_written_in_the_customers_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.env["ir.module.module"]._load_module_terms(["crm_technical_contract"], ["fr_FR"])
        self.partner.lang = "fr_FR"
        amendment = self._amend(amount=1400.5)
        html, _kind = self.env["ir.actions.report"]._render_qweb_html(
            "crm_technical_contract.report_amendment", amendment.ids
        )
        text = html.decode().replace("\u202f", " ").replace("\xa0", " ")
        self.assertIn("Avenant", text)
        self.assertNotIn("Until Then", text)

    def test_the_amendments_have_no_hole(self):
        states = [one for one, _l in self.env["tech.contract.amendment"]._fields["state"].selection]
        self.assertEqual(WORKFLOW.find_faults(states), [])

from datetime import date

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, new_test_user, tagged

from ..models.tech_contract import WORKFLOW
from .common import ContractCommon


@tagged("post_install", "-at_install")
class TestContract(ContractCommon):
    def _night(self, day):
        with freeze_time(f"{day} 04:00:00"):
            self.env["tech.contract"]._cron_contracts()

    def _summaries(self, contract, kind):
        kind = self.env.ref(f"crm_technical_contract.mail_activity_{kind}")
        return contract.activity_ids.filtered(lambda one: one.activity_type_id == kind)

    def test_the_app_sales_still_opens_on_its_quotations(self):
        root = self.env.ref("sale.sale_menu_root")
        root.active = True
        menus = self.env["ir.ui.menu"].load_web_menus(False)
        action = self.env.ref("sale.action_quotations_with_onboarding")
        self.assertEqual(menus[root.id]["actionID"], action.id)

    @freeze_time("2025-02-01")
    def test_a_running_contract_knows_its_last_days_and_its_money(self):
        contract = self._start()
        self.assertEqual(contract.state, "active")
        self.assertRegex(contract.name, r"CT/\d{4}/\d{4}")
        self.assertEqual(contract.date_end, date(2025, 12, 31))
        self.assertEqual(contract.last_notice_day, date(2025, 10, 31))
        self.assertEqual((contract.mrr, contract.arr), (100, 1200))
        draft = self._create_contract()
        self.assertEqual(draft.mrr, 0, "what does not run brings nothing")

    @freeze_time("2027-03-15")
    def test_a_contract_entered_late_has_all_its_terms(self):
        contract = self._start("2024-02-29", first_months=12, renewal_months=12)
        self.assertEqual(
            contract.term_ids.mapped("date_start"),
            [date(2024, 2, 29), date(2025, 2, 28), date(2026, 2, 28), date(2027, 2, 28)],
        )
        self.assertEqual(contract.date_end, date(2028, 2, 28))

    def test_nights_without_a_run_are_made_up_for_and_each_warning_is_given_once(self):
        with freeze_time("2025-01-02"):
            contract = self._start()
        for day in ("2025-09-20", "2025-10-05", "2025-10-06", "2025-10-20"):
            self._night(day)
        activity = self._summaries(contract, "notice")
        self.assertEqual(len(activity), 1)
        self.assertEqual(activity.date_deadline, date(2025, 10, 31))
        self.assertEqual(activity.user_id, self.seller)
        activity.action_feedback("Customer stays")
        self._night("2025-10-25")
        self.assertFalse(self._summaries(contract, "notice"), "told once, done, not told again")
        self._night("2027-10-10")
        self.assertEqual(len(contract.term_ids), 3)
        self.assertEqual(len(self._summaries(contract, "notice")), 1, "the next term, once again")

    def test_notice_in_time_ends_this_term_and_late_notice_the_next_one(self):
        for day, last in (("2025-10-31", date(2025, 12, 31)), ("2025-11-01", date(2026, 12, 31))):
            with freeze_time("2025-01-02"):
                contract = self._start()
            with freeze_time(day), self.subTest(day=day):
                contract.with_user(self.seller).action_give_notice()
                self.assertEqual((contract.state, contract.leaving_on), ("notice", last))
                self.assertEqual(contract.date_end, last)
            self._night(str(last))
            self.assertEqual(contract.state, "notice", "the last day belongs to the contract")
            self._night(str(fields.Date.add(last, days=1)))
            self.assertEqual((contract.state, contract.mrr), ("ended", 0))

    def test_a_notice_is_taken_back_before_the_end(self):
        with freeze_time("2025-01-02"):
            contract = self._start()
        with freeze_time("2025-03-01"):
            contract.action_give_notice()
            contract.action_withdraw_notice()
        self.assertEqual((contract.state, contract.leaving_on), ("active", False))
        self.assertEqual(contract.last_notice_day, date(2025, 10, 31))

    def test_a_late_notice_leaves_the_last_term_its_price_amendments_and_pauses(self):
        with freeze_time("2025-01-02"):
            contract = self._start(index_id=self.index.id)
        with freeze_time("2025-10-05"):
            amendment = self.env["tech.contract.amendment"].create(
                {"contract_id": contract.id, "date_from": "2026-03-01", "notice_months": 1}
            )
            amendment.action_agree()
        with freeze_time("2025-11-01"):
            contract.with_user(self.seller).action_give_notice()
        self._set_index("2026-01-01", 330)
        self._night("2026-03-02")
        self.assertEqual((contract.state, contract.leaving_on), ("notice", date(2026, 12, 31)))
        self.assertEqual(contract.term_ids.mapped("amount"), [1200, 1320])
        self.assertEqual((contract.amount, contract.mrr), (1320, 110))
        self.assertEqual(amendment.state, "in_force")
        with freeze_time("2026-04-01"):
            self.env["tech.contract.pause"].create(
                {
                    "contract_id": contract.id,
                    "date_start": "2026-04-01",
                    "date_end": "2026-04-10",
                    "lengthens": True,
                    "reason": "Works",
                }
            )
        self.assertEqual(contract.date_end, date(2027, 1, 10))
        self._night("2027-01-11")
        self.assertEqual((contract.state, len(contract.term_ids)), ("ended", 2))

    def test_a_mistyped_end_is_taken_back(self):
        with freeze_time("2025-01-02"):
            contract = self._start()
        with freeze_time("2026-06-01"):
            self.env["tech.contract"]._cron_contracts()
            contract.notice_date = "2024-12-31"
            with self.assertRaisesRegex(UserError, "before its first one"):
                contract.action_give_notice()
            contract.notice_date = "2025-06-01"
            contract.action_give_notice()
            self.assertEqual(contract.leaving_on, date(2025, 12, 31))
            contract.action_withdraw_notice()
            self.assertEqual((contract.state, contract.date_end), ("active", date(2026, 12, 31)))
            contract.action_terminate()
        with self.assertRaises(AccessError):
            contract.with_user(self.seller).action_reopen()
        with freeze_time("2027-02-01"):
            contract.action_reopen()
        self.assertEqual((contract.state, contract.leaving_on), ("active", False))
        self.assertEqual(contract.date_end, date(2027, 12, 31), "the term that has begun since")
        self.assertEqual((len(contract.term_ids), contract.mrr), (3, 100))

    def test_who_signed_for_a_day_to_come_may_leave_before_it(self):
        with freeze_time("2024-11-10"):
            contract = self._start()
        self.env.cr.execute(
            "UPDATE tech_contract SET create_date = '2024-11-10' WHERE id = %s", [contract.id]
        )
        contract.invalidate_recordset()
        with freeze_time("2024-12-20"):
            contract.notice_date = "2024-12-18"
            contract.action_give_notice()
        self.assertEqual((contract.state, contract.leaving_on), ("notice", date(2025, 12, 31)))

    def test_an_end_taken_back_is_warned_of_again(self):
        with freeze_time("2025-01-02"):
            contract = self._start(is_consumer=True)
        self._night("2025-08-02")
        self.assertTrue(self._summaries(contract, "inform"))
        with freeze_time("2025-08-03"):
            contract.action_terminate()
            self.assertFalse(self._summaries(contract, "inform"))
            contract.action_reopen()
        self._night("2025-08-04")
        self._night("2025-08-05")
        self.assertEqual(len(self._summaries(contract, "inform")), 1)

    def test_an_index_that_was_exchanged_is_no_price(self):
        other = self.env["tech.index"].create({"name": "Other costs"})
        with freeze_time("2024-01-02"):
            self._set_index("2024-01-01", 300)
            contract = self._start("2024-01-01", index_id=self.index.id)
        self.index.value_ids.filtered(lambda one: one.date == date(2025, 1, 1)).unlink()
        self._night("2026-01-05")
        with freeze_time("2026-02-01"):
            amendment = self.env["tech.contract.amendment"].create(
                {"contract_id": contract.id, "date_from": "2026-02-01", "index_id": other.id}
            )
            amendment.action_agree()
        self.env["tech.index.value"].create(
            [
                {"index_id": other.id, "date": day, "value": value}
                for day, value in (("2024-01-01", 100), ("2025-01-01", 110))
            ]
        )
        self._night("2026-02-02")
        terms = contract.term_ids
        self.assertEqual(terms.mapped("opening_amount"), [1200, 1320, 1320])
        self.assertEqual(terms.mapped("amount"), [1200, 1320, 1320])
        self.assertEqual(contract.amount, 1320)

    def test_what_ran_out_is_not_opened_again(self):
        with freeze_time("2025-01-02"):
            contract = self._start(renewal="none", renewal_months=0)
        self._night("2026-01-01")
        with self.assertRaisesRegex(UserError, "make another contract"):
            contract.action_reopen()

    def test_an_index_entered_late_leaves_what_was_amended_since(self):
        with freeze_time("2024-01-02"):
            self._set_index("2024-01-01", 300)
            contract = self._start("2024-01-01", index_id=self.index.id)
        self.index.value_ids.filtered(lambda one: one.date == date(2025, 1, 1)).unlink()
        self._night("2026-01-05")
        self.assertEqual(contract.term_ids.mapped("needs_revision"), [False, True, True])
        with freeze_time("2026-02-01"):
            amendment = self.env["tech.contract.amendment"].create(
                {"contract_id": contract.id, "date_from": "2026-02-01", "amount": 2000}
            )
            amendment.action_agree()
        self._set_index("2025-01-01", 330)
        self._night("2026-02-02")
        terms = contract.term_ids
        self.assertEqual(terms.mapped("opening_amount"), [1200, 1320, 1320])
        self.assertEqual(terms.mapped("amount"), [1200, 1320, 2000])
        self.assertEqual(contract.amount, 2000)

    def test_a_term_that_waits_costs_what_the_one_before_was_brought_to(self):
        with freeze_time("2024-01-02"):
            self._set_index("2024-01-01", 300)
            contract = self._start("2024-01-01", index_id=self.index.id)
        self.index.value_ids.filtered(lambda one: one.date == date(2025, 1, 1)).unlink()
        self._night("2026-01-05")
        self._set_index("2025-01-01", 330)
        self._night("2026-01-06")
        self.assertEqual(contract.term_ids.mapped("amount"), [1200, 1320, 1320])
        self.assertEqual((contract.amount, contract.needs_revision), (1320, True))

    def test_a_contract_that_cannot_go_on_stops_no_other(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        product = self.env["product.product"].create({"name": "Gate"})
        with freeze_time("2025-01-02"):
            stuck, fine = self._start(), self._start()
            amendment = self.env["tech.contract.amendment"].create(
                {
                    "contract_id": stuck.id,
                    "date_from": "2026-01-01",
                    "line_ids": [(0, 0, {"product_id": product.id, "quantity": 1})],
                }
            )
            amendment.action_agree()
        product.company_id = other
        self._night("2026-01-02")
        self._night("2026-01-03")
        self.assertEqual((len(stuck.term_ids), len(fine.term_ids)), (1, 2))
        warnings = stuck.activity_ids.filtered(lambda one: "night" in one.summary)
        self.assertEqual((len(warnings), warnings.user_id), (1, self.seller))

    def test_a_contract_without_renewal_ends_by_itself_after_a_warning(self):
        with freeze_time("2025-01-02"):
            contract = self._start(renewal="none", renewal_months=0)
        self.assertFalse(contract.last_notice_day)
        self._night("2025-12-10")
        self.assertEqual(len(self._summaries(contract, "end")), 1)
        self._night("2026-01-01")
        self.assertEqual(contract.state, "ended")
        self.assertEqual(len(contract.term_ids), 1)

    def test_the_price_follows_the_index_within_its_limits_once_a_term(self):
        with freeze_time("2025-01-02"):
            contract = self._start(index_id=self.index.id, limit_rise=True, max_rise=5)
        self._set_index("2026-01-01", 309.5)
        self._night("2026-01-01")
        self.assertEqual(contract.amount, 1238)
        self.assertIn("309", contract.term_ids[-1].explanation)
        self._night("2026-01-02")
        self.assertEqual(contract.amount, 1238, "no second revision in a term")
        self._set_index("2027-01-01", 340)
        self._night("2027-01-01")
        self.assertEqual(contract.amount, 1299.9, "five percent at most")
        self.assertEqual(contract.term_ids.mapped("amount"), [1200, 1238, 1299.9])

    def test_a_missing_index_is_told_and_the_amount_follows_when_it_is_entered(self):
        with freeze_time("2025-01-02"):
            contract = self._start(index_id=self.index.id)
        self._night("2026-01-02")
        self._night("2026-01-03")
        self.assertTrue(contract.needs_revision)
        self.assertEqual(len(self._summaries(contract, "index")), 1)
        value = self._set_index("2026-01-01", 306)
        self._night("2026-01-20")
        self.assertEqual((contract.amount, contract.needs_revision), (1224, False))
        self.assertFalse(self._summaries(contract, "index"))
        with self.assertRaisesRegex(UserError, "used to revise"):
            value.value = 400
        with self.assertRaisesRegex(UserError, "used to revise"):
            value.unlink()

    def test_a_consumer_is_told_in_his_window(self):
        with freeze_time("2025-01-02"):
            contract = self._start(is_consumer=True)
        self.assertEqual(
            (contract.inform_from, contract.inform_until), (date(2025, 7, 31), date(2025, 9, 30))
        )
        self._night("2025-07-30")
        self.assertFalse(self._summaries(contract, "inform"))
        self._night("2025-08-02")
        self.assertEqual(self._summaries(contract, "inform").date_deadline, date(2025, 9, 30))
        with freeze_time("2025-08-05"):
            contract.with_context(tech_contract_informs=True).message_post(body="Renewal")
        self.assertEqual(contract.informed_on, date(2025, 8, 5))

    def test_what_was_promised_does_not_move_while_it_runs(self):
        with freeze_time("2025-01-02"):
            contract = self._start()
        for change in (
            {"date_start": "2025-02-01"},
            {"first_months": 24},
            {"partner_id": self.seller.partner_id.id},
            {"renewal": "none"},
            {"amount": 1},
            {"notice_months": 1},
            {"line_ids": [(5,)]},
        ):
            with self.subTest(change=change), self.assertRaises(UserError):
                contract.with_user(self.seller).write(change)
        contract.with_user(self.seller).write({"amount": 1200, "recurrence": "year"})
        with self.assertRaises(UserError):
            contract.write({"state": "ended"})
        contract.write({"date_start": "2025-01-01", "title": "Maintenance of gates"})
        with self.assertRaises(UserError):
            contract.unlink()
        with self.assertRaises(ValidationError):
            self._create_contract(renewal_months=0)

    def test_an_obligation_needs_its_proof_and_comes_again_on_its_month_end(self):
        with freeze_time("2025-01-02"):
            contract = self._start()
        duty = self.env["tech.contract.obligation"].create(
            {
                "name": "Inspection",
                "contract_id": contract.id,
                "due_date": "2025-01-31",
                "every_months": 1,
            }
        )
        self._night("2025-01-27")
        self._night("2025-02-10")
        self.assertEqual(len(self._summaries(contract, "obligation")), 1)
        with freeze_time("2025-02-10"):
            self.assertTrue(duty.is_late)
            self.assertIn(duty, duty.search([("is_late", "=", True)]))
            with self.assertRaisesRegex(UserError, "proof"), self.env.cr.savepoint():
                duty.action_done()
            duty.proof = "Report 12"
            duty.action_done()
            second = contract.obligation_ids - duty
            self.assertEqual(second.due_date, date(2025, 2, 28))
            second.proof = "Report 13"
            second.action_done()
            third = contract.obligation_ids - duty - second
            self.assertEqual(third.due_date, date(2025, 3, 31))
            second.action_undo()
            self.assertFalse(third.exists())
            self.assertFalse(second.is_done)

    def test_a_salesperson_sees_own_contracts_and_ends_none_at_once(self):
        with freeze_time("2025-01-02"):
            contract = self._start()
        self.assertEqual(contract.with_user(self.seller).title, "Maintenance")
        with self.assertRaises(AccessError):
            contract.with_user(self.rival).read(["title"])
        with self.assertRaises(AccessError):
            contract.with_user(self.seller).action_terminate()
        with self.assertRaises(AccessError):
            contract.term_ids.with_user(self.seller).write({"amount": 1})
        manager = new_test_user(self.env, "contract_manager", "sales_team.group_sale_manager")
        contract.with_user(manager).action_terminate()
        self.assertEqual(contract.state, "ended")

    def test_the_day_of_the_end_is_not_typed(self):
        contract = self._start()
        with self.assertRaises(UserError):
            contract.with_user(self.seller).leaving_on = "2025-01-02"
        forged = contract.with_user(self.seller).with_context(default_leaving_on="2025-01-02")
        self.assertFalse(forged.create(contract.copy_data()[0]).leaving_on)

    def test_a_revision_divides_values_of_one_index(self):
        other = self.env["tech.index"].create({"name": "Other"})
        for day, value in (("2025-01-01", 100), ("2026-01-01", 110)):
            self.env["tech.index.value"].create({"index_id": other.id, "date": day, "value": value})
        with freeze_time("2025-01-02"):
            contract = self._start(index_id=self.index.id)
        contract.index_id = other
        self._night("2026-01-02")
        self.assertAlmostEqual(contract.term_ids.sorted("date_start")[-1].amount, 1320)

    def test_the_workflow_has_no_hole(self):
        states = [key for key, _label in self.env["tech.contract"]._fields["state"].selection]
        self.assertEqual(WORKFLOW.find_faults(states), [])

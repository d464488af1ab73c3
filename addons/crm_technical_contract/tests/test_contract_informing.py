from datetime import date

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, new_test_user, tagged

from .common import ContractCommon


@tagged("post_install", "-at_install")
class TestContractInforming(ContractCommon):
    """A consumer who was not told of the renewal in time leaves when he likes (L215-1)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = new_test_user(cls.env, "contract_chief", "sales_team.group_sale_manager")

    def _consumer(self, day="2025-01-02", **values):
        with freeze_time(day):
            return self._start(**{"is_consumer": True, **values})

    def _night(self, day):
        with freeze_time(f"{day} 04:00:00"):
            self.env["tech.contract"]._cron_contracts()

    def _letter(self, contract, day):
        with freeze_time(f"{day} 09:00:00"):
            contract.with_context(tech_contract_informs=True).message_post(body="Renewal")

    def _activities(self, contract, kind):
        kind = self.env.ref(f"crm_technical_contract.mail_activity_{kind}")
        return contract.activity_ids.filtered(lambda one: one.activity_type_id == kind)

    def test_a_letter_in_its_window_binds_one_day_beside_it_does_not(self):
        """From 31 July to 30 September, for the renewal on 1 January."""
        for letter, told in (
            (None, False),
            ("2025-07-30", False),
            ("2025-07-31", True),
            ("2025-09-30", True),
            ("2025-10-01", False),
        ):
            contract = self._consumer()
            if letter:
                self._letter(contract, letter)
            with self.subTest(letter=letter):
                self.assertEqual(contract._is_informed(), told)
                with freeze_time("2026-03-05"):
                    contract._renew_until(date(2026, 3, 5))
                    self.assertEqual(contract.free_from, not told and date(2026, 1, 1))
                self.assertEqual(
                    contract._get_leaving_day(date(2026, 3, 5)),
                    date(2026, 12, 31) if told else date(2026, 3, 5),
                )

    def test_a_reminder_that_comes_late_takes_nothing_from_the_letter_in_time(self):
        contract = self._consumer()
        for day in ("2025-06-01", "2025-08-05", "2025-10-20"):
            self._letter(contract, day)
        self.assertEqual(contract.informed_on, date(2025, 8, 5))
        self._night("2026-01-02")
        self.assertTrue(contract.term_ids[-1].is_told)

    def test_a_letter_tells_of_one_renewal_only(self):
        contract = self._consumer()
        self._letter(contract, "2025-08-05")
        self._night("2026-01-02")
        self.assertEqual(contract._get_leaving_day(date(2026, 11, 5)), date(2026, 12, 31))
        self._night("2027-01-02")
        self.assertEqual(contract.term_ids.mapped("is_told"), [False, True, False])
        self.assertEqual(contract._get_leaving_day(date(2027, 2, 3)), date(2027, 2, 3))
        self._letter(contract, "2027-08-05")
        self.assertEqual(
            contract._get_leaving_day(date(2027, 9, 1)), date(2027, 9, 1), "until it is renewed"
        )
        self._night("2028-01-02")
        self.assertEqual(contract._get_leaving_day(date(2028, 2, 3)), date(2028, 12, 31))

    def test_it_ends_on_the_day_of_the_notice_and_nothing_is_due_after(self):
        contract = self._consumer(recurrence="month", amount=310)
        self._night("2026-01-02")
        with freeze_time("2026-02-14 09:00:00"):
            contract.with_user(self.seller).action_give_notice()
            self.assertEqual(contract.free_from, date(2026, 1, 1), "still said on the form")
        self.assertEqual(contract.leaving_on, date(2026, 2, 14))
        due = contract._get_schedule()[-1]
        self.assertEqual((due.start, due.end), (date(2026, 2, 1), date(2026, 2, 14)))
        self.assertEqual(float(due.amount), 155)
        self._night("2026-02-14")
        self.assertEqual(contract.state, "notice")
        self._night("2026-02-15")
        self.assertEqual(contract.state, "ended")

    def test_we_and_companies_keep_to_the_terms(self):
        contract = self._consumer()
        company = self._consumer()
        self._night("2026-01-02")
        company.is_consumer = False
        day = date(2026, 2, 14)
        self.assertEqual(company._get_leaving_day(day), date(2026, 12, 31))
        self.assertEqual(contract._get_leaving_day(day, by="us"), date(2026, 12, 31))
        self.assertEqual(contract._get_leaving_day(day), day)

    def test_a_late_notice_of_who_was_not_told_ends_the_contract_before_its_renewal(self):
        contract = self._consumer()
        with freeze_time("2025-12-15 09:00:00"):
            self.assertEqual(contract.free_from, date(2026, 1, 1))
            contract.action_give_notice()
            self.assertFalse(contract.free_from, "it is not renewed any more")
        self.assertEqual(contract.leaving_on, date(2025, 12, 31))
        told = self._consumer()
        self._letter(told, "2025-08-05")
        self.assertEqual(told._get_leaving_day(date(2025, 12, 15)), date(2026, 12, 31))

    def test_a_manager_answers_for_a_letter_that_left_elsewhere(self):
        """A contract that was entered when it had been renewed already."""
        contract = self._consumer("2026-02-01", user_id=self.manager.id)
        day = date(2026, 3, 5)
        self.assertEqual(contract._get_leaving_day(day), day)
        with self.assertRaises(AccessError):
            contract.with_user(self.seller).action_attest_told()
        contract.with_user(self.manager).action_attest_told()
        self.assertEqual(contract._get_leaving_day(day), date(2026, 12, 31))
        self.assertIn("contract_chief", contract.message_ids[0].body)
        with self.assertRaisesRegex(UserError, "nothing to answer for"):
            contract.with_user(self.manager).action_attest_told()

    def test_who_is_to_be_told_is_found_in_every_term(self):
        contract = self._consumer()
        contracts = self.env["tech.contract"].with_user(self.seller)

        def found(day):
            with freeze_time(f"{day} 09:00:00"):
                contract.invalidate_recordset()
                due = contracts.search([("is_inform_due", "=", True)])
                others = contracts.search([("is_inform_due", "=", False)])
                self.assertEqual(contract in due, contract.is_inform_due)
                self.assertEqual(contract in due, contract not in others)
                return contract in due

        self.assertFalse(found("2025-07-30"))
        self.assertTrue(found("2025-07-31"))
        self._letter(contract, "2025-08-05")
        self.assertFalse(found("2025-08-06"))
        self._night("2026-01-02")
        self.assertTrue(found("2026-08-06"), "the letter told of another renewal")
        self.assertFalse(found("2026-10-01"), "too late")

    def test_the_search_costs_the_same_for_one_and_for_six(self):
        contracts = self.env["tech.contract"].with_user(self.seller)

        def cost():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            with freeze_time("2025-08-06 09:00:00"):
                found = contracts.search([("is_inform_due", "=", True)])
            return self.cr.sql_log_count - before, len(found)

        self._consumer()
        cost()
        once, few = cost()
        for _copy in range(5):
            self._consumer()
        again, many = cost()
        self.assertEqual((again, many - few), (once, 5))

    def test_the_activity_is_done_when_the_letter_leaves(self):
        contract = self._consumer()
        self._night("2025-08-02")
        self.assertEqual(len(self._activities(contract, "inform")), 1)
        self._letter(contract.with_user(self.seller), "2025-08-05")
        self.assertFalse(self._activities(contract, "inform"))
        self._night("2025-08-06")
        self.assertFalse(self._activities(contract, "inform"))

    def test_days_that_no_night_saw_are_told_once_as_missed(self):
        contract = self._consumer()
        for day in ("2025-11-20", "2025-11-21"):
            self._night(day)
        for kind, said, deadline in (
            ("notice", "missed", date(2025, 10, 31)),
            ("inform", "not told", date(2025, 9, 30)),
        ):
            with self.subTest(kind=kind):
                activity = self._activities(contract, kind)
                self.assertEqual(len(activity), 1)
                self.assertIn(said, activity.summary)
                self.assertEqual(activity.date_deadline, deadline)

    def test_a_day_that_was_missed_is_told_also_after_the_renewal(self):
        contract = self._consumer(is_consumer=False)
        self._night("2026-01-05")
        self.assertEqual(len(contract.term_ids), 2)
        self.assertIn("missed", self._activities(contract, "notice").summary)
        self._night("2026-01-06")
        self.assertEqual(len(self._activities(contract, "notice")), 1)

    def test_a_confirmed_order_becomes_a_contract(self):
        goods, note = self.env["product.product"].create([{"name": "Gate"}, {"name": "Visit"}])
        order = (
            self.env["sale.order"]
            .with_user(self.seller)
            .create(
                {
                    "partner_id": self.partner.id,
                    "order_line": [
                        Command.create({"product_id": goods.id, "product_uom_qty": 3}),
                        Command.create({"display_type": "line_section", "name": "Yearly"}),
                        Command.create(
                            {
                                "product_id": note.id,
                                "product_uom_id": self.env.ref("uom.product_uom_dozen").id,
                            }
                        ),
                    ],
                }
            )
        )
        with self.assertRaisesRegex(UserError, "not confirmed"):
            order.action_tech_new_contract()
        order.action_confirm()
        context = order.action_tech_new_contract()["context"]
        contract = Form(order.env["tech.contract"].with_context(**context)).save()
        self.assertEqual(
            (contract.state, contract.partner_id, contract.order_id, contract.user_id),
            ("draft", self.partner, order, self.seller),
        )
        self.assertEqual(
            [(line.product_id, line.quantity) for line in contract.line_ids],
            [(goods, 3), (note, 12)],
        )
        self.assertEqual(order.tech_contract_count, 1)
        found = order.action_tech_view_contracts()["domain"]
        self.assertEqual(self.env["tech.contract"].search(found), contract)

    def test_a_consumer_is_told_the_price_with_tax(self):
        company = self.env.company
        full, half, other = self.env["account.tax"].create(
            [
                {"name": name, "amount": rate, "type_tax_use": "sale"} | more
                for name, rate, more in (
                    ("Full", 20, {}),
                    ("Half", 10, {"price_include_override": "tax_included"}),
                    ("Other", 5.5, {}),
                )
            ]
        )
        company.account_sale_tax_id = full
        products = self.env["product.product"].create(
            [
                {"name": "Gate", "taxes_id": [Command.set(half.ids)]},
                {"name": "Door", "taxes_id": [Command.set(other.ids)]},
                {"name": "Free", "taxes_id": [Command.clear()]},
            ]
        )
        for covered, amount in (
            (products.browse(), 1440),
            (products[0], 1320),
            (products[1], 1266),
            (products[2], 1200),
            (products[:2], 0),
        ):
            with self.subTest(covered=covered.mapped("name")):
                lines = [Command.create({"product_id": one.id}) for one in covered]
                contract = self._create_contract(is_consumer=True, line_ids=lines)
                self.assertEqual(contract.with_user(self.seller).amount_taxed, amount)
        self.assertFalse(self._create_contract(is_consumer=False).amount_taxed)
        position = self.env["account.fiscal.position"].create({"name": "None"})
        self.partner.property_account_position_id = position
        self.assertEqual(self._create_contract(is_consumer=True).amount_taxed, 1200)
